// What bounds a call beside its rate: the size of what is sent, and the pages of lists.
import { maxTextLength } from '../schemas/messages.ts'

/** Payload limits. Lengths of text are in UTF-16 code units. */
export const payloadLimits = {
  smsTextLength: {
    limit: maxTextLength,
    about: 'Characters of an SMS; a longer one is refused whole.',
  },
  mmsBytes: { limit: 1_500_000, about: 'Bytes of all files of an MMS together.' },
  mmsFiles: { limit: 10, about: 'Files of an MMS.' },
  groupRecipients: { limit: 10, about: 'Recipients of a group MMS.' },
  faxBytes: { limit: 50 * 2 ** 20, about: 'Bytes of all documents of a fax together (50 MB).' },
  faxPages: { limit: 200, about: 'Pages of a fax.' },
  faxCoverTextLength: { limit: 1024, about: 'Characters of a fax’s cover page.' },
  postTextLength: { limit: 10_000, about: 'Characters of a post.' },
} as const satisfies Readonly<Record<string, { readonly limit: number; readonly about: string }>>

/** How lists are read, page by page. */
export const pagingRules = {
  parameters: 'Ask with page, counted from 1, and perPage.',
  reply:
    'The reply’s paging has page, perPage, pageStart, pageEnd, totalPages and totalElements; its navigation has firstPage, previousPage, nextPage and lastPage. Follow the links rather than build addresses.',
  defaultPerPage: 100,
  maxPerPage: 1000,
  /** Of the call logs with view=Detailed. */
  maxPerPageDetailed: 250,
  cut: 'A perPage over the list’s maximum is cut down to it; `max` and `all` ask for it by name.',
  /** Of recordCount, where pages go by token. */
  defaultRecordCount: 30,
  maxRecordCount: 250,
  teamMessaging:
    'Chats and posts also take recordCount (30, at most 250) and pageToken, and navigation then carries prevPageToken and nextPageToken.',
} as const

/** The form of requests and replies. */
export const wireForm = 'JSON over HTTPS; what carries files is multipart.'

/** Words that ask for the largest page in place of a number, as `perPage=max`. */
const largestPage: ReadonlySet<string> = new Set(['max', 'all'])

/** A `perPage` as it is sent, as the number it stands for. */
export const perPageNumber = (text: string): string =>
  largestPage.has(text.toLowerCase()) ? String(pagingRules.maxPerPage) : text
