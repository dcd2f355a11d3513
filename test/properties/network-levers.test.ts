// The levers of the phone network under whatever is sent to them: refused or done, never an error of the
// platform's own, and what is on its way goes on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { callLevers } from '#platform/levers/calls'
import { inboundLevers } from '#platform/levers/inbound'
import { messageLevers } from '#platform/levers/messages'
import { pathOf, verbOf } from '#lib/json-api/route'
import { leverToken, numbers, startWorld } from '../platform/world.ts'

const levers = Object.values({ ...inboundLevers, ...callLevers, ...messageLevers })

const value = fc.oneof(
  fc.constantFrom<unknown>(
    numbers.ann,
    numbers.outside,
    numbers.main,
    '101',
    '201',
    '301',
    '+12065550139',
    [numbers.ann],
    [],
    '',
    true,
    0,
    7,
    'busy',
    'STOP',
    'Delivered',
    'SMS-CAR-412',
    { fileName: 'a', contentType: 'application/pdf', base64: 'JVBERi0xLjQK' },
    [{ fileName: 'a', contentType: 'image/png', base64: 'AAAA' }],
  ),
  fc.jsonValue({ maxDepth: 2 }),
)

/** What fills the paths of the levers; some ids exist. */
const word = fc.oneof(
  fc.constantFrom(
    '4409853001',
    '4409853002',
    '1724099032001',
    '1',
    '2',
    '3',
    '~',
    's-a0dz',
    '0x1f',
  ),
  fc.string({ maxLength: 12 }),
)

test('no lever of the phone network fails, whatever it is sent', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          lever: fc.constantFrom(...levers),
          words: fc.tuple(word, word),
          fields: fc.array(fc.tuple(fc.nat(12), value), { maxLength: 5 }),
        }),
        { maxLength: 12 },
      ),
      async (pulls) => {
        using world = startWorld()
        for (const { lever, words, fields } of pulls) {
          const [first, second] = words
          const path = pathOf(lever)
            .replace(/\{\w+\}/, () => encodeURIComponent(first))
            .replace(/\{\w+\}/, () => encodeURIComponent(second))
          const names = Object.keys('body' in lever ? lever.body.properties : { x: 1 })
          const body = Object.fromEntries(
            fields.map(([index, one]) => [names[index % names.length], one]),
          )
          const isRead = verbOf(lever) === 'GET'
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          const { status } = await world.platform.fetch(
            new Request(`http://127.0.0.1:4010${path}`, {
              method: verbOf(lever),
              headers: {
                authorization: `Bearer ${leverToken}`,
                'content-type': 'application/json',
              },
              ...(isRead ? {} : { body: JSON.stringify(body) }),
            }),
          )
          assert.ok(status < 500, `${lever.route}: ${status}`)
          await world.clock.advance(3_000) // oxlint-disable-line no-await-in-loop -- ditto
        }
        await world.clock.advance(600_000)
        assert.deepEqual(world.errors, [])
      },
    ),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 80), seed: 5 },
  )
})
