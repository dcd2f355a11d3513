// Which method of the catalogue a request is, with typed and canonical parameters. Everything after
// this stage works on the resolved call; the request's own text is not looked at again.
import { type ApiError, fail } from '#catalog/errors'
import type { Method } from '#catalog/method'
import type { Identity } from '#storage/gateway/connections'
import type { Touched } from './decide.ts'
import { refuse } from './refusal.ts'
import { readBody, type Body } from './request/body.ts'
import type { Query } from './request/query.ts'
import type { Match, Route, Routes } from './request/routes.ts'
import { parseTarget } from './request/target.ts'

/** A call, understood. */
export interface ResolvedCall {
  readonly route: Route
  /** Path parameters; account and extension are ids, never `~`. */
  readonly params: Readonly<Record<string, string>>
  /** The path made afresh from template and parameters; null when a parameter cannot be an id. */
  readonly path: string | null
  readonly query: Query
  readonly body: Body
  readonly identity: Identity
  readonly touched: Touched
  /** What is wrong with its parameters or body; told only to who may make the call. */
  readonly problem: ApiError | null
}

// No method is reached by the name of another: neither these headers nor `_method` are ever obeyed.
const overrides = ['x-http-method-override', 'x-http-method', 'x-method-override'] as const

/**
 * Resolves a request.
 * @param target path and query as they came over the wire
 * @throws Refusal 400 CMN-101 for a path that cannot be parsed, 404 CMN-102 for what the catalogue does not know
 */
export async function resolve(
  request: Request,
  target: string,
  routes: Routes,
  identity: Identity,
): Promise<ResolvedCall> {
  const { segments, query: queryText } = parse(target)
  const match = routes.match(request.method, segments)
  if (!match) {
    const reason = 'no method has this verb and path'
    throw refuse('CMN-102', { parameterName: 'path', reason }, 'unknown_method')
  }
  const { route } = match
  const params = ownIds(match, identity)
  const pathProblem = judgeIds(route, params)
  const query = route.readQuery(queryText)
  const body = await readBody(route, request)
  return {
    route,
    params,
    path: pathProblem ? null : pathOf(route, params),
    query,
    body,
    identity,
    touched: touchedBy(route.method, params),
    problem: overridden(request) ?? pathProblem ?? query.problem ?? body.problem,
  }
}

function parse(target: string) {
  try {
    return parseTarget(target)
  } catch (error) {
    // `parseTarget` throws nothing else.
    throw refuse('CMN-101', (error as ApiError).details, 'invalid_request')
  }
}

/** `~` as account and extension is the connection's own; anywhere else it is RingCentral's to read. */
function ownIds({ params }: Match, identity: Identity): Record<string, string> {
  const own = { ...params }
  if (own['accountId'] === '~') own['accountId'] = identity.accountId
  if (own['extensionId'] === '~') own['extensionId'] = identity.extensionId
  return own
}

// Ids that are numbers: one number has one spelling.
const numericIds: ReadonlySet<string> = new Set([
  'accountId',
  'extensionId',
  'messageId',
  'attachmentId',
  'chatId',
  'postId',
  'contactId',
  'entryId',
  'forwardingNumberId',
  'promptId',
  'fileId',
])

/** CMN-102 for an id that cannot exist: of the wrong shape, or digits in another form than the id's own. */
function judgeIds(route: Route, params: Readonly<Record<string, string>>): ApiError | null {
  const violation = route.checkPath(params)
  const twisted = Object.keys(params).find(
    (name) => numericIds.has(name) && isTwisted(params[name] ?? ''),
  )
  if (!violation && twisted === undefined) return null
  return fail('CMN-102', {
    parameterName: twisted ?? violation?.details.parameterName ?? 'path',
  })
}

const isTwisted = (id: string): boolean => id.length > 1 && id.startsWith('0')

function overridden(request: Request): ApiError | null {
  const name = overrides.find((header) => request.headers.has(header))
  if (!name) return null
  return fail('CMN-101', {
    parameterName: name,
    reason: 'a method is not called by another’s name',
  })
}

function pathOf({ pieces }: Route, params: Readonly<Record<string, string>>): string {
  let path = ''
  for (const { literal, parameter } of pieces) {
    path += parameter === null ? literal : literal + (params[parameter] ?? '')
  }
  return path
}

/** Whose objects a method touches with these parameters. */
function touchedBy(method: Method, params: Readonly<Record<string, string>>): Touched {
  const { accountId, extensionId } = params
  if (accountId === undefined) return { whose: 'own' }
  if (extensionId !== undefined) return { whose: 'extension', accountId, extensionId }
  return { whose: method.actsOn === 'account' ? 'account' : 'everyone', accountId }
}
