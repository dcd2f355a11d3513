// Messages of every kind (SMS, MMS, fax, voicemail, pager) and their attachments, one row per mailbox.
import { hash } from 'node:crypto'
import sql, { empty, join, type Sql } from 'sql-template-tag'
import { type Database, limitedTo } from '../database.ts'
import { createMessagePages } from './message-pages.ts'
import type { Start } from './remembered-lists.ts'
import type { Files, StoredFile } from './files.ts'

/** Kinds of message in a mailbox; an MMS is an SMS with attachments. */
export type MessageType = 'SMS' | 'Fax' | 'VoiceMail' | 'Pager'
/** Where a message stands on its way. */
export type MessageStatus =
  | 'Queued'
  | 'Sent'
  | 'Delivered'
  | 'DeliveryFailed'
  | 'SendingFailed'
  | 'Received'
/** Deleted once, a message can be restored; purged, it cannot. */
export type Availability = 'Alive' | 'Deleted' | 'Purged'
/** The side of the conversation the mailbox's owner was on. */
export type Direction = 'Inbound' | 'Outbound'

/** Why a fax did not reach a recipient. */
export type FaxErrorCode =
  | 'CallFailed'
  | 'LineBusy'
  | 'NoAnswer'
  | 'NoFaxMachine'
  | 'RenderingFailed'

/** One end of a message, in RingCentral's field names. */
export interface Party {
  readonly phoneNumber?: string
  readonly extensionNumber?: string
  readonly extensionId?: string
  readonly name?: string
  readonly location?: string
  /** On a fax: the state of this recipient. */
  readonly messageStatus?: MessageStatus
  readonly faxErrorCode?: FaxErrorCode
  readonly recipientId?: number
}

/** A file of a message. The text of an SMS is no row of its own: its id is the message's id. */
export interface Attachment {
  readonly id: number
  readonly type: 'Text' | 'MmsAttachment' | 'RenderedDocument' | 'AudioRecording' | 'SourceDocument'
  readonly contentType: string
  readonly fileName?: string
  readonly size?: number
  readonly width?: number
  readonly height?: number
  readonly vmDuration?: number
}

/** Fields of single kinds of message, in RingCentral's names; absent where they do not apply. */
export interface MessageDetails {
  readonly smsSendingAttemptsCount?: number
  readonly smsDeliveryTime?: string
  readonly deliveryErrorCode?: string
  readonly faxResolution?: 'High' | 'Low'
  readonly faxPageCount?: number
  readonly coverIndex?: number
  readonly coverPageText?: string
  readonly vmTranscriptionStatus?: 'NotAvailable' | 'Completed'
  readonly pgToDepartment?: boolean
  /** Epoch ms of a fax that waits for its time. */
  readonly sendAt?: number
  /** The documents of a fax that is not rendered yet: their rows, in order. */
  readonly sources?: readonly {
    readonly id: number
    readonly fileName: string
    readonly contentType: string
  }[]
}

/** A message in one extension's mailbox. Times are epoch milliseconds. */
export interface Message {
  readonly id: number
  readonly extensionId: number
  readonly type: MessageType
  readonly direction: Direction
  readonly readStatus: 'Read' | 'Unread'
  readonly availability: Availability
  readonly status: MessageStatus
  readonly createdAt: number
  readonly modifiedAt: number
  readonly conversationId: number | null
  readonly subject: string | null
  readonly from: Party
  readonly to: readonly Party[]
  readonly attachments: readonly Attachment[]
  readonly details: MessageDetails
}

/** Which messages a list wants. Times are epoch ms, `from` included, `to` excluded; absent lists mean any. */
export interface MessageFilter {
  readonly createdFrom: number
  readonly createdTo: number
  readonly availability: readonly Availability[]
  readonly types?: readonly string[]
  readonly directions?: readonly string[]
  readonly readStatuses?: readonly string[]
  readonly conversationId?: number
  readonly phoneNumber?: string
  /** Only the newest message of each conversation. */
  readonly distinctConversations?: boolean
}

/** How many messages of a kind that went one way. */
export interface MessageCount {
  readonly type: MessageType
  readonly direction: Direction
  readonly count: number
}

/** A change of a mailbox: its number, and (several may have one number) the message it was of. */
export interface Change {
  readonly revision: number
  readonly id: number
}

/** Which messages of a mailbox to delete; absent means any. */
export interface ChosenMessages {
  readonly conversationIds?: readonly number[]
  /** Epoch ms, included. */
  readonly createdTo?: number
  readonly types?: readonly string[]
}

interface MessageRow {
  id: number
  extension_id: number
  type: MessageType
  direction: Direction
  read_status: 'Read' | 'Unread'
  availability: Availability
  status: MessageStatus
  created_at: number
  modified_at: number
  conversation_id: number | null
  subject: string | null
  parties: string
  attachments: string
  details: string
}

const columns = sql`extension_id, type, direction, read_status, availability, status, created_at,
  modified_at, conversation_id, subject, parties, attachments, details`

const toMessage = (row: MessageRow): Message => {
  const [from, ...to] = JSON.parse(row.parties) as [Party, ...Party[]] // written by this store alone
  return {
    id: row.id,
    extensionId: row.extension_id,
    type: row.type,
    direction: row.direction,
    readStatus: row.read_status,
    availability: row.availability,
    status: row.status,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    conversationId: row.conversation_id,
    subject: row.subject,
    from,
    to,
    attachments: JSON.parse(row.attachments) as Attachment[], // ditto
    details: JSON.parse(row.details) as MessageDetails, // ditto
  }
}

// Space before and after each number, so that one is found whole by a search for ' number '.
const searchable = (parties: readonly Party[]) =>
  ` ${parties.map((party) => party.phoneNumber ?? party.extensionNumber ?? '').join(' ')} `

/** The number of the change that is being made to a mailbox. */
const nextRevision = (extensionId: Sql = sql`message.extension_id`): Sql =>
  sql`(select coalesce(max(revision), 0) + 1 from message as had
    where had.extension_id = ${extensionId})`

/**
 * The id of the conversation an extension has with a set of numbers: the same for every order of them.
 * 48 bits, so that it is exact as a JSON number.
 */
export function conversationIdOf(extensionId: number, numbers: readonly string[]): number {
  const key = `${extensionId} ${[...new Set(numbers)].toSorted().join(' ')}`
  return Number.parseInt(hash('sha256', key).slice(0, 12), 16)
}

/** The store of messages and attachments. Synchronous; writes belong into the open transaction. */
export type Messages = ReturnType<typeof createMessages>

/** @param db the platform's database */
export function createMessages(db: Database, files: Files) {
  const wanted = (extensionId: number, filter: MessageFilter): Sql => {
    const conditions = join(
      [
        sql`extension_id = ${extensionId}`,
        sql`availability in (${join(filter.availability)})`,
        sql`created_at >= ${filter.createdFrom}`,
        sql`created_at < ${filter.createdTo}`,
        filter.types?.length ? sql`type in (${join(filter.types)})` : null,
        filter.directions?.length ? sql`direction in (${join(filter.directions)})` : null,
        filter.readStatuses?.length ? sql`read_status in (${join(filter.readStatuses)})` : null,
        filter.conversationId === undefined
          ? null
          : sql`conversation_id = ${filter.conversationId}`,
        filter.phoneNumber ? sql`instr(numbers, ${` ${filter.phoneNumber} `}) > 0` : null,
      ].filter((part) => part !== null),
      ' and ',
    )
    if (!filter.distinctConversations) return conditions
    return sql`id in (
      select id from (
        select id, row_number() over (
          partition by coalesce(conversation_id, -id) order by created_at desc, id desc
        ) as position from message where ${conditions}
      ) where position = 1)`
  }

  function list(
    extensionId: number,
    filter: MessageFilter,
    page: { limit: number; offset: number },
    start?: Start,
  ): Message[] {
    // The start takes the place of the filter's end: of two, the index would be entered at either.
    const until = start ? { ...filter, createdTo: start.createdAt + 1 } : filter
    const after = start
      ? sql`and ((created_at, id) < (${start.createdAt}, ${start.id}) ${
          start.isIncluded ? sql`or id = ${start.id}` : empty
        })`
      : empty
    return db
      .all<MessageRow>(
        sql`select id, ${columns} from message where ${wanted(extensionId, until)} ${after}
          order by created_at desc, id desc ${limitedTo(start ? { limit: page.limit } : page)}`,
      )
      .map(toMessage)
  }

  const count = (extensionId: number, filter: MessageFilter): number =>
    db.get<{ count: number }>(
      sql`select count(*) as count from message where ${wanted(extensionId, filter)}`,
    )?.count ?? 0

  const oldest = (extensionId: number, filter: MessageFilter): number =>
    db.get<{ at: number | null }>(
      sql`select min(created_at) as at from message where ${wanted(extensionId, filter)}`,
    )?.at ?? Number.POSITIVE_INFINITY

  /** The change a mailbox is at; 0 for one that has seen none. */
  const revision = (extensionId: number): number =>
    db.get<{ revision: number }>(
      sql`select coalesce(max(revision), 0) as revision from message
        where extension_id = ${extensionId}`,
    )?.revision ?? 0

  // What becomes of a message on its way moves it in no list. So a mailbox with a hundred thousand
  // messages is not counted anew (9 ms) whenever one is sent or delivered.
  const listings = new Map<number, number>()
  const listing = (extensionId: number): number => listings.get(extensionId) ?? 0
  const relist = (extensionId: number) => listings.set(extensionId, listing(extensionId) + 1)

  return {
    /** Stores a message and returns it with its id. */
    add(message: Omit<Message, 'id'>): Message {
      relist(message.extensionId)
      const { lastInsertRowid } = db.run(
        sql`insert into message (${columns}, numbers, revision) values (${join([
          message.extensionId,
          message.type,
          message.direction,
          message.readStatus,
          message.availability,
          message.status,
          message.createdAt,
          message.modifiedAt,
          message.conversationId,
          message.subject,
          JSON.stringify([message.from, ...message.to]),
          JSON.stringify(message.attachments),
          JSON.stringify(message.details),
          searchable([message.from, ...message.to]),
        ])}, ${nextRevision(sql`${message.extensionId}`)})`,
      )
      return { ...message, id: lastInsertRowid }
    },
    /** Writes every field that can change after a message was made. */
    update(message: Message): void {
      relist(message.extensionId)
      db.run(sql`update message set
        read_status = ${message.readStatus}, availability = ${message.availability},
        status = ${message.status}, modified_at = ${message.modifiedAt},
        parties = ${JSON.stringify([message.from, ...message.to])},
        attachments = ${JSON.stringify(message.attachments)},
        details = ${JSON.stringify(message.details)},
        revision = ${nextRevision()}
        where id = ${message.id}`)
    },
    /**
     * Takes a queued message to Sent and returns the mailbox it is in; undefined when it is no such.
     * Half of what the network does.
     */
    markSent(id: number, modifiedAt: number): { readonly extensionId: number } | undefined {
      return db.change<{ extensionId: number }>(sql`update message set status = 'Sent',
        modified_at = ${modifiedAt}, revision = ${nextRevision()}
        where id = ${id} and status = 'Queued' returning extension_id as "extensionId"`)
    },
    /** Writes how the way of a message ended. An index that {@link update} writes anew stays as it is: 4 µs for 7. */
    settle({ id, status, modifiedAt, details }: Message): void {
      db.run(sql`update message set status = ${status}, modified_at = ${modifiedAt},
        details = ${JSON.stringify(details)}, revision = ${nextRevision()} where id = ${id}`)
    },
    find(id: number): Message | undefined {
      const row = db.get<MessageRow>(sql`select id, ${columns} from message where id = ${id}`)
      return row && toMessage(row)
    },
    /** Newest first. */
    list: (extensionId: number, filter: MessageFilter, page: { limit: number; offset: number }) =>
      list(extensionId, filter, page),
    count,
    page: createMessagePages({ db, list, count, oldest, revision, listing }),
    revision,
    /** What of a mailbox changed after a change, in the order of the changes; what was deleted too. */
    changes(
      extensionId: number,
      filter: MessageFilter,
      after: Change,
      limit: number,
    ): (Message & Change)[] {
      return db
        .all<MessageRow & { revision: number }>(
          sql`select id, revision, ${columns} from message where ${wanted(extensionId, filter)}
            and (revision, id) > (${after.revision}, ${after.id})
            and revision >= ${after.revision} order by revision, id limit ${limit}`,
        )
        .map((row) => ({ ...toMessage(row), revision: row.revision }))
    },
    /**
     * Deletes the messages of a mailbox that are alive, or those of them that are chosen, and returns
     * how many of which kind they were.
     */
    deleteAll(extensionId: number, chosen: ChosenMessages, modifiedAt: number): MessageCount[] {
      relist(extensionId)
      const { conversationIds, createdTo, types } = chosen
      const conditions = [
        sql`extension_id = ${extensionId} and availability = 'Alive'`,
        conversationIds?.length ? sql`conversation_id in (${join(conversationIds)})` : null,
        createdTo === undefined ? null : sql`created_at <= ${createdTo}`,
        types?.length ? sql`type in (${join(types)})` : null,
      ].filter((part) => part !== null)
      const all = join(conditions, ' and ')
      const counts = db.all<MessageCount & Record<string, never>>(
        sql`select type, direction, count(*) as count from message where ${all}
          group by type, direction order by type, direction`,
      )
      db.run(sql`update message set availability = 'Deleted', modified_at = ${modifiedAt},
        revision = ${nextRevision()} where ${all}`)
      return counts
    },
    /** Attaches a file to a message and returns the id of the attachment. */
    addContent(messageId: number, { key, size }: StoredFile): number {
      return db.run(
        sql`insert into attachment (message_id, file_key, size) values (${messageId}, ${key}, ${size})`,
      ).lastInsertRowid
    },
    /** The file of an attachment. */
    content(messageId: number, attachmentId: number): StoredFile | undefined {
      return db.get<StoredFile>(sql`select file_key as key, size from attachment
        where id = ${attachmentId} and message_id = ${messageId}`)
    },
    /** Drops all files of a message but `file`, if there is one, which gets the message's own id. */
    replaceContent(messageId: number, file: StoredFile | null): void {
      const attached = db.all<{ key: string }>(
        sql`delete from attachment where message_id = ${messageId} returning file_key as key`,
      )
      files.drop(attached.map(({ key }) => key))
      if (!file) return
      db.run(sql`insert into attachment (id, message_id, file_key, size)
        values (${messageId}, ${messageId}, ${file.key}, ${file.size})`)
    },
    /** Drops what a message said: its text and its files. What is left tells that there was one. */
    purge({ id, extensionId, modifiedAt }: Message): void {
      relist(extensionId)
      const attached = db.all<{ key: string }>(
        sql`select file_key as key from attachment where message_id = ${id}`,
      )
      files.drop(attached.map(({ key }) => key))
      db.run(sql`delete from attachment where message_id = ${id}`)
      db.run(sql`update message set availability = 'Purged', subject = null, attachments = '[]',
        modified_at = ${modifiedAt}, revision = ${nextRevision()} where id = ${id}`)
    },
  }
}
