// The token of a WebSocket session: a secret that stands for the session, and up to which notification
// the client has received. A client sends back the newest one it has, so that nothing needs to be
// remembered of what it got. Only its owner's own notifications follow it, so the number needs no seal.
import type { StoredSocket } from '#storage/sockets'
import type { Wsc } from './frames.ts'
import type { RecoveryErrorCode } from './limits.ts'

/** What a token says. */
export interface WscToken {
  readonly secret: string
  /** The id of the last notification that the client has; 0 for none. */
  readonly cursor: number
}

/**
 * The token that goes with a frame. Its sequence rises with every notification and with every session:
 * a client passes over what is not higher than what it has, of whichever session that was.
 * @param cursor the last notification that the client has once it has this frame
 */
export const wscOf = (socketId: number, secret: string, cursor: number): Wsc => ({
  token: `${secret}.${cursor.toString(36)}`,
  sequence: socketId + cursor,
})

/** Reads a token; null for a text that is none. */
export function readToken(text: string): WscToken | null {
  const match = /^([\w-]{1,100})\.([0-9a-z]{1,10})$/.exec(text)
  const [, secret, cursor] = match ?? []
  return secret === undefined || cursor === undefined
    ? null
    : { secret, cursor: Number.parseInt(cursor, 36) }
}

/**
 * Why a session cannot be taken up again; null when it can.
 * @param stored what the token's secret stands for
 * @param newest the highest id of all notifications: a token from before a snapshot was restored is beyond it
 */
export function obstacle(
  stored: StoredSocket | undefined,
  asked: {
    readonly owner: string
    readonly cursor: number
    readonly newest: number
    readonly now: number
    readonly timeoutMs: number
  },
): RecoveryErrorCode | null {
  if (!stored) return 'WSG-1005'
  if (stored.owner !== asked.owner) return 'WSG-1003'
  const isLate = stored.leftAt !== null && asked.now - stored.leftAt >= asked.timeoutMs
  if (isLate || stored.subscriptionId === null || asked.cursor > asked.newest) return 'WSG-1005'
  return null
}
