// Lists that are read by token, as team messaging's are. A token names a place between two rows, so it
// holds while rows come and go, and carries the filters it was made with. It opens nothing: who reads
// with it is asked again whether they may.
import { type Static, Type } from 'typebox'
import { fail } from '#catalog/errors'
import { pagingRules } from '#catalog/rules/limits'
import type { Position, Slice } from '#storage/platform/conversations'
import { type EffectiveQuery, type Link, type Paging, paged, uriOf } from '../../stages/paging.ts'
import { satisfies } from '#lib/schema'

/** RingCentral's page size where a caller names none, and its largest. */
const usualSize = pagingRules.defaultRecordCount
const maxSize = pagingRules.maxRecordCount

/** Query parameters of a list that is read by token or by page. */
export interface TokenQuery {
  readonly pageToken?: string
  readonly recordCount?: number
  readonly page?: number
  readonly perPage?: number
}

/** The rows of a list: ordered by time and id. */
export interface Source<R> {
  rows(slice: Slice): R[]
  count(): number
  /** How many rows come before a position. */
  countBefore(position: Position): number
}

const TokenContent = Type.Object({
  /** Which list it belongs to. */
  list: Type.String(),
  way: Type.Enum(['after', 'before']),
  at: Type.Integer(),
  id: Type.Integer(),
  types: Type.Optional(Type.Array(Type.String(), { maxItems: 10 })),
})

/** What a token says. */
export type TokenContent = Static<typeof TokenContent>

/** Reads a token of a list; undefined without one. Throws CMN-101 for what is none, or another list's. */
export function readToken({ pageToken }: TokenQuery, list: string): TokenContent | undefined {
  if (pageToken === undefined) return undefined
  const content = contentOf(pageToken)
  if (satisfies(TokenContent, content) && content.list === list) return content
  throw fail('CMN-101', { parameterName: 'pageToken' })
}

function contentOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

const write = (content: TokenContent): string =>
  Buffer.from(JSON.stringify(content)).toString('base64url')

/** A list as it is asked for. */
export interface ListRequest<R> {
  /** Where it is read: the start of its links. */
  readonly place: { readonly origin: string; readonly path: string }
  readonly query: TokenQuery
  readonly token: TokenContent | undefined
  /** Its name, which its tokens carry, and the filters in effect. */
  readonly list: string
  readonly types?: readonly string[]
  /** Whether pages are also counted, with links and totals. */
  readonly isCounted: boolean
  readonly source: Source<R>
}

/** The members of a list's reply beside its records. */
interface Around {
  readonly uri?: string
  readonly paging?: Paging
  readonly navigation: Readonly<Record<string, string | Link>>
}

/** Reads one page of a list, and says what is around it. */
export function readPage<R extends { readonly createdAt: number; readonly id: number }>(
  request: ListRequest<R>,
): Around & { readonly rows: R[] } {
  const { query, token, isCounted, source } = request
  const asked = (isCounted ? query.perPage : undefined) ?? query.recordCount ?? usualSize
  const size = Math.min(asked, maxSize)
  const page = isCounted ? (query.page ?? 1) : 1
  const rows = source.rows(sliceOf(token, size, (page - 1) * size))
  const tokens = tokensOf(request, rows)
  if (!isCounted) return { rows, navigation: tokens }
  const [first] = rows
  const total = source.count()
  const offset = token ? (first ? source.countBefore(placeOf(first)) : total) : (page - 1) * size
  const counted = countedPage(request, tokens, { size, offset, total })
  return { rows, ...counted, navigation: { ...counted.navigation, ...tokens } }
}

function sliceOf(token: TokenContent | undefined, limit: number, offset: number): Slice {
  if (!token) return { limit, offset }
  const { at, id } = token
  return token.way === 'after' ? { limit, after: { at, id } } : { limit, before: { at, id } }
}

const placeOf = ({ createdAt, id }: { createdAt: number; id: number }): Position => ({
  at: createdAt,
  id,
})

/** Tokens to the rows on both sides, as far as there are any. */
function tokensOf<R extends { readonly createdAt: number; readonly id: number }>(
  { list, types, source }: ListRequest<R>,
  rows: readonly R[],
): { prevPageToken?: string; nextPageToken?: string } {
  const [first] = rows
  const last = rows.at(-1)
  if (!first || !last) return {}
  const token = (way: TokenContent['way'], row: R) =>
    write({ list, way, ...placeOf(row), ...(types ? { types: [...types] } : {}) })
  const hasBefore = source.rows({ limit: 1, before: placeOf(first) }).length > 0
  const hasAfter = source.rows({ limit: 1, after: placeOf(last) }).length > 0
  return {
    ...(hasBefore ? { prevPageToken: token('before', first) } : {}),
    ...(hasAfter ? { nextPageToken: token('after', last) } : {}),
  }
}

/** Totals and links. A page that was read by token leads on by token, since it may lie between two numbers. */
function countedPage<R>(
  { place, types, token }: ListRequest<R>,
  tokens: { readonly prevPageToken?: string; readonly nextPageToken?: string },
  { size, offset, total }: { size: number; offset: number; total: number },
) {
  const filters: EffectiveQuery = types ? { type: types } : {}
  const page = { page: Math.floor(offset / size) + 1, perPage: size, limit: size, offset }
  const { uri, paging, navigation } = paged(place, filters, page, total)
  if (!token) return { uri, paging, navigation: { ...navigation } }
  const { firstPage, lastPage } = navigation
  const link = (pageToken: string | undefined): Link | undefined =>
    pageToken === undefined
      ? undefined
      : { uri: uriOf(place.origin, place.path, { recordCount: size, pageToken }) }
  const previousPage = link(tokens.prevPageToken)
  const nextPage = link(tokens.nextPageToken)
  return {
    uri: uriOf(place.origin, place.path, { recordCount: size, pageToken: write(token) }),
    paging,
    navigation: {
      ...(firstPage ? { firstPage } : {}),
      ...(previousPage ? { previousPage } : {}),
      ...(nextPage ? { nextPage } : {}),
      ...(lastPage ? { lastPage } : {}),
    },
  }
}
