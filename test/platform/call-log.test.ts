import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { default as CallLogResponse } from '@rc-ex/core/definitions/CallLogResponse'
import * as fc from 'fast-check'
import { callLog } from '#catalog/call-log'
import { ApiError } from '#catalog/errors'
import { callLogMethods } from '#platform/methods/call-log'
import { placeCall } from '#platform/network/calls'
import { logCall, type PastCall } from '#platform/network/past-calls'
import { satisfies } from '#lib/schema'
import type { Extension } from '#storage/platform/accounts'
import { callOf, callWorld, morning, numbers, type World } from './call-world.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

type Query = Readonly<Record<string, unknown>>

/** A list as it is answered, which is what its schema says. */
async function judged<T>(
  method: 'readUserCallLog' | 'readCompanyCallLog' | 'listExtensionActiveCalls',
  reply: T | Promise<T>,
): Promise<T> {
  const list = await reply
  assert.ok(satisfies(callLog[method].returns, list), `${method} does not fit its schema`)
  return list
}

const read = async (world: World, query: Query = {}, by: Extension = world.ann) =>
  judged(
    'readUserCallLog',
    callLogMethods(world.parts).readUserCallLog(callOf(world, 'call-log', { by, query })),
  )

const readAll = async (world: World, query: Query = {}) =>
  judged(
    'readCompanyCallLog',
    callLogMethods(world.parts).readCompanyCallLog(callOf(world, 'account/call-log', { query })),
  )

const readActive = async (world: World, query: Query = {}, by: Extension = world.ann) =>
  judged(
    'listExtensionActiveCalls',
    callLogMethods(world.parts).listExtensionActiveCalls(
      callOf(world, 'active-calls', { by, query }),
    ),
  )

const log = ({ parts, account }: World, call: Partial<PastCall> = {}) =>
  parts.db.transaction(() =>
    logCall(parts, {
      account,
      from: { phoneNumber: numbers.customer },
      to: { extensionId: 101 },
      startedAt: morning - hour,
      ringMs: 4 * second,
      talkMs: 30 * second,
      ending: 'answered',
      ...call,
    }),
  )

const refusal = (code: string, parameterName: string) => (error: unknown) => {
  assert.ok(error instanceof ApiError)
  assert.deepEqual([error.code, error.details.parameterName], [code, parameterName])
  return true
}

describe('the call log of an extension', () => {
  it('tells all of a record', async () => {
    const world = callWorld()
    log(world, { from: { phoneNumber: numbers.customer, name: 'Dana' } })
    const { records, uri, paging } = await read(world)
    const asSdkTypes: CallLogResponse = { records, uri, paging }
    const [record] = asSdkTypes.records ?? []
    const place = 'http://platform.test/restapi/v1.0/account/1/extension/101'
    assert.equal(uri?.startsWith(`${place}/call-log?view=Simple`), true)
    assert.equal(paging?.totalElements, 1)
    assert.match(record?.id ?? '', /^\w{10}-\w{4}$/)
    assert.match(record?.sessionId ?? '', /^\d+$/)
    assert.match(record?.telephonySessionId ?? '', /^s-\w+$/)
    assert.deepEqual(record, {
      id: record?.id,
      uri: `${place}/call-log/${record?.id}?view=Simple`,
      sessionId: record?.sessionId,
      telephonySessionId: record?.telephonySessionId,
      partyId: record?.partyId,
      startTime: '2026-03-02T16:00:00.000Z',
      duration: 34,
      durationMs: 34_000,
      type: 'Voice',
      direction: 'Inbound',
      action: 'Phone Call',
      result: 'Accepted',
      from: { phoneNumber: numbers.customer, name: 'Dana', location: 'San Francisco, CA' },
      to: { extensionNumber: '101', extensionId: '101', name: 'Ann Lee' },
      extension: { id: 101, uri: place },
      transport: 'PSTN',
      internalType: 'Local',
      lastModifiedTime: '2026-03-02T16:00:34.000Z',
    })
  })

  it('has legs in the detailed view alone', async () => {
    const world = callWorld()
    log(world, {
      origin: 'RingOut',
      from: { extensionId: 101 },
      to: { phoneNumber: numbers.abroad },
    })
    const [simple] = (await read(world)).records
    assert.equal(simple?.legs, undefined)
    const detailed: CallLogResponse = await read(world, { view: 'Detailed' })
    const legs = detailed.records?.[0]?.legs ?? []
    assert.deepEqual(
      legs.map(({ legType, master, action }) => [legType, master, action]),
      [
        ['RingOutWebToSubscriber', true, 'RingOut Web'],
        ['RingOutWebToCaller', undefined, 'RingOut Web'],
      ],
    )
    assert.match(detailed.records?.[0]?.uri ?? '', /view=Detailed$/)
  })

  it('spans the last 24 hours unless dates are given, both of them included', async () => {
    const world = callWorld()
    for (const hours of [1, 23, 24, 25, 48]) log(world, { startedAt: morning - hours * hour })
    const hoursOf = async (query: Query = {}) =>
      (await read(world, query)).records.map(
        ({ startTime }) => (morning - Date.parse(startTime)) / hour,
      )
    assert.deepEqual(await hoursOf(), [1, 23, 24])
    assert.deepEqual(await hoursOf({ dateFrom: '2026-02-27' }), [1, 23, 24, 25, 48])
    assert.deepEqual(
      await hoursOf({ dateTo: new Date(morning - 24 * hour).toISOString() }),
      [24, 25, 48],
    )
    assert.deepEqual(await hoursOf({ dateFrom: '2026-02-28', dateTo: '2026-03-01' }), [48])
  })

  it('is searched by session over all time', async () => {
    const world = callWorld()
    const [old] = log(world, { startedAt: morning - 90 * day })
    log(world)
    assert.ok(old)
    const { sessionId, telephonySessionId, id } = old
    for (const query of [{ sessionId }, { telephonySessionId }, { sessionId, view: 'Detailed' }]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { records, paging } = await read(world, query)
      assert.deepEqual(
        records.map((record) => record.id),
        [id],
      )
      assert.equal(paging?.totalElements, 1)
    }
    assert.deepEqual((await read(world, { sessionId: 'nonsense' })).records, [])
    assert.deepEqual((await read(world, { sessionId }, world.bob)).records, [])
  })

  it('refuses filters that exclude each other, and dates that are none', async () => {
    const world = callWorld()
    const cases: [Query, string, string][] = [
      [{ sessionId: '1', direction: ['Inbound'] }, 'CLG-110', 'direction'],
      [{ phoneNumber: numbers.customer, extensionNumber: '102' }, 'CMN-101', 'phoneNumber'],
      [{ dateFrom: '2026-13-01' }, 'CMN-101', 'dateFrom'],
      [{ dateTo: 'yesterday' }, 'CMN-101', 'dateTo'],
    ]
    for (const [query, code, parameterName] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await assert.rejects(read(world, query), refusal(code, parameterName))
    }
  })

  it('is filtered by what a call was and who was in it', async () => {
    const world = callWorld()
    const customer = { phoneNumber: numbers.customer }
    const ann = { extensionId: 101 }
    log(world, { from: customer, to: ann })
    log(world, { from: ann, to: { phoneNumber: numbers.abroad } })
    log(world, { from: { extensionId: 102 }, to: ann })
    log(world, { from: customer, to: ann, ending: 'blocked' })
    log(world, { from: customer, to: ann, type: 'Fax', message: { id: 5, type: 'Fax' } })
    const found = async (query: Query) =>
      (await read(world, query)).records.map(({ action, result }) => `${action}/${result}`)
    const [inbound, outbound, internal, blocked, fax] = [
      'Phone Call/Accepted',
      'VoIP Call/Call connected',
      'Phone Call/Accepted',
      'Phone Call/Blocked',
      'Incoming Fax/Received',
    ]
    assert.deepEqual(await found({}), [fax, blocked, internal, outbound, inbound])
    assert.deepEqual(await found({ direction: ['Outbound'] }), [outbound])
    assert.deepEqual((await found({ direction: ['Inbound', 'Outbound'] })).length, 5)
    assert.deepEqual(await found({ type: ['Fax'] }), [fax])
    assert.deepEqual(await found({ transport: ['VoIP'] }), [internal, outbound])
    assert.deepEqual(await found({ phoneNumber: numbers.abroad }), [outbound])
    assert.deepEqual(await found({ phoneNumber: numbers.customer.slice(1) }), [
      fax,
      blocked,
      inbound,
    ])
    assert.deepEqual(await found({ phoneNumber: numbers.customer.slice(2) }), [])
    assert.deepEqual(await found({ extensionNumber: '102' }), [internal])
    assert.deepEqual(await found({ showBlocked: false }), [fax, internal, outbound, inbound])
    assert.deepEqual(await found({ recordingType: 'All' }), [])
    assert.deepEqual(await found({ withRecording: true }), [])
    assert.equal((await found({ withRecording: false })).length, 5)
    const [faxRecord] = (await read(world, { type: ['Fax'] })).records
    assert.equal(faxRecord?.message?.id, '5')
  })

  it('shows deleted records only to those who ask', async () => {
    const world = callWorld()
    const [record] = log(world)
    assert.ok(record)
    log(world)
    world.parts.callLog.put({ ...record, state: 'Deleted' })
    assert.equal((await read(world)).records.length, 1)
    const all = await read(world, { showDeleted: true })
    assert.deepEqual(
      all.records.map(({ deleted }) => deleted),
      [undefined, true],
    )
  })

  it('carries the filters in effect in its links', async () => {
    const world = callWorld()
    for (let minutes = 0; minutes < 5; minutes++) {
      log(world, { startedAt: morning - minutes * minute })
    }
    const { navigation } = await read(world, { page: 2, perPage: 2, direction: ['Inbound'] })
    const next = new URL(navigation.nextPage?.uri ?? '')
    assert.deepEqual(Object.fromEntries(next.searchParams), {
      view: 'Simple',
      showBlocked: 'true',
      direction: 'Inbound',
      dateFrom: '2026-03-01T17:00:00.000Z',
      page: '3',
      perPage: '2',
    })
    assert.equal(next.pathname, '/restapi/v1.0/account/1/extension/101/call-log')
  })

  it('is cut to 1000 records a page, 250 of them detailed', async () => {
    const world = callWorld()
    assert.equal((await read(world, { perPage: 5000 })).paging?.perPage, 1000)
    assert.equal((await read(world, { perPage: 5000, view: 'Detailed' })).paging?.perPage, 250)
    assert.equal((await read(world)).paging?.perPage, 100)
  })

  it('is partitioned by its pages: each record once, newest first, whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ minutes: fc.nat(40), isInbound: fc.boolean() }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 12 }),
        fc.option(fc.constantFrom('Inbound', 'Outbound'), { nil: undefined }),
        async (calls, perPage, direction) => {
          const world = callWorld()
          const [customer, ann] = [{ phoneNumber: numbers.customer }, { extensionId: 101 }]
          for (const { minutes, isInbound } of calls) {
            const [from, to] = isInbound ? [customer, ann] : [ann, customer]
            log(world, { startedAt: morning - minutes * minute, from, to })
          }
          const filter = direction ? { direction: [direction] } : {}
          const whole = (await read(world, { ...filter, perPage: 1000 })).records
          const wanted = calls.filter(
            ({ isInbound }) => !direction || (direction === 'Inbound') === isInbound,
          )
          assert.deepEqual(
            whole.map(({ startTime }) => Date.parse(startTime)),
            wanted.map(({ minutes }) => morning - minutes * minute).toSorted((a, b) => b - a),
          )
          const collected: unknown[] = []
          for (let page = 1; ; page++) {
            // oxlint-disable-next-line no-await-in-loop -- page after page
            const list = await read(world, { ...filter, page, perPage })
            collected.push(...list.records)
            assert.equal(list.paging?.totalElements, whole.length)
            if (!list.navigation.nextPage) break
          }
          assert.deepEqual(collected, whole)
          world.close()
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('the call log of the account', () => {
  it('has the records of every extension, each with its extension', async () => {
    const world = callWorld()
    const { ann, bob, cleo } = world
    for (const { id } of [ann, bob, cleo]) log(world, { to: { extensionId: id } })
    log(world, { from: { extensionId: ann.id }, to: { extensionId: bob.id } })
    const { records, paging } = await readAll(world)
    assert.equal(paging?.totalElements, 5)
    const each = await Promise.all([ann, bob, cleo].map((by) => read(world, {}, by)))
    assert.deepEqual(
      records.map(({ id }) => id).toSorted(),
      each.flatMap((list) => list.records.map(({ id }) => id)).toSorted(),
    )
    assert.deepEqual(
      new Set(records.map(({ extension }) => extension?.id)),
      new Set([ann.id, bob.id, cleo.id]),
    )
    assert.match(records[0]?.uri ?? '', /\/account\/1\/call-log\/[\w-]+\?view=Simple$/)
    const ofBob = await readAll(world, { extensionNumber: bob.number })
    assert.equal(ofBob.records.length, 3)
  })

  it('does not span other accounts', async () => {
    const world = callWorld()
    const { accounts, db } = world.parts
    db.transaction(() => accounts.addAccount({ ...world.account, id: 2 }))
    log(world)
    const other = { ...world, account: { ...world.account, id: 2 } }
    assert.deepEqual((await readAll(other)).records, [])
  })
})

describe('active calls', () => {
  it('are the calls in progress, without a duration, newest first', async () => {
    const world = callWorld()
    const { parts, account, clock } = world
    const from = { extensionId: 101 }
    const place = (phoneNumber: string) =>
      parts.db.transaction(() => placeCall(parts, { account, from, to: { phoneNumber } }))
    place(numbers.customer)
    await clock.advance(10 * second)
    place(numbers.abroad)
    const { records } = await readActive(world)
    assert.deepEqual(
      records.map(({ to, result, duration, durationMs }) => [
        to?.phoneNumber,
        result,
        duration,
        durationMs,
      ]),
      [
        [numbers.abroad, 'In Progress', undefined, undefined],
        [numbers.customer, 'In Progress', undefined, undefined],
      ],
    )
    assert.deepEqual((await read(world)).records, [])
    assert.equal((await readActive(world, { direction: ['Inbound'] })).records.length, 0)
    assert.equal((await readActive(world, { transport: ['VoIP'] })).records.length, 2)
    assert.equal((await readActive(world, { conferenceType: ['Meetings'] })).records.length, 0)
    const paged = await readActive(world, { perPage: 1, page: 2 })
    assert.deepEqual(
      paged.records.map(({ to }) => to?.phoneNumber),
      [numbers.customer],
    )
    assert.equal(paged.paging?.totalElements, 2)

    await clock.advance(3 * minute)
    assert.deepEqual((await readActive(world)).records, [])
    assert.equal((await read(world)).records.length, 2)
  })
})
