import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createStrangers } from '#gateway/audit/strangers'
import { frozenClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { type AuditEntry, AuditLogError } from '#storage/audit-log'
import { createEntries } from './world.ts'

const minute = 60_000
const start = 1_795_000_020_000

function createWorld(options?: { maxAddresses?: number }, clock = frozenClock(start)) {
  const appended: AuditEntry[] = []
  const failures: string[] = []
  let broken = false
  const strangers = createStrangers(
    {
      clock,
      entries: createEntries(),
      append: (entry) => {
        if (broken) return Promise.reject(new AuditLogError('no room'))
        appended.push(entry)
        return Promise.resolve({ id: entry.id, seq: appended.length, hash: '' })
      },
      log: { ...silentLog, error: (text) => void failures.push(text) },
    },
    options,
  )
  /** What was recorded: address, minute, count and reasons. */
  const records = () =>
    appended.map((entry) => {
      assert.equal(entry.kind, 'unauthenticated')
      return [entry.address, entry.minuteAt, entry.count, entry.reasons]
    })
  return { clock, strangers, records, failures, breakLog: () => (broken = true) }
}

describe('strangers', () => {
  it('are one record per address and minute, with a count, when the minute ends', async () => {
    const { clock, strangers, records } = createWorld()
    strangers.saw('10.0.0.1', 'no_token')
    strangers.saw('10.0.0.2', 'no_token')
    strangers.saw('10.0.0.1', 'unknown_token')
    strangers.saw('10.0.0.1', 'no_token')
    assert.deepEqual(records(), [])
    await clock.advance(minute)
    assert.deepEqual(records(), [
      ['10.0.0.1', start - (start % minute), 3, { no_token: 2, unknown_token: 1 }],
      ['10.0.0.2', start - (start % minute), 1, { no_token: 1 }],
    ])
    await clock.advance(5 * minute)
    assert.equal(records().length, 2)
  })

  it('are counted anew each minute', async () => {
    const { clock, strangers, records } = createWorld()
    strangers.saw('10.0.0.1', 'no_token')
    await clock.advance(minute)
    strangers.saw('10.0.0.1', 'no_token')
    strangers.saw('10.0.0.1', 'no_token')
    await clock.advance(minute)
    assert.deepEqual(
      records().map(([, , count]) => count),
      [1, 2],
    )
  })

  it('are of the minute they came in, also when the clock wakes nobody in time', async () => {
    const clock = frozenClock(start)
    const { strangers, records } = createWorld({}, { ...clock, schedule: () => () => {} })
    strangers.saw('10.0.0.1', 'no_token')
    await clock.advance(3 * minute)
    strangers.saw('10.0.0.1', 'no_token')
    await strangers.close()
    const minutes = records().map(([, minuteAt, count]) => [minuteAt, count])
    const first = start - (start % minute)
    assert.deepEqual(minutes, [
      [first, 1],
      [first + 3 * minute, 1],
    ])
  })

  it('beyond the number that is told apart share one record', async () => {
    const { clock, strangers, records } = createWorld({ maxAddresses: 2 })
    for (let index = 0; index < 1000; index += 1) strangers.saw(`10.0.${index}.1`, 'no_token')
    strangers.saw('10.0.1.1', 'no_token')
    await clock.advance(minute)
    assert.deepEqual(
      records().map(([address, , count]) => [address, count]),
      [
        ['10.0.0.1', 1],
        ['10.0.1.1', 2],
        [null, 998],
      ],
    )
  })

  it('are recorded when the gateway stops, and not after', async () => {
    const { clock, strangers, records } = createWorld()
    strangers.saw('10.0.0.1', 'no_token')
    await strangers.close()
    assert.equal(records().length, 1)
    strangers.saw('10.0.0.1', 'no_token')
    await clock.advance(2 * minute)
    await strangers.close()
    assert.equal(records().length, 1)
  })

  it('with an address that is no address take no more room than one', async () => {
    const { strangers, records } = createWorld()
    strangers.saw('x'.repeat(10_000), 'no_token')
    await strangers.close()
    assert.deepEqual(records()[0]?.[0], 'x'.repeat(45))
  })

  it('that cannot be recorded are told in the log', async () => {
    const { clock, strangers, records, failures, breakLog } = createWorld()
    strangers.saw('10.0.0.1', 'no_token')
    strangers.saw('10.0.0.2', 'no_token')
    breakLog()
    await clock.advance(minute)
    assert.deepEqual([records(), failures.length], [[], 1])
  })
})
