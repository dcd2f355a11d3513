// What becomes known of one request on its way through the platform. The stages write it down; the
// request log and the report of the production gate are made of it.
import { type ErrorCode, codeIn } from '#catalog/errors'
import type { Method } from '#catalog/method'
import type { Form } from '#catalog/oauth/oauth-form'
import type { Profile } from '#catalog/profile'
import type { RateGroup } from '#catalog/rate-groups'
import type { Passage } from '../controls/gate.ts'
import type { Principal } from '../handler.ts'
import type { Operation } from './operations.ts'
import { type Reading, readingOf } from './reading.ts'
import { type Sent, type Unread, unknownField, unreadOf } from './unread.ts'

/** The WebSocket that a request came over: it speaks for the socket's session, and carries no token. */
export interface Via {
  readonly socketId: number
  readonly sessionId: string
}

/** The note of one request. */
export interface Note {
  /** The RCRequestId of its reply. */
  readonly requestId: string
  /** Null for one that came by HTTP. */
  readonly via: Via | null
  /** What it is for; null when no path fits. */
  operation: Operation | null
  rateGroup: RateGroup | null
  clientId: string | null
  extensionId: number | null
  /** The code it was refused with, as it went out. */
  code: string | null
  /** The id of the fault that it met. */
  fault: string | null
  /** Whether the fault answered, and not the platform. */
  isInjected: boolean
  /** Headers that its refusal has beside the usual ones. */
  headers: Readonly<Record<string, string>>
  /** From here on it is waited for when the platform's state is exchanged. Throws CMN-201 when it was. */
  begin(): void
  /** Its method is known. */
  isFor(operation: Operation, method: Method): void
  isBy(principal: Principal): void
  isRefused(code: ErrorCode, profile: Profile): void
  /** What it sent is known; a body before it is judged. */
  hasSent(sent: Sent): void
  /** The call to hand on in the place of this one: it remembers what is read of it. */
  reading<C extends CallMembers>(call: C): C
  /** The form of an OAuth request to read in the place of this one: it remembers what is read of it. */
  form(form: Form): Form
  /** What it sent and nothing read: of a refused call only what its method does not know. */
  unread(): Unread[]
}

/** The members of a call that are watched. */
export interface CallMembers {
  readonly query: unknown
  readonly body: unknown
  readonly files: readonly unknown[]
}

/** A blank note. */
export function createNote(requestId: string, passage: Passage, via: Via | null = null): Note {
  let method: Method | null = null
  const sent: Sent = {}
  let unreadFields = (): string[] => []
  const readings: { query: Reading<unknown>; body: Reading<unknown>; hasFiles: boolean }[] = []

  return {
    requestId,
    via,
    operation: null,
    rateGroup: null,
    clientId: null,
    extensionId: null,
    code: null,
    fault: null,
    isInjected: false,
    headers: {},
    begin: () => passage.begin(),
    isFor(operation, row) {
      this.operation = operation
      this.rateGroup = row.rateGroup
      method = row
    },
    isBy({ app, extension }) {
      this.clientId = app.clientId
      this.extensionId = extension?.id ?? null
    },
    isRefused(code, profile) {
      this.code = codeIn(profile, code)
    },
    hasSent(more) {
      Object.assign(sent, more)
    },
    reading(call) {
      const query = readingOf(call.query, 'unread')
      const body = readingOf(call.body, 'read')
      const watched = { query, body, hasFiles: call.files.length === 0 }
      readings.push(watched)
      const handed = { ...call, query: query.value, body: body.value }
      return watched.hasFiles ? handed : noticing(handed, () => (watched.hasFiles = true))
    },
    form(sentForm) {
      const read = new Set<string>()
      unreadFields = () => [...sentForm.keys()].filter((name) => !read.has(name))
      const get = (name: string) => {
        read.add(name)
        return sentForm.get(name)
      }
      return Object.assign(new Map(sentForm), { get })
    },
    unread() {
      if (!method) return this.code === null ? unreadFields().map(unknownField) : []
      const isHandled = this.code === null && readings.length > 0
      return unreadOf(method, sent, isHandled ? readings : null)
    },
  }
}

/** A call that tells when somebody asks for its files. */
const noticing = <C extends CallMembers>({ files, ...call }: C, seen: () => void) =>
  Object.defineProperty(call, 'files', {
    enumerable: true,
    get() {
      seen()
      return files
    },
  }) as unknown as C // all that it was, with `files` as above
