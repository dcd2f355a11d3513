// The past calls of a seed, planned with their moments.
import type { End } from '../../network/ends.ts'
import { logCall } from '../../network/past-calls.ts'
import type { Happening } from '../scene.ts'
import type { SeedEnd } from './company.ts'
import { refuseStrangers } from './messages.ts'
import type { Seed } from './schema.ts'
import { momentOf, type SeedScene } from './scene.ts'

/** Every call of a seed. `at` is when it began. */
export function planCalls(scene: SeedScene, { calls = [] }: Seed): Happening[] {
  const { company, parts, random, times, problems } = scene
  return calls.map((said, index) => {
    const path = ['calls', index]
    const from = company.end(said.from, [...path, 'from'])
    const to = company.end(said.to, [...path, 'to'])
    refuseStrangers(scene, [from, to], path)
    if (said.ringOut && !from.extension) {
      problems.add(
        [...path, 'from'],
        'is outside of the company. A RingOut is made by an extension.',
      )
    }
    const ending = said.ending ?? 'answered'
    const ringMs = times.length(
      said.rings,
      [...path, 'rings'],
      ending === 'noAnswer' ? 25_000 : 6_000,
    )
    const talkMs = times.length(said.talks, [...path, 'talks'], 90_000)
    const lasts = ringMs + (ending === 'answered' ? talkMs : 0)
    const at =
      said.at === undefined
        ? momentOf(scene, said, path, [index, calls.length]) - lasts
        : momentOf(scene, said, path, [index, calls.length])
    if (at + lasts > times.now) {
      problems.add(
        [...path, 'at'],
        'is too late: the call would not be over yet. Begin it earlier, or shorten it.',
      )
    }
    return {
      at,
      happen() {
        logCall(
          { ...parts, random },
          {
            account: company.account,
            from: endOf(from),
            to: endOf(to),
            startedAt: at,
            ringMs,
            talkMs,
            ending,
            ...(said.ringOut ? { origin: 'RingOut' } : {}),
          },
        )
      },
    }
  })
}

const endOf = ({ extension, number }: SeedEnd): End =>
  extension ? { extensionId: extension.id } : { phoneNumber: number }
