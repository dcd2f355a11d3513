// RingCentral's WebSocket protocol as data: what a server promises a connection, and the errors it can
// end with or answer. Docs: Notifications, "WebSockets".

/** What a server grants its connections. Those in seconds are on the owner's clock. */
export interface SocketLimits {
  /** Connections of one login. */
  readonly maxConnectionsPerSession: number
  /** Requests of one connection that are being answered. */
  readonly maxActiveRequests: number
  /** Notifications that are kept for who was cut off; also how many are under way to a client at once. */
  readonly recoveryBufferSize: number
  /** Seconds within which a connection can be taken up again. */
  readonly recoveryTimeout: number
  /** Seconds without a frame in either direction after which a connection ends. */
  readonly idleTimeout: number
  /** Seconds after which a connection ends in any case. */
  readonly absoluteTimeout: number
  /** A longer frame is refused. */
  readonly maxFrameBytes: number
  /** More that a client does not read, and it is cut off. */
  readonly maxBufferedBytes: number
  /** A client that was not heard of for so long is pinged: milliseconds of the machine. */
  readonly pingAfterMs: number
  /** A client that does not answer a ping for so long is cut off: milliseconds of the machine. */
  readonly pongWithinMs: number
}

/** RingCentral's. */
export const usualLimits: SocketLimits = {
  maxConnectionsPerSession: 50,
  maxActiveRequests: 10,
  recoveryBufferSize: 100,
  recoveryTimeout: 180,
  idleTimeout: 1_800,
  absoluteTimeout: 86_400,
  maxFrameBytes: 1_048_576,
  maxBufferedBytes: 8_388_608,
  pingAfterMs: 30_000,
  pongWithinMs: 10_000,
}

/**
 * Errors of the gateway itself: status, message, and the code that a connection is closed with (RFC 6455
 * 7.4) where the error ends it. WSG-902, WSG-903 are documented, WSG-400 was observed; the others are named
 * after their status.
 */
export const socketErrors = {
  'WSG-400': { status: 400, message: 'Malformed WebSocket session context token', close: 1008 },
  'WSG-401': { status: 401, message: 'The access token or its session is not valid', close: 1008 },
  'WSG-406': { status: 406, message: 'The content of files is sent over HTTP alone', close: null },
  'WSG-413': { status: 413, message: 'The frame is too large', close: null },
  'WSG-422': { status: 400, message: 'The frame cannot be understood', close: null },
  'WSG-429': { status: 429, message: 'Too many requests are being answered', close: null },
  'WSG-430': { status: 429, message: 'The session has too many connections', close: 1008 },
  'WSG-500': { status: 500, message: 'Internal error', close: 1011 },
  'WSG-503': { status: 503, message: 'The service is being stopped or reset', close: 1012 },
  'WSG-902': { status: 408, message: 'Idle timeout expired', close: 1000 },
  'WSG-903': { status: 408, message: 'Absolute timeout expired', close: 1000 },
} as const satisfies Readonly<
  Record<
    string,
    { readonly status: number; readonly message: string; readonly close: number | null }
  >
>

/** A code of that table. */
export type SocketErrorCode = keyof typeof socketErrors

/** Why a session could not be taken up again, as ConnectionDetails says it (observed). */
export type RecoveryErrorCode =
  /** It is another login's. */
  | 'WSG-1003'
  /** There is no such session any more, or it has no subscription. */
  | 'WSG-1005'
