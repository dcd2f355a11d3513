import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Asked } from '#gateway/audit/record'
import { methods, type MethodId } from '#catalog/methods'
import type { Method } from '#catalog/method'
import { caller, createEntries } from './world.ts'

const entries = createEntries()

/** A call to a method with these parameters. */
const asked = (methodId: MethodId, more: Partial<Asked> = {}): Asked => ({
  methodId,
  method: methods[methodId],
  params: { accountId: '400131426008', extensionId: '400131426101' },
  query: { values: {}, text: '' },
  body: undefined,
  content: null,
  bytesIn: 0,
  ...more,
})

const described = (methodId: MethodId, more: Partial<Asked> = {}) =>
  entries.describe(asked(methodId, more))

const answered = {
  status: 200,
  upstreamStatus: 200,
  upstreamRequestId: '7f0c2c9e-3b1d-4a58-9f1c-5d2f0e6a8b7c',
  latencyMs: 1.23456,
  rateRemaining: 39,
  bytesOut: 5,
}

describe('what a record says of a call', () => {
  it('is the method, the canonical path, and what it acts on', () => {
    const { digest, ...rest } = described('readMessage', {
      params: { accountId: '1', extensionId: '2', messageId: '3' },
    })
    assert.deepEqual(rest, {
      methodId: 'readMessage',
      verb: 'GET',
      path: '/restapi/v1.0/account/1/extension/2/message-store/3',
      resource: 'message',
      access: 'read',
      extensionId: '2',
      arguments: {},
      bytesIn: 0,
    })
    assert.match(digest ?? '', /^[\w-]{22}$/)
  })

  it('has the choices, counts and times of a query', () => {
    const values = {
      messageType: ['SMS', 'Fax'],
      readStatus: ['Unread'],
      perPage: 50,
      distinctConversations: true,
      dateFrom: '2026-11-23T00:00:00.000Z',
    }
    const text = 'messageType=SMS'
    assert.deepEqual(described('listMessages', { query: { values, text } }).arguments, values)
  })

  it('has of a text its length, of a number its last digits, and of both a keyed hash', () => {
    const { arguments: args } = described('createSMSMessage', {
      body: {
        from: { phoneNumber: '+14155550101' },
        to: [{ phoneNumber: '(650) 555-0199' }, { phoneNumber: '101' }],
        text: 'See you at noon',
      },
    })
    assert.deepEqual(args, {
      from: { phoneNumber: { last: '0101', hash: 'sQqlfWmmAMpu0JapfXiRfs' } },
      to: [
        { phoneNumber: { last: '0199', hash: 'UH4xWxWdtWi--mD2HkyTqB' } },
        { phoneNumber: { last: '1', hash: 'RPd1Dh-49w-Hv3qzdJR2qn' } },
      ],
      text: { length: 15, hash: 'gvOo9nuB9m9sBZytqrm3z3' },
    })
  })

  it('has of files their number, bytes and types, and of no file its name', () => {
    const { arguments: args } = described('createMMS', {
      body: { from: { phoneNumber: '+14155550101' }, to: [] },
      files: [
        { contentType: 'image/png', bytes: 100 },
        { contentType: 'image/png', bytes: 50 },
        { contentType: 'image/of-a-secret', bytes: 1 },
        { contentType: null, bytes: 1 },
      ],
    })
    assert.deepEqual(args?.['files'], { count: 4, bytes: 152, types: ['image/png', 'other'] })
  })

  it('names the events of a subscription and whose they are, not where they go', () => {
    const { arguments: args } = described('createSubscription', {
      params: {},
      body: {
        eventFilters: [
          '/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS',
          '/restapi/v1.0/account/1/extension/2/telephony/sessions?phoneNumber=14155550101',
          '/restapi/v1.0/subscription/~?threshold=60&interval=15',
        ],
        expiresIn: 3600,
        deliveryMode: {
          transportType: 'WebHook',
          address: 'https://hooks.example/t0ken',
          verificationToken: 'verify-me',
        },
      },
    })
    assert.deepEqual(args?.['eventFilters'], [
      { event: 'instant-message', extensionId: '~' },
      { event: 'telephony-sessions', extensionId: '2' },
      { event: 'reminder' },
    ])
    assert.equal(args?.['expiresIn'], 3600)
    const delivery = args?.['deliveryMode']
    assert.ok(typeof delivery === 'object' && delivery !== null && 'address' in delivery)
    assert.deepEqual(Object.keys(delivery), ['transportType', 'address', 'verificationToken'])
    assert.deepEqual(delivery.verificationToken, { hidden: true })
  })

  it('has the first ten of a long list, and how many there were', () => {
    const to = Array.from({ length: 50 }, () => ({ phoneNumber: '+14155550101' }))
    const { arguments: args } = described('createSMSMessage', { body: { to } })
    const shown = args?.['to']
    assert.ok(typeof shown === 'object' && shown !== null && 'first' in shown)
    assert.equal(shown.count, 50)
    assert.equal(Array.isArray(shown.first) && shown.first.length, 10)
  })

  it('stays within the schema, however deep or odd a body is', () => {
    const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown // text in, value out
    for (const body of [null, 7, 'text', [], deep, { to: deep, text: deep, from: deep }]) {
      assert.ok(JSON.stringify(described('createSMSMessage', { body })).length < 2000)
    }
  })

  it('has a digest that is the same for the same call and differs with a byte of query or body', () => {
    const digest = (text: string, content: string | Uint8Array | null) =>
      described('listMessages', { query: { values: {}, text }, content }).digest
    assert.equal(digest('a=1', '{}'), digest('a=1', Buffer.from('{}')))
    assert.equal(digest('a=1', null), digest('a=1', ''))
    const all = [
      digest('a=1', '{}'),
      digest('a=2', '{}'),
      digest('a=1', '{ }'),
      digest('', 'a=1{}'),
    ]
    assert.equal(new Set(all).size, 4)
  })

  it('has a hash in the path for what could be anything', () => {
    const id = '4f6ee7f1-61ce-4ac1-8a29-0b2b0e3a1d77'
    const path = (subscriptionId: string) =>
      described('readSubscription', { params: { subscriptionId } }).path
    assert.equal(path(id), `/restapi/v1.0/subscription/${id}`)
    assert.match(
      path('rf-secret') ?? '',
      /^\/restapi\/v1\.0\/subscription\/\{subscriptionId:[\w-]{22}\}$/,
    )
    assert.match(path('+14155550101') ?? '', /\{subscriptionId:/)
  })

  it('has of what the catalogue does not know only the verb, and length and hash of the target', () => {
    const unknown = entries.describeUnknown('PROPFIND', '/restapi/v1.0/secret?token=abc')
    assert.equal(unknown.verb, 'OTHER')
    assert.equal(unknown.path, null)
    assert.deepEqual(Object.keys(unknown.arguments ?? {}), ['target'])
    assert.doesNotMatch(JSON.stringify(unknown), /secret|token|PROPFIND/)
    assert.equal(entries.describeUnknown('DELETE', '/').verb, 'DELETE')
  })
})

describe('the entries of a call', () => {
  const facts = { ...caller, ...described('createSMSMessage', { body: { text: 'hello' } }) }

  it('are an intent and an outcome that points to it and does not repeat the arguments', () => {
    const intent = entries.intent(facts)
    const outcome = entries.call(facts, answered, intent)
    assert.equal(intent.kind, 'intent')
    assert.deepEqual(intent.arguments, facts.arguments)
    assert.equal(outcome.intentId, intent.id)
    assert.notEqual(outcome.id, intent.id)
    assert.deepEqual([outcome.digest, outcome.arguments], [null, null])
    assert.equal(outcome.latencyMs, 1.23)
    assert.equal(outcome.agentId, 'agent_1')
  })

  it('are, for a read, one outcome with digest and arguments', () => {
    const outcome = entries.call(facts, answered, null)
    assert.equal(outcome.intentId, null)
    assert.equal(outcome.digest, facts.digest)
    assert.deepEqual(outcome.arguments, facts.arguments)
  })

  it('are, for a refusal, one record with decision, reason and status', () => {
    const refused = entries.refused({ ...facts, decision: 'deny', reason: 'no_grant' }, 403)
    assert.deepEqual(
      [refused.kind, refused.decision, refused.reason, refused.status],
      ['refused', 'deny', 'no_grant', 403],
    )
  })

  it('begin with id and time, and hold nothing that came along with the facts', () => {
    const along = { key: 'rf-key-canary', body: { text: 'canary' } }
    const more = { ...facts, ...along }
    const built = [
      entries.intent(more),
      entries.call(more, { ...answered, ...along }, null),
      entries.refused(more, 403),
      entries.event({
        agentId: 'agent_1',
        credentialId: 'key_1',
        connectionId: 'connection_1',
        grantId: 'grant_1',
        subscriptionId: 'subscription',
        notificationId: 1,
        uuid: 'uuid',
        event: 'instant-message',
        resource: 'message',
        access: 'read',
        extensionId: '5001',
        transport: 'WebHook',
        decision: 'allow',
        reason: 'granted',
        removed: [],
        bytesOut: 7,
        ...along,
      }),
      entries.unauthenticated({
        address: '::1',
        minuteAt: 0,
        count: 1,
        reasons: {},
        ...along,
      }),
      entries.admin({
        operator: 'admin-token',
        action: 'agent.created',
        target: 'agent_1',
        agentId: 'agent_1',
        details: {},
        ...along,
      }),
      entries.system('start', { version: '0.1.0' }),
    ]
    for (const entry of built) {
      assert.deepEqual(Object.keys(entry).slice(0, 3), ['id', 'time', 'kind'])
      assert.equal(entry.time, 1000)
      assert.doesNotMatch(JSON.stringify(entry), /canary/)
    }
    assert.equal(new Set(built.map(({ id }) => id)).size, built.length)
  })

  it('take an upstream request id only if it looks like one', () => {
    const idOf = (upstreamRequestId: string | null) =>
      entries.call(facts, { ...answered, upstreamRequestId }, null).upstreamRequestId
    assert.equal(idOf(answered.upstreamRequestId), answered.upstreamRequestId)
    for (const odd of [null, '', 'a b', 'x'.repeat(65), 'line\nbreak'])
      assert.equal(idOf(odd), null)
  })
})

// A JSON Schema as far as filling it needs it.
interface Shape {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}

const canary = 'kanarie-PIEP'
const phone = '+1 (628) 555-7731'

/** A value with a canary in every string that the schema has, and beside what it has. */
function filled(shape: Shape, name = ''): unknown {
  if (/phone/i.test(name)) return phone
  if (shape.properties) {
    const members = Object.entries(shape.properties).map(([each, inner]) => [
      each,
      filled(inner, each),
    ])
    return { ...Object.fromEntries(members), beside: canary, [canary]: canary }
  }
  if (shape.type === 'array') return [filled(shape.items ?? {}, name), canary, phone]
  if (shape.type === 'integer' || shape.type === 'number') return 16_285_557_731
  if (shape.type === 'boolean') return canary
  return `${canary} ${phone} ${name}`
}

describe('canaries', () => {
  for (const [methodId, method] of Object.entries(methods) as [MethodId, Method][]) {
    it(`in every input of ${methodId} reach no record`, () => {
      const params = Object.fromEntries(
        Object.keys(method.path.properties).map((name) => [name, canary]),
      )
      const query = method.query ? filled(method.query) : { [canary]: canary }
      const facts = {
        ...caller,
        ...described(methodId, {
          params,
          query: { values: query as Record<string, unknown>, text: canary }, // a schema of an object
          body: method.body ? filled(method.body) : canary,
          content: `${canary} ${phone}`,
          files: [{ contentType: `image/${canary}`, bytes: 5 }],
        }),
      }
      const intent = entries.intent(facts)
      const records = [
        intent,
        entries.call(facts, { ...answered, upstreamRequestId: ` ${canary}` }, null),
        entries.call(facts, answered, intent),
        entries.refused(facts, 403),
      ]
      const text = JSON.stringify(records)
      assert.doesNotMatch(text, new RegExp(canary, 'i'))
      assert.doesNotMatch(text, /628.{0,3}555.{0,2}7731|PIEP/i)
      assert.ok(text.includes(methodId))
    })
  }

  it('would be noticed: the input has them', () => {
    const text = JSON.stringify(filled(methods.createSMSMessage.body))
    assert.match(text, /kanarie-PIEP.*555-7731/)
  })
})
