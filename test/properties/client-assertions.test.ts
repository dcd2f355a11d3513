// Whatever an app presents as its assertion: never an error of ours, and never a token unless its own key
// signed it for us.
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readPublicKey } from '#platform/oauth/public-key'
import { assertionAlgorithms, assertionType } from '#platform/oauth/client-assertion'
import { runs } from '../fuzz.ts'
import { oauthWorld, origin, secretOf } from '../platform/oauth/world.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const pairs = { rsa, ec }

const hostile = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', '__proto__', '\ud800'))
const among = (...values: readonly unknown[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: hostile })

/** Nothing, or one member put in the place of what would be right. */
const oneOf = (members: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.oneof(
    fc.constant({}),
    ...Object.entries(members).map(([name, value]) => value.map((one) => ({ [name]: one }))),
  )

const headerChange = oneOf({
  alg: among(...assertionAlgorithms, 'none'),
  kid: hostile,
  crit: hostile,
  jwk: hostile,
})
const claimChange = oneOf({
  iss: among('rsa', 'ec', 'tools', 'browser'),
  sub: among('rsa', 'ec', 'tools', 'browser'),
  aud: among(`${origin}/restapi/oauth/token`, 'https://else.example'),
  exp: among(1, 1e300, 4_000_000_000.5),
  nbf: among(1, 5_000_000_000),
  jti: among('a', 'b'),
})
const signer = fc.constantFrom('rsa', 'ec', 'tools', 'no one')

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A signature of RS256, ES384 or HS256, whatever the header says. */
function signature(text: string, by: string): string {
  if (by === 'rsa') return sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')
  if (by === 'tools') {
    return createHmac('sha256', secretOf('tools')).update(text).digest('base64url')
  }
  if (by !== 'ec') return 'AAAA'
  const key = { key: ec.privateKey, dsaEncoding: 'ieee-p1363' } as const
  return sign('sha384', Buffer.from(text), key).toString('base64url')
}

test('an assertion opens a session only for the app that signed it, and is never our error', async () => {
  using world = oauthWorld({ limits: 'off' })
  const { apps, db } = world.platform.parts
  const [tools] = apps.list()
  assert(tools)
  for (const [clientId, { publicKey }] of Object.entries(pairs)) {
    const read = readPublicKey(publicKey.export({ type: 'spki', format: 'pem' }))
    assert('key' in read)
    db.transaction(() => apps.add({ ...tools, clientId, publicKey: read.key }, null))
  }
  let opened = 0
  let made = 0
  await fc.assert(
    fc.asyncProperty(headerChange, claimChange, signer, fc.boolean(), async (...drawn) => {
      const [headers, changes, by, isCut] = drawn
      const right = by === 'ec' ? 'ES384' : 'RS256'
      const head = { alg: right, ...headers }
      const exp = 4_000_000_000
      const body = { iss: by, sub: by, aud: origin, exp, jti: `${(made += 1)}`, ...changes }
      const signed = `${part(head)}.${part(body)}`
      const jwt = `${signed}.${signature(signed, by)}`
      const form = {
        grant_type: 'client_credentials',
        client_assertion_type: assertionType,
        client_assertion: isCut ? jwt.slice(0, -2) : jwt,
      }
      const reply = await world.token(form, null)
      assert.ok(reply.status < 500, `${reply.status} ${jwt}`)
      if (reply.status !== 200) return
      opened += 1
      assert.ok(by in pairs, by)
      assert.deepEqual([body.iss, body.sub, head.alg], [by, by, right])
      assert.notEqual(body.aud, 'https://else.example')
      assert.notEqual(body.exp, 1)
    }),
    runs(1_000),
  )
  assert.ok(opened > 0, 'none was taken')
})
