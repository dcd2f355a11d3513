// Pings of one connection. A pong shows that the client is there, and that it has taken in every frame
// sent before its ping: frames are read in order. So a ping is also how to know what arrived.
import type { WebSocket } from 'ws'

/** The pings of a connection. */
export interface Pings {
  /** Sends one; `met` runs when the client has answered it, or a later one (RFC 6455 5.5.3). */
  send(met?: () => void): void
  /** The client answered. */
  answered(payload: Buffer): void
  /** When the oldest unanswered one was sent, on the machine's monotonic clock; null when there is none. */
  readonly waitingSince: number | null
}

/** @param ws an open connection */
export function createPings(ws: Pick<WebSocket, 'ping' | 'readyState'>): Pings {
  let last = 0
  const waiting: { readonly number: number; readonly at: number; readonly met: () => void }[] = []

  return {
    send(met = () => {}) {
      last += 1
      waiting.push({ number: last, at: performance.now(), met })
      ws.ping(String(last), undefined, () => {})
    },
    answered(payload) {
      const number = Number(payload.toString())
      // Pongs that nobody asked for are allowed, and mean nothing.
      if (!Number.isInteger(number) || number > last) return
      for (let [first] = waiting; first && first.number <= number; [first] = waiting) {
        waiting.shift()
        first.met()
      }
    },
    get waitingSince() {
      return waiting[0]?.at ?? null
    },
  }
}
