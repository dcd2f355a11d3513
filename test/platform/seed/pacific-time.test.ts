// The written-out rule of Pacific time against the machine's own tables.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { pacificOffsetMs } from '#platform/seed/pacific-time'

it('Pacific time is what the time zone tables say, at every hour of three years', () => {
  const zone = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    hour: 'numeric',
    hourCycle: 'h23',
  })
  const hourMs = 60 * 60 * 1000
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2029, 0, 1); at += hourMs) {
    const hour = new Date(at + pacificOffsetMs(at)).getUTCHours()
    assert.equal(hour, Number(zone.format(at)), new Date(at).toISOString())
  }
})
