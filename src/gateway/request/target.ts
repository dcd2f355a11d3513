// A request target, taken apart once and strictly. Nothing is normalised, decoded twice or guessed:
// what a lenient parser further on might read otherwise is refused here. The upstream's URL is never
// made from this text, only from what was resolved out of it.
import { type ApiError, fail } from '#catalog/errors'

/** A path in its segments, and the query as it was sent. */
export interface Target {
  readonly segments: readonly string[]
  /** Without the question mark; empty when there is none. */
  readonly query: string
}

/** Longest target that is read, in bytes. */
export const maxTargetLength = 8192
const maxSegments = 16

/** The refusal of a path that cannot be parsed. */
const unreadable = (reason: string): ApiError => fail('CMN-101', { parameterName: 'path', reason })

// Printable ASCII but for what never stands unencoded in a target (RFC 3986 2.2) or means a fragment.
const targetPattern = /^\/[!$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]*$/
const segmentPattern = /^[A-Za-z0-9._~!$*+,:=@-]{1,256}$/

/**
 * Takes a target (`/path?query`) apart. One slash at the end is tolerated; `%7E` is read as `~`.
 * @throws ApiError CMN-101 on `path` for any other encoding in the path, dot segments, empty segments,
 *   `;`, backslashes, fragments, control or non-ASCII characters, or more than {@link maxTargetLength}
 */
export function parseTarget(target: string): Target {
  if (target.length > maxTargetLength) {
    throw unreadable(`a path and query have at most ${maxTargetLength} characters`)
  }
  if (!targetPattern.test(target)) {
    throw unreadable('it has a character that a path or query cannot have unencoded')
  }
  const mark = target.indexOf('?')
  const sent = mark === -1 ? target : target.slice(0, mark)
  const path = sent.includes('%') ? sent.replaceAll(/%7e/gi, '~') : sent
  const segments = path === '/' ? [] : path.slice(1).split('/')
  if (segments.length > 1 && segments.at(-1) === '') segments.pop()
  if (segments.length > maxSegments) throw unreadable(`a path has at most ${maxSegments} segments`)
  for (const segment of segments) {
    if (segment === '') throw unreadable('it has an empty segment')
    if (segment === '.' || segment === '..') throw unreadable('it has a dot segment')
    if (!segmentPattern.test(segment)) {
      throw unreadable('it has an encoded or reserved character, or a segment that is too long')
    }
  }
  return { segments, query: mark === -1 ? '' : target.slice(mark + 1) }
}
