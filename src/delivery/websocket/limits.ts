// What a server of RingCentral's WebSocket protocol grants its connections (docs: Notifications,
// "WebSockets"). Its errors are in the catalogue.

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

/** Why a session could not be taken up again, as ConnectionDetails says it (observed). */
export type RecoveryErrorCode =
  /** It is another login's. */
  | 'WSG-1003'
  /** There is no such session any more, or it has no subscription. */
  | 'WSG-1005'
