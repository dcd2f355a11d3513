// One call of one method through the stages, from request to response:
//   authenticate - throttle - authorize - validate - handle (and commit) - reply
// A list of ids in the path goes through `handle` id by id (stages/batch.ts). Knows no method by name.
import { ApiError, fail } from '#catalog/errors'
import { type Method, pathOf, verbOf } from '#catalog/method'
import type { MethodId } from '#catalog/methods'
import type { RateGroup } from '#catalog/rate-groups'
import { DroppedConnection } from '#lib/dropped-connection'
import { isBusy } from '#storage/database'
import { createAuthenticate } from './stages/authenticate.ts'
import { authorizeMethod, resolveTarget } from './stages/authorize.ts'
import { isBatch, replyBatch } from './stages/batch.ts'
import { type Uploaded, validateBody } from './stages/body.ts'
import type { Faults } from './controls/faults.ts'
import { outcomeOf, type Principal } from './handler.ts'
import { createHandlers } from './methods/handlers.ts'
import type { CallMembers, Note } from './evidence/note.ts'
import type { Parts } from './parts.ts'
import {
  checkReply,
  file,
  isFile,
  isKnown,
  notModified,
  refusal,
  success,
  UnsoundReply,
} from './stages/replies.ts'
import { type PathParams, placeOf } from './stages/path.ts'
import type { Take, Throttle, Verdict } from './stages/throttle.ts'
import { validatePath, validateQuery } from './stages/validate.ts'

/** Serves the methods of one platform. */
export interface Serve {
  /** A method at its path. Rejects only with DroppedConnection. */
  readonly method: (
    id: MethodId,
    method: Method,
  ) => (request: Request, sent: PathParams, note: Note) => Promise<Response>
  /** Refuses where no method is known: RingCentral counts it as Medium. */
  readonly refuse: (error: unknown, note: Note) => Response
}

/** @param options `checkReplies` judges every reply against its schema; `isClosing` refuses with 503 */
export function createServe(
  parts: Parts,
  throttle: Throttle,
  faults: Faults,
  options: { readonly checkReplies: boolean; readonly isClosing: () => boolean },
): Serve {
  const { clock, profile, log, accounts, files } = parts
  const authenticate = createAuthenticate(parts)
  const handlers = createHandlers(parts)
  const once = createOnce()

  /** Who calls, counted and allowed to call this method; null for a method that is open to anybody. */
  function admit(method: Method, request: Request, note: Note, count: (verdict: Verdict) => void) {
    if (method.open) return null
    const principal = authenticate(request, note.via?.sessionId)
    note.isBy(principal)
    const verdict = throttle.take({
      ...userOf(principal),
      group: method.rateGroup,
      now: clock.now(),
    })
    count(verdict)
    if (verdict.limited) throw fail('CMN-301')
    authorizeMethod(method, principal)
    return principal
  }

  /** What to refuse with. An error of our own is logged, and the caller told how to speak of it. */
  function refusalOf(error: unknown, { requestId }: Note): ApiError {
    if (error instanceof ApiError) return error
    if (isBusy(error) || options.isClosing()) return fail('CMN-201')
    if (error instanceof UnsoundReply) {
      log.error(error.message, { requestId })
      return fail('CMN-203', { reason: error.message })
    }
    log.error('a call failed', {
      requestId,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
    return fail('CMN-203', { reason: `Quote request ${requestId} when you report this.` })
  }

  function refused(error: unknown, note: Note, rate: Verdict['headers']): Response {
    const refusing = refusalOf(error, note)
    note.isRefused(refusing.code, profile)
    const { requestId, headers } = note
    return refusal(refusing, profile, { requestId, rate: { ...rate, ...headers } })
  }

  function serving(id: MethodId, method: Method) {
    const place = placeOf(pathOf(method))
    const handle = handlers[id] as (call: object) => unknown // the schemas judge what it is given

    /** Whom and what the path names: what of a call is known before its body is read. */
    function aim(principal: Principal | null, sent: PathParams) {
      validatePath(method, sent)
      if (!principal) return { params: sent, path: place(sent) }
      const target = resolveTarget(method, sent, principal, accounts)
      const params = {
        ...sent,
        ...('accountId' in sent ? { accountId: String(target.account.id) } : {}),
        ...('extensionId' in sent ? { extensionId: String(target.extension.id) } : {}),
      }
      return { params, path: place(params), principal, ...target }
    }

    async function run(call: CallMembers, note: Note) {
      note.begin()
      const outcome = outcomeOf(await handle(note.reading(call)))
      if (options.checkReplies) checkReply(id, method, outcome.reply)
      return outcome
    }

    return async (request: Request, sent: PathParams, note: Note): Promise<Response> => {
      const { requestId } = note
      note.isFor(id, method)
      let verdict: Verdict | null = null
      let received: readonly Uploaded[] = []
      try {
        const admitted = admit(method, request, note, (counted) => (verdict = counted))
        if (faults.has(id)) await faults.strike(id, note)
        const common = { requestId, rate: verdictHeaders(verdict) }
        const origin = originOf(request)
        const socketId = note.via?.socketId ?? null
        const search = searchOf(request)
        note.hasSent({ search })
        if (isBatch(method, sent)) {
          const query = validateQuery(method, search)
          const refusing = (error: unknown) => refusalOf(error, note)
          const own = ownIds(admitted)
          const batch = { request, sent, place, own, common, profile, refusalOf: refusing }
          return await replyBatch(method, batch, async (params, body) => {
            const call = { ...aim(admitted, params), query, body, files: [], origin, socketId }
            return (await run(call, note)).reply
          })
        }
        const aimed = aim(admitted, sent)
        const query = validateQuery(method, search)
        const { body, uploads, digest } = await validateBody(method, request, files, note)
        received = uploads
        const call = { ...aimed, query, body, files: uploads, origin, socketId }
        // What a session does over two sockets is two things: each has a subscription of its own.
        const twin = () =>
          `${admitted?.sessionId} ${socketId} ${verbOf(method)} ${aimed.path} ${JSON.stringify(query)} ${digest}`
        const outcome = await (method.access === 'read'
          ? run(call, note)
          : once(twin(), () => run(call, note)))
        const { reply, status, etag } = outcome
        const headers = { ...common, etag }
        if (etag !== undefined && isKnown(etag, request.headers.get('if-none-match'))) {
          return notModified(headers)
        }
        if (isFile(reply)) return file(files, reply, request.headers.get('range'), headers)
        return success(method, reply, headers, status)
      } catch (error) {
        if (error instanceof DroppedConnection) throw error
        const rate = method.open
          ? {}
          : verdictHeaders(verdict ?? throttle.take(nobody(method.rateGroup)))
        return refused(error, note, rate)
      } finally {
        for (const upload of received) upload.discard()
      }
    }
  }

  return {
    method: serving,
    refuse: (error, note) => refused(error, note, throttle.take(nobody('Medium')).headers),
  }
}

const verdictHeaders = (verdict: Verdict | null) => verdict?.headers ?? {}

/** Runs a write unless its twin is still underway: CMN-304. */
function createOnce() {
  const underway = new Set<string>()
  return async <T>(twin: string, run: () => Promise<T>): Promise<T> => {
    if (underway.has(twin)) throw fail('CMN-304')
    underway.add(twin)
    try {
      return await run()
    } finally {
      underway.delete(twin)
    }
  }
}

/** Whom a call is counted for: the user, or the account when an app acts for nobody. */
const userOf = ({ app, account, extension }: Principal) => ({
  app,
  user: String(extension?.id ?? account.id),
})

/** What `~` stands for in a path. */
const ownIds = (principal: Principal | null): PathParams => ({
  ...(principal ? { accountId: String(principal.account.id) } : {}),
  ...(principal?.extension ? { extensionId: String(principal.extension.id) } : {}),
})

/** A call that is counted for nobody: the caller is not known. */
const nobody = (group: RateGroup): Take => ({ user: null, app: null, group, now: 0 })

const originOf = ({ url }: Request): string => url.slice(0, url.indexOf('/', url.indexOf('//') + 2))

function searchOf({ url }: Request): string {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start + 1)
}
