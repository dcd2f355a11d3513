// Why the WebSocket gateway ends a connection by itself: a closed table. It sends the code in an Error
// frame and closes. What a request over the socket is refused with is in errors.ts.

/** One reason. */
export interface WebSocketErrorEntry {
  readonly message: string
  /** What to do about it, in one sentence. */
  readonly remedy: string
}

/** The reasons, by RingCentral's code. */
export const webSocketErrors = {
  'WSG-902': {
    message: 'Idle timeout expired',
    remedy:
      'Connect again, and send a Heartbeat more often than the idleTimeout of the connection.',
  },
  'WSG-903': {
    message: 'Absolute timeout expired',
    remedy: 'Connect again: no connection lives longer than its absoluteTimeout.',
  },
} as const satisfies Readonly<Record<string, WebSocketErrorEntry>>
