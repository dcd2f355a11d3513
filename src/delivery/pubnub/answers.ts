// PubNub's answers: a closed table of what it refuses with, and the headers that all of them have.

const headers = {
  // Not application/json: PubNub's browsers SDKs were made for this one.
  'content-type': 'text/javascript; charset="UTF-8"',
  'cache-control': 'no-cache',
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET',
}

const refusals = {
  'Bad Request': { status: 400, service: 'Balancer' },
  'Invalid Subscribe Key': { status: 400, service: 'Access Manager' },
  'Invalid Timetoken': { status: 400, service: 'Subscribe' },
  'Missing Channel': { status: 400, service: 'Subscribe' },
  Forbidden: { status: 403, service: 'Access Manager' },
  'Not Found': { status: 404, service: 'Balancer' },
  'Method Not Allowed': { status: 405, service: 'Balancer' },
} as const

/** What PubNub refuses with; the key is its message. */
export type PubNubRefusal = keyof typeof refusals

/** An answer with a body that is JSON already. */
export const answer = (json: string, status = 200, more: Record<string, string> = {}): Response =>
  new Response(json, { status, headers: { ...headers, ...more } })

/**
 * A refusal.
 * @param channels those that are refused, where it is because of them
 */
export function refuse(message: PubNubRefusal, channels?: readonly string[]): Response {
  const { status, service } = refusals[message]
  const payload = channels && { channels }
  return answer(JSON.stringify({ message, payload, error: true, service, status }), status)
}

/** The answer to a browser that asks before it calls (Fetch standard, CORS preflight). */
export const preflight = (): Response =>
  new Response(null, {
    headers: {
      ...headers,
      'access-control-allow-headers': 'Origin, X-Requested-With, Content-Type, Accept',
      'access-control-max-age': '600',
    },
  })
