// A POST that stands for another verb, for clients whose way allows no other: named by a header or by
// `?_method=`.
// @see https://developers.ringcentral.com/guide/basics/uris (Method tunneling)
import { fail } from '#catalog/errors'

const header = 'x-http-method-override'
const parameter = '_method'
const verbs: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE'])

/**
 * The request under the verb it stands for; the same request when it stands for itself.
 * Throws CMN-101 for a verb that cannot be asked for so, and for two that contradict each other.
 */
export function overridden(request: Request): Request {
  if (request.method !== 'POST') return request
  const inHeader = request.headers.get(header)
  const isInQuery = request.url.includes(`${parameter}=`)
  if (inHeader === null && !isInQuery) return request
  const url = new URL(request.url)
  const asked = [inHeader, ...url.searchParams.getAll(parameter)]
    .map((verb) => verb?.trim().toUpperCase() ?? '')
    .filter((verb) => verb !== '')
  url.searchParams.delete(parameter)
  const [verb] = asked
  if (verb === undefined) return request
  const parameterName = inHeader === null ? parameter : 'X-HTTP-Method-Override'
  if (new Set(asked).size > 1) {
    throw fail('CMN-101', { parameterName, reason: 'the header and the query name two verbs' })
  }
  if (!verbs.has(verb)) {
    throw fail('CMN-101', { parameterName, reason: `it takes ${[...verbs].join(', ')}` })
  }
  return new Request(url, {
    method: verb,
    headers: request.headers,
    body: request.body,
    ...(request.body ? { duplex: 'half' } : {}),
    signal: request.signal,
  })
}
