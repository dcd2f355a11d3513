import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createEntryIds } from '#gateway/audit/entry-ids'

describe('ids of audit records', () => {
  /** Ids at these times, with a secret drawn each time it is asked for. */
  const idsAt = (times: readonly number[], makeSecret = () => 'secret') => {
    let index = 0
    const make = createEntryIds({ clock: { now: () => times[index++] ?? 0 }, makeSecret })
    return times.map(() => make())
  }

  it('are ULIDs: ten characters of time, sixteen drawn', () => {
    const [id] = idsAt([1_469_918_176_385])
    assert.match(id ?? '', /^01ARYZ6S41[0-9A-HJKMNP-TV-Z]{16}$/)
  })

  it('rise, within a millisecond and when the clock goes back', () => {
    const ids = idsAt([5, 5, 5, 6, 4, 6, 7])
    assert.deepEqual(ids.toSorted(), ids)
    assert.equal(new Set(ids).size, ids.length)
  })

  it('are not those of another run, also at the same time', () => {
    const [one] = idsAt([5], () => 'one')
    const [other] = idsAt([5], () => 'other')
    assert.notEqual(one, other)
  })
})
