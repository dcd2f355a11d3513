// Every request of a client, from its arrival to its reply: let through the gate, noted down, logged
// and counted. What happens in between is the spine's.
import { performance } from 'node:perf_hooks'
import { isMethod } from '#catalog/methods'
import type { Clock } from '#lib/clock'
import type { Random } from '#lib/random'
import type { Gate } from '../controls/gate.ts'
import { createNote, type Note, type Via } from './note.ts'
import type { RequestLog } from './requests.ts'
import type { Tally } from './tally.ts'

/** Answers a request by `answer`, and rejects only as that does. */
export type Attend = (
  request: Request,
  answer: (note: Note) => Promise<Response>,
  via?: Via,
) => Promise<Response>

/** @param deps what every request goes through */
export function createAttend(deps: {
  readonly gate: Gate
  readonly requests: RequestLog
  readonly tally: Pick<Tally, 'count'>
  readonly clock: Clock
  readonly random: Random
}): Attend {
  const { gate, requests, tally, clock, random } = deps

  function keep(note: Note, request: Request, arrived: Arrived, status: number | null): void {
    const { operation, requestId, clientId, extensionId, code, fault, rateGroup, isInjected } = note
    const { at, since } = arrived
    if (isMethod(operation) && clientId !== null) {
      tally.count({ clientId, method: operation, at, status: status ?? 0, isInjected })
    }
    requests.add({
      requestId,
      at,
      method: operation,
      verb: request.method,
      path: pathOf(request),
      clientId,
      extensionId,
      status,
      errorCode: code,
      ms: Math.round((performance.now() - since) * 10) / 10,
      rateGroup,
      fault,
      unread: note.unread(),
    })
  }

  return async (request, answer, via) => {
    if (gate.isShut) await gate.opened()
    const arrived = { at: clock.now(), since: performance.now() }
    const passage = gate.enter()
    const note = createNote(random.uuid(), passage, via)
    let status: number | null = null
    try {
      const response = await answer(note)
      ;({ status } = response)
      return response
    } finally {
      passage.end()
      keep(note, request, arrived, status)
    }
  }
}

/** When a request came: on the platform's clock, and on the machine's. */
interface Arrived {
  readonly at: number
  readonly since: number
}

/** The path as it came, without the query: the start of what may be a secret. */
function pathOf({ url }: Request): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const end = url.indexOf('?', start)
  return url.slice(start, end === -1 ? undefined : end)
}
