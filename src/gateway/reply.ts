// What the gateway answers, before it becomes a Response.

/** An answer: lower-case header names; a body that is text, bytes, a stream, or none. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | ReadableStream<Uint8Array> | null
}

/** A JSON answer. */
export const jsonReply = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status,
  headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
  body: JSON.stringify(value),
})

/** An answer without a body. */
export const emptyReply = (status: 200 | 204): Reply => ({
  status,
  headers: status === 200 ? { 'content-length': '0' } : {},
  body: null,
})

/** The Response of an answer. */
export const toResponse = ({ status, headers, body }: Reply): Response =>
  // TypeScript has no Uint8Array over a shared buffer in BodyInit; none of these is shared.
  new Response(body as ConstructorParameters<typeof Response>[0], { status, headers })
