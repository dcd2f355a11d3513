// A connection that ends without an answer, on purpose.

/**
 * Thrown in the place of a reply: the socket is destroyed. Who called in process sees what `fetch` throws
 * when the other side closes.
 */
export class DroppedConnection extends TypeError {
  constructor() {
    const cause = Object.assign(new Error('other side closed'), {
      name: 'SocketError',
      code: 'UND_ERR_SOCKET',
    })
    super('fetch failed', { cause })
  }
}
