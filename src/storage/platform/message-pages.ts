// Pages of mailboxes: the store of messages reads and counts, and what it found is remembered until the
// mailbox changes.
import type { Database } from '../database.ts'
import { rememberingReads } from '../remembered-reads.ts'
import type { Message, MessageFilter } from './messages.ts'
import { createRememberedLists, type Start } from './remembered-lists.ts'
import { createRememberedPages } from './remembered-pages.ts'

/** How the store of messages reads a mailbox. */
interface Mailboxes {
  readonly db: Database
  readonly list: (
    extensionId: number,
    filter: MessageFilter,
    page: Rows,
    start: Start | undefined,
  ) => readonly Message[]
  readonly count: (extensionId: number, filter: MessageFilter) => number
  /** When the oldest message was created; infinity when there is none. */
  readonly oldest: (extensionId: number, filter: MessageFilter) => number
  /** The number of a mailbox's last change. */
  readonly revision: (extensionId: number) => number
  /** The number of the last change of which messages the lists of a mailbox have, since the start. */
  readonly listing: (extensionId: number) => number
}

/** Some of the rows of a list. */
export interface Rows {
  readonly limit: number
  readonly offset: number
}

/** A page of a list, and how many messages the whole list has. */
export interface MessagePage {
  /** The same array for as long as they are the same messages, unchanged. */
  readonly records: readonly Message[]
  readonly total: number
}

/**
 * A function that reads pages. Until the mailbox changes, later looks at the same filter cost little,
 * however many messages there are and whichever page it is.
 */
export function createMessagePages({ db, list, count, oldest, revision, listing }: Mailboxes) {
  const lists = createRememberedLists()
  const pages = createRememberedPages<Message>()
  const stateOf = rememberingReads(
    db,
    ['message'],
    (extensionId: number) =>
      `${db.generation} ${db.rollbacks} ${extensionId} ${revision(extensionId)}`,
  )

  return (extensionId: number, filter: MessageFilter, page: Rows): MessagePage => {
    // One message a conversation: which one depends on where the list begins.
    if (filter.distinctConversations) {
      const records = list(extensionId, filter, page, undefined)
      return { records, total: count(extensionId, filter) }
    }
    const { createdFrom, ...rest } = filter
    const state = stateOf(extensionId)
    const name = JSON.stringify(rest)
    const known = lists.list(
      `${db.generation} ${db.rollbacks} ${extensionId} ${listing(extensionId)} ${name}`,
    )
    const { limit, offset } = page
    const records = pages.rows(
      { name: `${extensionId} ${offset} ${limit} ${name}`, state, from: createdFrom, limit },
      () => {
        const rows = list(extensionId, filter, page, known.startAt(offset))
        known.learn(offset, rows)
        return rows
      },
    )
    const total = known.total(
      createdFrom,
      (from, to) =>
        count(extensionId, {
          ...filter,
          createdFrom: from,
          createdTo: Math.min(to ?? filter.createdTo, filter.createdTo),
        }),
      (from) => oldest(extensionId, { ...filter, createdFrom: from }),
    )
    return { records, total }
  }
}
