// What the WebSocket gateway itself refuses with, or ends a connection for: a closed table. It sends the
// code in a frame, and closes where the row says so. What the API refuses a request over the socket with
// is in errors.ts.

/** One error. */
export interface WebSocketErrorEntry {
  /** The status in the head of the frame. */
  readonly status: number
  readonly message: string
  /** What to do about it, in one sentence. */
  readonly remedy: string
  /** The code that the connection is closed with (RFC 6455 7.4); null where it stays. */
  readonly close: number | null
}

/** The errors by code. WSG-902 and WSG-903 are documented, WSG-400 was observed; the others are named after their status. */
export const webSocketErrors = {
  'WSG-400': {
    status: 400,
    message: 'Malformed WebSocket session context token',
    remedy: 'Send wsc.token as the gateway gave it, or connect without wsc.',
    close: 1008,
  },
  'WSG-401': {
    status: 401,
    message: 'The access token or its session is not valid',
    remedy: 'Ask for a new token with POST /restapi/oauth/wstoken.',
    close: 1008,
  },
  'WSG-403': {
    status: 403,
    message: 'The session has too many connections',
    remedy: 'Close one of its connections first.',
    close: 1008,
  },
  'WSG-406': {
    status: 406,
    message: 'The content of files is not sent over a WebSocket',
    remedy: 'Ask for it over HTTP.',
    close: null,
  },
  'WSG-413': {
    status: 413,
    message: 'The frame is too large',
    remedy: 'Send less in one request, or send it over HTTP.',
    close: null,
  },
  'WSG-422': {
    status: 400,
    message: 'The frame cannot be understood',
    remedy: 'Send a JSON array of a head with type and messageId and, where there is one, a body.',
    close: null,
  },
  'WSG-429': {
    status: 429,
    message: 'Too many requests are being answered',
    remedy: 'Wait for a reply: at most maxActiveRequests are answered at once.',
    close: null,
  },
  'WSG-500': {
    status: 500,
    message: 'Internal error',
    remedy: 'Connect again.',
    close: 1011,
  },
  'WSG-503': {
    status: 503,
    message: 'The service is being stopped or reset',
    remedy: 'Connect again.',
    close: 1012,
  },
  'WSG-902': {
    status: 408,
    message: 'Idle timeout expired',
    remedy:
      'Connect again, and send a Heartbeat more often than the idleTimeout of the connection.',
    close: 1000,
  },
  'WSG-903': {
    status: 408,
    message: 'Absolute timeout expired',
    remedy: 'Connect again: no connection lives longer than its absoluteTimeout.',
    close: 1000,
  },
} as const satisfies Readonly<Record<string, WebSocketErrorEntry>>

/** A code of that table. */
export type WebSocketErrorCode = keyof typeof webSocketErrors
