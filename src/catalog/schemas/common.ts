// Schemas that methods of several groups share: ids in paths, pages of a list, dates.
import { type Static, Type } from 'typebox'

/** `~` or a number of up to 19 digits. */
const OwnOrId = (description: string) => Type.String({ pattern: '^(~|[0-9]{1,19})$', description })

/** An id of digits. */
export const NumericId = (description: string) =>
  Type.String({ pattern: '^[0-9]{1,19}$', description })

export const AccountId = OwnOrId('The account; ~ is the one the token belongs to.')
export const ExtensionId = OwnOrId('The extension; ~ is the one the token acts for.')
export const MessageId = NumericId('The message.')
export const AttachmentId = NumericId('The attachment of the message.')

/** Path parameters, by what a path names. */
export const AccountPath = Type.Object({ accountId: AccountId })
export const ExtensionPath = Type.Object({ accountId: AccountId, extensionId: ExtensionId })
export const MessagePath = Type.Object({
  accountId: AccountId,
  extensionId: ExtensionId,
  messageId: MessageId,
})
export const AttachmentPath = Type.Object({
  accountId: AccountId,
  extensionId: ExtensionId,
  messageId: MessageId,
  attachmentId: AttachmentId,
})

/** The content of a file: no JSON, the bytes as they were sent. */
export const Bytes = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' })

/**
 * A text of at most `longest` UTF-16 code units, as RingCentral counts them: JSON Schema's maxLength
 * counts code points, so that twice as many would pass.
 */
export const Text = (longest: number) =>
  Type.Refine(
    Type.String({ maxLength: longest }),
    (text) => text.length <= longest,
    () => `must not be longer than ${longest} UTF-16 code units`,
  )

/** A moment, from a bare year to a zoned instant; without a zone it is UTC. */
export const DateTime = Type.String({
  pattern:
    '^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?$',
  description: 'ISO 8601; UTC when it has no zone.',
})

/** Where to stand in a list. A size over the list's maximum is cut down to it. */
export const page = Type.Integer({ minimum: 1, default: 1, description: 'Page, counted from 1.' })
export const perPage = Type.Integer({
  minimum: 1,
  default: 100,
  description: 'Records on a page; more than the maximum is cut down to it.',
})
export const pageQuery = { page: Type.Optional(page), perPage: Type.Optional(perPage) } as const

/** A link. */
export const Link = Type.Object({ uri: Type.String() })

/** The links of a list; those to pages that do not exist are absent. */
export const Navigation = Type.Object({
  firstPage: Type.Optional(Link),
  previousPage: Type.Optional(Link),
  nextPage: Type.Optional(Link),
  lastPage: Type.Optional(Link),
})

/** Where a page stands in its list. Indexes count from 0, both ends included. */
export const Paging = Type.Object({
  page: Type.Optional(Type.Integer()),
  perPage: Type.Optional(Type.Integer()),
  pageStart: Type.Optional(Type.Integer()),
  pageEnd: Type.Optional(Type.Integer()),
  totalPages: Type.Optional(Type.Integer()),
  totalElements: Type.Optional(Type.Integer()),
})

/** The static type of a link. */
export type Link = Static<typeof Link>

/** The path of a method that names nothing in it. */
export const NoPath = Type.Object({})
