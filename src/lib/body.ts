// The bytes of a request, up to a limit and no further.

/** The body is longer than it may be; what is over the limit was not read. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

/**
 * Reads a request's body whole.
 * @param limit most bytes it may have
 * @throws TooLargeError as soon as it is known to be longer, by its header or by what has come
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const declared = request.headers.get('content-length')
  if (declared !== null) {
    if (!(Number(declared) <= limit)) throw new TooLargeError(`The body is over ${limit} bytes.`)
    // The server reads no more than what was declared.
    return new Uint8Array(await request.arrayBuffer())
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > limit) throw new TooLargeError(`The body is over ${limit} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
