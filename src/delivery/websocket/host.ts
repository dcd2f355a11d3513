// What a WebSocket server asks of the program it serves: who somebody is, what a call answers, what a
// notification may say. The platform is one host, the access gateway another.
import type { Notification } from '#storage/notifications'
import type { Prepare } from '../prepare.ts'

/** @typeParam S what the host knows of a login: handed back as `authenticate` gave it */
export interface SocketHost<S> {
  /** Whom the token of `?access_token=` stands for; null when it stands for nobody. */
  authenticate(wsToken: string): S | null | Promise<S | null>
  /** Names a login, the same after a restart: what its socket had is taken up by the same login alone. */
  nameOf(session: S): string
  /**
   * Until when a login lives as things stand (epoch milliseconds on the clock); null once it has ended.
   * Asked again at that time; call `SocketServer.review` when one may have ended before.
   */
  aliveUntil(session: S): number | null
  /**
   * Answers a call of the API, with the authority of the login: the request carries no token. A
   * subscription that it makes for the socket is bound to it in the same transaction (`Sockets.bind`).
   * Rejects only with DroppedConnection, which cuts the socket off.
   * @param socketId the socket's session, as it is stored
   */
  request(session: S, socketId: number, request: Request): Promise<Response>
  /**
   * The envelope of a notification as JSON text, or why it must not leave. Awaited for one notification
   * after the other, in order, right before each leaves; again when it is replayed. What it throws ends
   * the connection, and the client takes up again before it.
   */
  prepare(session: S, notification: Notification): ReturnType<Prepare>
  /**
   * Makes a socket's subscription live until a time; false when it has ended. Called in the open
   * transaction: on taking up again, and when the connection is lost, for as long as it may come back.
   */
  keep(subscriptionId: string, until: number): boolean
  /** The socket of a subscription does not come back: it ends. Called in the open transaction. */
  drop(subscriptionId: string): void
}
