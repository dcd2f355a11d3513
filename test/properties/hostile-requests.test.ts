// Whatever is sent to whichever method, the platform answers: never with an error of its own, never
// half done. Requests are made from the catalogue's schemas, with hostile values in their midst.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import sql, { raw } from 'sql-template-tag'
import { type Method, pathOf, verbOf } from '#catalog/method'
import { methods } from '#catalog/methods'
import type { Database } from '#storage/database'
import { runs } from '../fuzz.ts'
import { hostileJson, parameterOf, valueOf } from '../schema-values.ts'
import { multipart, own, startWorld, type World } from '../platform/world.ts'

/** How many rows each table has. */
function census(db: Database): Record<string, number> {
  const tables = db.all<{ name: string }>(
    // Calls are counted whatever becomes of them.
    sql`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'
      and name <> 'call_count' order by name`,
  )
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      db.get<{ count: number }>(sql`select count(*) as count from ${raw(name)}`)?.count ?? 0,
    ]),
  )
}

/** What is sent. */
interface Hostile {
  readonly path: string
  readonly type: string | null
  readonly body: string | Uint8Array | undefined
}

const places: Readonly<Record<string, readonly string[]>> = {
  accountId: ['~', '~', '~', '1', '1', '2'],
  extensionId: ['~', '~', '~', '101', '101', '102', '901'],
}

/** Requests to one method. */
function requestsTo(method: Method): fc.Arbitrary<Hostile> {
  const path = pathOf(method)
    .split(/(\{\w+\})/)
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1]
      if (name === undefined) return fc.constant(piece)
      const known = places[name]
      const hostile = parameterOf(method.path.properties[name]).map(encode)
      return known
        ? fc.oneof(
            { weight: 20, arbitrary: fc.constantFrom(...known) },
            { weight: 1, arbitrary: hostile },
          )
        : fc.oneof(fc.constantFrom('1', '2', '1724099032001', '1,2,x'), hostile)
    })
  const query = Object.entries(method.query?.properties ?? {}).map(([name, schema]) =>
    fc
      .option(fc.array(parameterOf(schema), { minLength: 1, maxLength: 2 }))
      .map((values) => (values ?? []).map((value) => `${name}=${encode(value)}`)),
  )
  return fc
    .tuple(fc.tuple(...path), fc.tuple(...query), bodyFor(method))
    .map(([pieces, parameters, body]) => {
      const search = parameters.flat().join('&')
      return { path: `${pieces.join('')}${search === '' ? '' : `?${search}`}`, ...body }
    })
}

/** Percent-encoded, lone surrogates too. */
const encode = (text: string) => encodeURIComponent(text.toWellFormed())

function bodyFor(method: Method): fc.Arbitrary<Pick<Hostile, 'type' | 'body'>> {
  const json = fc
    .oneof(
      { weight: 20, arbitrary: valueOf(method.body ?? {}) },
      { weight: 1, arbitrary: hostileJson },
    )
    .map((value) => ({ type: 'application/json', body: JSON.stringify(value) }))
  const broken = fc
    .tuple(
      fc.constantFrom('application/json', 'multipart/form-data; boundary=b', 'text/plain', ''),
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.constant(Buffer.from('{"a":'.repeat(2000))),
        fc.constant(Buffer.from('['.repeat(100_000))),
        fc.constant(Buffer.from('{"__proto__":{"x":1},"constructor":{"prototype":{}}}')),
      ),
    )
    .map(([type, body]) => ({ type: type === '' ? null : type, body }))
  const forms = method.bodyTypes?.includes('multipart/form-data') ? [formFor(method)] : []
  const nothing = fc.constant({ type: null, body: undefined })
  if (verbOf(method) === 'GET') return nothing
  return fc.oneof(
    { weight: 6, arbitrary: json },
    ...forms.map((arbitrary) => ({ weight: 6, arbitrary })),
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: nothing },
  )
}

const fileHeaders = fc.constantFrom(
  [
    'Content-Disposition: form-data; name="attachment"; filename="a.png"',
    'Content-Type: image/png',
  ],
  [
    'Content-Type: application/pdf',
    'Content-Disposition: form-data; name="attachment"; filename=""',
  ],
  ['Content-Disposition: attachment; filename="../../etc/passwd"'],
  ['Content-Disposition: form-data; name="image"; filename="x.tiff"', 'Content-Type: image/tiff'],
  [
    'Content-Disposition: form-data; name="attachment"; filename="z.zip"',
    'Content-Type: application/zip',
  ],
  ['Content-Type: multipart/mixed; boundary=c'],
  ['X: ' + 'y'.repeat(20_000)],
  [],
)

/** A form with files; now and then cut short, or under a boundary that is not its own. */
function formFor(method: Method): fc.Arbitrary<Pick<Hostile, 'type' | 'body'>> {
  const envelope = fc.oneof(
    { weight: 5, arbitrary: valueOf(method.body ?? {}).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string() },
  )
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constant(Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj')),
    fc.constant(Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')),
    fc.constant(Buffer.from('II*\0\x08\0\0\0\xff\xff', 'latin1')),
    fc.constant(Buffer.from('--b\r\n--b--')),
  )
  return fc
    .tuple(
      envelope,
      fc.array(fc.tuple(fileHeaders, content), { maxLength: 3 }),
      fc.constantFrom('b', 'b', 'b', 'other', '', '"'),
      fc.double({ min: 0, max: 1.5, noNaN: true }),
    )
    .map(([json, files, boundary, kept]) => {
      const whole = multipart(
        [
          {
            headers: [
              'Content-Type: application/json',
              'Content-Disposition: form-data; name="json"; filename="request.json"',
            ],
            content: json,
          },
          ...files.map(([headers, bytes]) => ({ headers, content: bytes })),
        ],
        'b',
      )
      return {
        type: `multipart/form-data; boundary=${boundary}`,
        body: whole.subarray(0, Math.round(whole.length * Math.min(kept, 1))),
      }
    })
}

async function attack(world: World, verb: string, { path, type, body }: Hostile): Promise<void> {
  const { db } = world.platform.parts
  const before = census(db)
  const reply = await world.call(verb, path, body === undefined ? {} : { raw: { type, body } })
  const told = `${verb} ${path} ${type} ${Buffer.from(body ?? '')
    .toString('latin1')
    .slice(0, 300)}`
  assert.ok(reply.status < 500, `${reply.status} for ${told}: ${world.errors.join()}`)
  assert.deepEqual(world.errors, [], told)
  if (reply.status < 400) return
  assert.deepEqual(
    census(db),
    before,
    `refused with ${reply.status}, yet something is stored: ${told}`,
  )
  assert.equal(typeof reply.body?.errorCode, 'string', told)
  assert.equal(typeof reply.body.errors?.[0]?.message, 'string', told)
}

for (const profile of ['guide', 'live'] as const) {
  for (const [id, method] of Object.entries(methods) as [string, Method][]) {
    test(`nothing that is sent to ${id} under ${profile} breaks the platform or is half stored`, async () => {
      using world = startWorld({ profile })
      await world.call('POST', `${own}/sms`, {
        json: {
          from: { phoneNumber: '+15105550101' },
          to: [{ phoneNumber: '+15105550102' }],
          text: 'x',
        },
      })
      await fc.assert(
        fc.asyncProperty(requestsTo(method), (sent) => attack(world, verbOf(method), sent)),
        runs(80),
      )
    })
  }
}

test('no path breaks the platform', async () => {
  using world = startWorld()
  const segment = fc.oneof(
    fc.constantFrom(
      'restapi',
      'v1.0',
      'account',
      '~',
      'extension',
      '..',
      '.',
      '',
      '%2F',
      '%zz',
      'oauth',
    ),
    fc.constantFrom('team-messaging', 'v1', 'chats', '.well-known', 'glip', 'subscription', '*'),
    fc.string({ maxLength: 12 }).map(encode),
  )
  const verb = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY')
  await fc.assert(
    fc.asyncProperty(verb, fc.array(segment, { maxLength: 9 }), async (sent, segments) => {
      const reply = await world.call(sent, `/${segments.join('/')}`)
      assert.ok(reply.status < 500, `${reply.status} for ${sent} /${segments.join('/')}`)
      assert.deepEqual(world.errors, [])
    }),
    runs(400),
  )
})

test('no form breaks the token endpoint or its siblings', async () => {
  using world = startWorld()
  const names = ['grant_type', 'assertion', 'username', 'password', 'code', 'redirect_uri', 'scope']
  const more = [
    'refresh_token',
    'token',
    'client_id',
    'code_verifier',
    'access_token_ttl',
    'endpoint_id',
  ]
  const value = fc.oneof(
    fc.constantFrom('app', 'password', 'authorization_code', 'refresh_token', 'client_credentials'),
    parameterOf({ type: 'string' }),
  )
  const form = fc.array(fc.tuple(fc.constantFrom(...names, ...more), value), { maxLength: 8 })
  const endpoint = fc.constantFrom(
    'token',
    'revoke',
    'authorize',
    'userinfo',
    'wstoken',
    'jwks',
    'x',
  )
  const credentials = fc.constantFrom(null, 'app:app-secret', 'app:wrong', ':', 'x')
  await fc.assert(
    fc.asyncProperty(
      endpoint,
      form,
      credentials,
      fc.boolean(),
      async (path, fields, basic, asQuery) => {
        const body = new URLSearchParams(
          fields.map(([name, text]) => [name, text.toWellFormed()]),
        ).toString()
        const headers =
          basic === null ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }
        const reply = await world.call(
          asQuery ? 'GET' : 'POST',
          `/restapi/oauth/${path}${asQuery ? `?${body}` : ''}`,
          {
            token: null,
            headers,
            ...(asQuery ? {} : { raw: { type: 'application/x-www-form-urlencoded', body } }),
          },
        )
        assert.ok(reply.status < 500, `${reply.status} for ${path} ${body}: ${world.errors.join()}`)
        assert.deepEqual(world.errors, [])
      },
    ),
    runs(300),
  )
})
