// Apps that prove themselves by an assertion they sign (RFC 7523): with their secret or their private key.
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, it, test } from 'node:test'
import { type JWTPayload, SignJWT } from 'jose'
import { pull as pullWith } from '../levers/pull.ts'
import { leverToken, oauthWorld, origin, type Refusal, type World } from './world.ts'

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const tokenEndpoint = `${origin}/restapi/oauth/token`
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')

const pem = ({ publicKey }: { publicKey: KeyObject }) =>
  publicKey.export({ type: 'spki', format: 'pem' })
const jwk = ({ publicKey }: { publicKey: KeyObject }) => publicKey.export({ format: 'jwk' })

type Pull = Parameters<typeof pullWith>

const pull = (world: World, route: Pull[1], body?: unknown) =>
  pullWith(world, route, body, leverToken)

let made = 0

/** An assertion that is right but for what is changed of its claims; a claim of undefined is left out. */
async function assertion(
  world: World,
  clientId: string,
  signing: { readonly alg: string; readonly key: KeyObject | Uint8Array },
  change: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: tokenEndpoint,
    exp: world.clock.now() / 1000 + 60,
    jti: `jti-${(made += 1)}`,
    ...change,
  }
  const kept = Object.entries(claims).filter(([, value]) => value !== undefined)
  const payload = Object.fromEntries(kept) as JWTPayload // also wrong ones, for the tests
  return new SignJWT(payload).setProtectedHeader({ alg: signing.alg }).sign(signing.key)
}

async function newApp(world: World, more: object): Promise<{ id: string; secret: string }> {
  const { status, reply } = await pull(world, 'POST /apps', {
    name: 'Signer',
    permissions: ['SMS'],
    ...more,
  })
  assert.equal(status, 201, JSON.stringify(reply))
  return { id: reply.clientId, secret: reply.clientSecret }
}

/** Asks for a token of the app itself with an assertion alone. */
const ask = (world: World, jwt: string, more: Record<string, string> = {}) =>
  world.token(
    {
      grant_type: 'client_credentials',
      client_assertion_type: assertionType,
      client_assertion: jwt,
      ...more,
    },
    null,
  )

async function refusal(reply: Response): Promise<[number, string, string, string]> {
  const { error, error_description, errors } = (await reply.json()) as Refusal
  return [reply.status, error, errors[0]?.errorCode ?? '', error_description]
}

describe('private_key_jwt', () => {
  const keys = [
    ['RS256', rsa, pem(rsa)],
    ['PS256', rsa, jwk(rsa)],
    ['ES256', ec, jwk(ec)],
    ['EdDSA', ed, pem(ed)],
  ] as const
  for (const [alg, pair, publicKey] of keys) {
    it(`lets in who signs by ${alg}, at the token and the revocation endpoint`, async () => {
      using world = oauthWorld()
      const { id } = await newApp(world, { publicKey })
      const signing = { alg, key: pair.privateKey }
      const reply = await ask(world, await assertion(world, id, signing), { client_id: id })
      assert.equal(reply.status, 200, await reply.clone().text())
      const { access_token: token } = (await reply.json()) as { access_token: string }
      assert.equal(await world.use(token), 403, 'a token without an extension reads no account')
      const ended = await world.revoke(
        {
          token,
          client_assertion_type: assertionType,
          client_assertion: await assertion(world, id, signing, {
            aud: [`${origin}/restapi/oauth/revoke`, 'https://else.example'],
          }),
        },
        null,
      )
      assert.equal(ended.status, 200)
      assert.equal(await world.use(token), 401)
    })
  }

  it('takes the issuer as the audience too, and goes on with a new key once that is changed', async () => {
    using world = oauthWorld()
    const { id } = await newApp(world, { publicKey: pem(rsa) })
    const byRsa = { alg: 'RS256', key: rsa.privateKey }
    const toIssuer = await assertion(world, id, byRsa, { aud: origin })
    assert.equal((await ask(world, toIssuer)).status, 200)
    const { reply } = await pull(world, `PATCH /apps/${id}`, { publicKey: jwk(ec) })
    assert.equal(reply.publicKey.kty, 'EC')
    assert.equal((await ask(world, await assertion(world, id, byRsa))).status, 401)
    const byEc = { alg: 'ES256', key: ec.privateKey }
    assert.equal((await ask(world, await assertion(world, id, byEc))).status, 200)
  })
})

describe('client_secret_jwt', () => {
  it('lets in an app that signs with its secret, and with the next one after a change', async () => {
    using world = oauthWorld()
    const { id, secret } = await newApp(world, { signsWithSecret: true })
    const signing = { alg: 'HS256', key: Buffer.from(secret) }
    assert.equal((await ask(world, await assertion(world, id, signing))).status, 200)
    const { reply } = await pull(world, `POST /apps/${id}/secret`)
    assert.equal((await ask(world, await assertion(world, id, signing))).status, 401)
    const next = { alg: 'HS512', key: Buffer.from(String(reply.clientSecret)) }
    assert.equal((await ask(world, await assertion(world, id, next))).status, 200)
  })

  it('is not for an app that did not ask for it: its secret is kept as a hash alone', async () => {
    using world = oauthWorld()
    const { id, secret } = await newApp(world, {})
    const signing = { alg: 'HS256', key: Buffer.from(secret) }
    const [status, error, code, text] = await refusal(
      await ask(world, await assertion(world, id, signing)),
    )
    assert.deepEqual([status, error, code], [401, 'invalid_client', 'OAU-146'])
    assert.match(text, /nothing to check the signature/)
    assert.equal(world.platform.parts.apps.readableSecret(id), null)
  })
})

describe('an assertion is refused', () => {
  const minute = 60
  const wrong: readonly (readonly [string, (now: number) => object, RegExp])[] = [
    ['once it has expired', (now) => ({ exp: now }), /expired/],
    ['before its time', (now) => ({ nbf: now + minute }), /nbf/],
    ['without an end', () => ({ exp: undefined }), /lacks exp/],
    ['without an id', () => ({ jti: undefined }), /lacks jti/],
    ['with an id that is no text', () => ({ jti: 7 }), /jti/],
    ['that is for another server', () => ({ aud: 'https://else.example' }), /aud.*it takes/],
    ['without an audience', () => ({ aud: undefined }), /aud/],
  ]
  for (const [how, change, says] of wrong) {
    it(how, async () => {
      using world = oauthWorld({ limits: 'off' })
      const { id } = await newApp(world, { publicKey: pem(rsa) })
      const signing = { alg: 'RS256', key: rsa.privateKey }
      const claims = { ...change(world.clock.now() / 1000) }
      const reply = await ask(world, await assertion(world, id, signing, claims))
      assert.match(reply.headers.get('www-authenticate') ?? '', /^Basic realm=/)
      const [status, error, code, text] = await refusal(reply)
      assert.deepEqual([status, error, code], [401, 'invalid_client', 'OAU-146'])
      assert.match(text, says)
    })
  }

  it('when it comes a second time, were it at once or at another endpoint', async () => {
    using world = oauthWorld({ limits: 'off' })
    const { id } = await newApp(world, { publicKey: pem(rsa) })
    const signing = { alg: 'RS256', key: rsa.privateKey }
    const jwt = await assertion(world, id, signing)
    const replies = await Promise.all([ask(world, jwt), ask(world, jwt), ask(world, jwt)])
    assert.deepEqual(replies.map(({ status }) => String(status)).toSorted(), ['200', '401', '401'])
    const form = { client_assertion_type: assertionType, client_assertion: jwt }
    const [status, , code, text] = await refusal(await world.revoke({ token: 'x', ...form }, null))
    assert.deepEqual([status, code], [401, 'OAU-146'])
    assert.match(text, /used before/)
    // Another app's id may be the same.
    const other = await newApp(world, { publicKey: pem(rsa) })
    for (const app of [id, other.id]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const reply = await ask(world, await assertion(world, app, signing, { jti: 'mine' }))
      assert.equal(reply.status, 200)
    }
  })

  it('signed with another key, or with the public key as if it were a secret', async () => {
    using world = oauthWorld({ limits: 'off' })
    const { id } = await newApp(world, { publicKey: pem(rsa), signsWithSecret: true })
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const forged = [
      { alg: 'RS256', key: stranger },
      { alg: 'ES256', key: ec.privateKey },
      { alg: 'HS256', key: Buffer.from(pem(rsa)) },
    ] as const
    for (const signing of forged) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const [status, , code] = await refusal(await ask(world, await assertion(world, id, signing)))
      assert.deepEqual([status, code], [401, 'OAU-146'], signing.alg)
    }
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const other = await newApp(world, { publicKey: pem(p384) })
    const unfit = await ask(world, await assertion(world, other.id, forged[1]))
    assert.deepEqual((await refusal(unfit)).slice(0, 3), [401, 'invalid_client', 'OAU-146'])
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { iss: id, sub: id, aud: tokenEndpoint, exp: 4e9, jti: 'none' }
    const [status] = await refusal(await ask(world, `${part({ alg: 'none' })}.${part(claims)}.`))
    assert.equal(status, 401)
  })

  it('when it is none, speaks for another, or comes with a second proof', async () => {
    using world = oauthWorld({ limits: 'off' })
    const { id } = await newApp(world, { publicKey: pem(rsa) })
    const signing = { alg: 'RS256', key: rsa.privateKey }
    const good = await assertion(world, id, signing)
    const cases: readonly (readonly [Record<string, string>, number, string])[] = [
      [{ client_assertion_type: 'urn:x' }, 400, 'OAU-123'],
      [{ client_assertion_type: '' }, 400, 'OAU-123'],
      [{ client_assertion: '' }, 400, 'OAU-123'],
      [{ client_assertion: 'x.y.z' }, 400, 'OAU-123'],
      [{ client_assertion: 'bm8.bnVsbA.x' }, 400, 'OAU-123'],
      [{ client_assertion: await assertion(world, id, signing, { iss: 'x' }) }, 400, 'OAU-123'],
      [{ client_assertion: await assertion(world, 'nobody', signing) }, 400, 'OAU-153'],
      [{ client_id: 'tools' }, 400, 'OAU-153'],
    ]
    for (const [more, status, code] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const [found, error, errorCode] = await refusal(await ask(world, good, more))
      assert.deepEqual(
        [found, error, errorCode],
        [status, 'invalid_client', code],
        JSON.stringify(more),
      )
    }
    const form = { client_assertion_type: assertionType, client_assertion: good }
    const both = await refusal(await world.token({ grant_type: 'client_credentials', ...form }))
    assert.deepEqual(both.slice(0, 3), [400, 'invalid_request', 'CMN-101'])
    assert.equal((await ask(world, good)).status, 200, 'none of these has spent it')
  })
})

test('a key is refused that is none, is private or weak, or is a public app’s', async () => {
  using world = oauthWorld()
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const odd = generateKeyPairSync('x25519')
  const sent = [
    { publicKey: 'none' },
    { publicKey: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) },
    { publicKey: rsa.privateKey.export({ format: 'jwk' }) },
    { publicKey: { kty: 'RSA', n: '!', e: 'AQAB' } },
    { publicKey: pem(weak) },
    { publicKey: pem(odd) },
    { publicKey: pem(generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 })) },
    { publicKey: pem(generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' })) },
    { publicKey: pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' })) },
    { publicKey: pem(rsa), isPublic: true },
    { signsWithSecret: true, isPublic: true },
  ]
  for (const more of sent) {
    const app = { name: 'x', permissions: ['SMS'], ...more }
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { status, reply } = await pull(world, 'POST /apps', app)
    assert.equal(status, 400, JSON.stringify(more))
    assert.match(reply.field, /^(publicKey|signsWithSecret)/)
  }
})

test('an assertion may end at a fraction of a second, or in the far future', async () => {
  using world = oauthWorld({ limits: 'off' })
  const { id } = await newApp(world, { publicKey: pem(rsa) })
  for (const exp of [world.clock.now() / 1000 + 0.5004, 1e15, 1e300]) {
    /* oxlint-disable no-await-in-loop -- one after the other */
    const jwt = await assertion(world, id, { alg: 'RS256', key: rsa.privateKey }, { exp })
    assert.equal((await ask(world, jwt)).status, 200, String(exp))
    assert.equal((await ask(world, jwt)).status, 401, 'used before')
    /* oxlint-enable no-await-in-loop */
  }
})

test('an app that is deleted and made again may use its ids again', async () => {
  using world = oauthWorld()
  const signing = { alg: 'RS256', key: rsa.privateKey }
  for (const _ of [1, 2]) {
    /* oxlint-disable no-await-in-loop -- one after the other */
    const { id } = await newApp(world, { publicKey: pem(rsa), clientId: 'again' })
    const reply = await ask(world, await assertion(world, id, signing, { jti: 'same' }))
    assert.equal(reply.status, 200)
    assert.equal((await pull(world, 'DELETE /apps/again')).status, 200)
    /* oxlint-enable no-await-in-loop */
  }
})
