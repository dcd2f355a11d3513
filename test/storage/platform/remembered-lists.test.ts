import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createRememberedLists } from '#storage/platform/remembered-lists'
import { runs } from '../../fuzz.ts'
import { ids, own, sms, startWorld } from '../../platform/world.ts'

test('a list is counted once for as long as its name stays the same', () => {
  const lists = createRememberedLists()
  let counts = 0
  const total = (name: string) => lists.list(name).total(0, () => (counts += 1))
  assert.deepEqual([total('a'), total('a'), total('b'), total('a')], [1, 1, 2, 1])
})

test('a list that begins elsewhere is counted between its beginnings alone', () => {
  const list = createRememberedLists().list('a')
  const counted: (readonly [number, number | null])[] = []
  const count = (from: number, to: number | null) => {
    counted.push([from, to])
    return (to ?? 100) - from
  }
  assert.deepEqual(
    [10, 30, 20, 20].map((from) => list.total(from, count)),
    [90, 70, 80, 80],
  )
  assert.deepEqual(counted, [
    [10, null],
    [10, 30],
    [20, 30],
  ])
})

test('a list that begins up to its oldest row is not counted again', () => {
  const list = createRememberedLists().list('a')
  let counts = 0
  const rows = [10, 30, 50]
  const total = (from: number) =>
    list.total(
      from,
      (start, end) => {
        counts += 1
        return rows.filter((row) => row >= start && row < (end ?? Infinity)).length
      },
      (start) => rows.find((row) => row >= start) ?? Infinity,
    )
  const look = (from: number) => [total(from), counts]
  assert.deepEqual(
    [5, 7, 10].map(look),
    [3, 3, 3].map((three) => [three, 1]),
  )
  assert.deepEqual(
    [11, 30].map(look),
    [2, 2].map((two) => [two, 2]),
  )
  assert.deepEqual(
    [51, 60].map(look),
    [0, 0].map((none) => [none, 3]),
  )
  assert.deepEqual(
    [8, 10].map(look),
    [3, 3].map((three) => [three, 4]),
  )
})

test('of many lists those used last are remembered', () => {
  const lists = createRememberedLists()
  let counts = 0
  const total = (name: string) => lists.list(name).total(0, () => (counts += 1))
  for (let index = 0; index < 1_000; index += 1) {
    total('used all the time')
    total(`list ${index}`)
  }
  assert.equal(counts, 1_001)
  total('list 0')
  assert.equal(counts, 1_002)
})

test('a page begins where the one before it ended', () => {
  const list = createRememberedLists().list('a')
  list.learn(4, [
    { createdAt: 9, id: 3 },
    { createdAt: 8, id: 2 },
  ])
  assert.deepEqual(list.startAt(4), { createdAt: 9, id: 3, isIncluded: true })
  assert.deepEqual(list.startAt(6), { createdAt: 8, id: 2, isIncluded: false })
  assert.equal(list.startAt(5), undefined)
})

test('pages in any order, of any size, with changes in between, are those of the whole list', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          {
            weight: 4,
            arbitrary: fc.record({
              page: fc.integer({ min: 1, max: 8 }),
              perPage: fc.integer({ min: 1, max: 7 }),
            }),
          },
          { weight: 1, arbitrary: fc.constant('send' as const) },
          { weight: 1, arbitrary: fc.constant('delete' as const) },
          { weight: 1, arbitrary: fc.constant('wait' as const) },
        ),
        { maxLength: 25 },
      ),
      async (steps) => {
        using world = startWorld()
        const { messages } = world.platform.parts
        const all = () =>
          messages.list(
            ids.ann,
            { createdFrom: 0, createdTo: Number.MAX_SAFE_INTEGER, availability: ['Alive'] },
            { limit: 1_000, offset: 0 },
          )
        for (let index = 0; index < 12; index += 1) {
          // Several have the same time.
          if (index % 3 === 0) await world.clock.advance(1)
          await world.call('POST', `${own}/sms`, { json: sms() })
        }
        for (const step of steps) {
          if (step === 'wait') await world.clock.advance(1_500)
          else if (step === 'send') await world.call('POST', `${own}/sms`, { json: sms() })
          else if (step === 'delete') {
            const [first] = all()
            if (first) await world.call('DELETE', `${own}/message-store/${first.id}`)
          } else {
            const { page, perPage } = step
            const from = page % 2 === 0 ? 'dateFrom=2000&' : ''
            const { body } = await world.get(
              `${own}/message-store?${from}page=${page}&perPage=${perPage}`,
            )
            const whole = all().map(({ id }) => id)
            const start = (page - 1) * perPage
            assert.deepEqual(
              body.records.map(({ id }: { id: number }) => id),
              whole.slice(start, start + perPage),
            )
            assert.equal(body.paging.totalElements, whole.length)
          }
        }
      },
    ),
    runs(40),
  )
})

test('a mailbox that went back to a snapshot is looked at anew', async () => {
  using world = startWorld()
  const list = async () => (await world.get(`${own}/message-store?dateFrom=2000&perPage=1`)).body
  await world.call('POST', `${own}/sms`, { json: sms('kept') })
  const { snapshots } = world.platform.controls
  await snapshots.take('one')
  await world.call('POST', `${own}/sms`, { json: sms('undone') })
  assert.equal((await list()).paging.totalElements, 2)
  await snapshots.restore('one')
  await world.call('POST', `${own}/sms`, { json: sms('other') })
  const { records, paging } = await list()
  assert.deepEqual([records[0].subject, paging.totalElements], ['other', 2])
})
