// A listener that is cut off again and again, at whatever moment, misses nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { runs } from '../../fuzz.ts'
import { type Page, settle, startWorld, uuidsOf } from './world.ts'

/** What happens: some events, a poll that is answered, one whose answer is lost, one that is cut off. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('publish'),
    to: fc.array(fc.constantFrom('ann', 'cleo', 'bob'), { maxLength: 2 }),
  }),
  fc.record({ kind: fc.constantFrom('poll', 'lost', 'cut', 'publish while polling') }),
)

test('every notification of a channel is received at least once, in order, over polls and cuts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { poll, publish, states } = startWorld()
      const published: string[] = []
      const received: string[] = []
      const add = async (to: readonly string[]) => {
        const first = states().length + 1
        await publish(...to)
        to.forEach((id, index) => id !== 'bob' && published.push(`event-${first + index}`))
      }
      let tt = (await poll('ann,cleo')).t.t
      const take = (page: Page) => {
        assert.ok(page.t.t >= tt)
        received.push(...uuidsOf(page))
        tt = page.t.t
      }
      /** A poll that ends by itself or is cut off; null when it was. */
      const tryPoll = async (meanwhile: () => Promise<void>) => {
        const gone = new AbortController()
        let page: Page | null = null
        const polling = poll('ann,cleo', tt, gone.signal).then((answered) => {
          if (!gone.signal.aborted) page = answered
        })
        await meanwhile()
        await settle()
        gone.abort()
        await polling
        return page as Page | null // assigned in a callback
      }
      const idle = () => Promise.resolve()
      for (const one of steps) {
        // oxlint-disable no-await-in-loop -- one after the other is what is tested
        if ('to' in one) await add(one.to)
        else {
          const during = one.kind === 'publish while polling' ? () => add(['bob', 'ann']) : idle
          const page = one.kind === 'cut' ? null : await tryPoll(during)
          if (one.kind === 'cut') await poll('ann,cleo', tt, AbortSignal.abort())
          if (page && one.kind !== 'lost') take(page)
        }
        // oxlint-enable no-await-in-loop
      }
      const rest = await tryPoll(idle)
      if (rest) take(rest)
      assert.deepEqual(received, published)
      await tryPoll(idle)
      const pending = states().filter((state) => state.endsWith('pending')).length
      assert.equal(pending, states().length - published.length)
    }),
    runs(60),
  )
})
