// The mailbox: list and read messages, fetch an attachment, delete.
import { fail } from '#catalog/errors'
import type { messageStore } from '#catalog/message-store'
import { endingOf } from '#catalog/rules/media-types'
import { toE164 } from '#lib/phone'
import { isoTime } from '#lib/time'
import type { Availability, Message } from '#storage/platform/messages'
import { messageChanged, messagesDeleted } from '../events/messages.ts'
import type { Call, FileReply, Handlers } from '../handler.ts'
import { paged, pageOf } from '../stages/paging.ts'
import type { Parts } from '../parts.ts'
import { attachmentsOf, messageReplies, messageReply } from './messages/message-reply.ts'
import { syncMessages } from './messages/message-sync.ts'
import { defaultSpanMs, timeOf } from './common/time-span.ts'

/** @param parts the platform's stores */
export function messageStoreMethods(parts: Parts): Handlers<typeof messageStore> {
  const { messages, files, db, clock } = parts
  const repliesOf = messageReplies()

  /** The message of a path, in the mailbox of its extension. */
  function messageOf(messageId: string, extensionId: number): Message {
    const message = messages.find(Number(messageId))
    if (message?.extensionId !== extensionId) throw fail('CMN-102', { parameterName: 'messageId' })
    return message
  }

  /** The same, unless nothing but its trace is left. */
  function keptMessageOf(messageId: string, extensionId: number): Message {
    const message = messageOf(messageId, extensionId)
    if (message.availability === 'Purged') throw fail('CMN-102', { parameterName: 'messageId' })
    return message
  }

  /** Stores what has become of a message, and returns it. */
  function change(message: Message): Message {
    const next = { ...message, modifiedAt: clock.now() }
    if (next.availability !== 'Purged') messages.update(next)
    else messages.purge(next)
    messageChanged(parts, next)
    return messages.find(next.id) ?? next
  }

  /** Changes the message of a path, and answers it. */
  async function changed(
    {
      params,
      extension,
      account,
      origin,
    }: Pick<
      Call<(typeof messageStore)['updateMessage']>,
      'params' | 'extension' | 'account' | 'origin'
    >,
    next: (message: Message) => Message,
  ) {
    const message = await db.commit(() =>
      change(next(keptMessageOf(params.messageId, extension.id))),
    )
    return messageReply(message, { origin, accountId: account.id })
  }

  return {
    listMessages(call) {
      const { query, extension, account, origin } = call
      const createdTo = timeOf(query.dateTo, 'dateTo') ?? clock.now()
      const createdFrom = timeOf(query.dateFrom, 'dateFrom') ?? createdTo - defaultSpanMs
      const availability: readonly Availability[] = query.availability ?? ['Alive']
      const page = pageOf(query)
      const filter = {
        createdFrom,
        // Nothing is later than now: without an end the filter stays the same from call to call.
        createdTo: query.dateTo ? createdTo + 1 : Number.MAX_SAFE_INTEGER,
        availability,
        ...(query.messageType ? { types: query.messageType } : {}),
        ...(query.direction ? { directions: query.direction } : {}),
        ...(query.readStatus ? { readStatuses: query.readStatus } : {}),
        ...(query.conversationId ? { conversationId: Number(query.conversationId) } : {}),
        ...(query.phoneNumber
          ? { phoneNumber: toE164(query.phoneNumber) ?? query.phoneNumber.trim() }
          : {}),
        ...(query.distinctConversations ? { distinctConversations: true } : {}),
      }
      const { page: _1, perPage: _2, availability: _3, dateFrom: _4, ...filters } = query
      const effective = { availability, dateFrom: isoTime(createdFrom), ...filters }
      const { records, total } = messages.page(extension.id, filter, page)
      return {
        ...paged(call, effective, page, total),
        records: repliesOf(records, { origin, accountId: account.id }),
      }
    },
    readMessage({ params, extension, account, origin }) {
      const message = messageOf(params.messageId, extension.id)
      return messageReply(message, { origin, accountId: account.id })
    },
    readMessageContent({ params, query, extension }) {
      const message = messageOf(params.messageId, extension.id)
      const file = contentOf(message, Number(params.attachmentId))
      const disposition = query.contentDisposition
      return {
        ...file,
        ...(disposition ? { disposition } : {}),
        ...(query.contentDispositionFilename ? { fileName: query.contentDispositionFilename } : {}),
      }
    },
    syncMessages: (call) => syncMessages(parts, call),
    async updateMessage(call) {
      const { readStatus } = call.body
      return changed(call, (message) => ({ ...message, readStatus }))
    },
    async patchMessage(call) {
      return changed(call, (message) => ({
        ...message,
        readStatus: call.body.readStatus ?? message.readStatus,
        availability: call.body.availability ?? message.availability,
      }))
    },
    async deleteMessage({ params, query, extension }) {
      await db.commit(() => {
        const message = keptMessageOf(params.messageId, extension.id)
        const isLast = query.purge === true || message.availability === 'Deleted'
        change({ ...message, availability: isLast ? 'Purged' : 'Deleted' })
      })
    },
    async deleteMessageByFilter({ query, extension }) {
      const { conversationId, dateTo, type = 'All' } = query
      if (conversationId && (dateTo !== undefined || query.type !== undefined)) {
        throw fail('MSG-390', { parameterName: dateTo === undefined ? 'type' : 'dateTo' })
      }
      const createdTo = timeOf(dateTo, 'dateTo')
      await db.commit(() => {
        const deleted = messages.deleteAll(
          extension.id,
          {
            ...(conversationId ? { conversationIds: conversationId.map(Number) } : {}),
            ...(createdTo === undefined ? {} : { createdTo }),
            ...(type === 'All' ? {} : { types: type === 'Text' ? ['SMS', 'Pager'] : [type] }),
          },
          clock.now(),
        )
        messagesDeleted(parts, extension.id, deleted)
      })
    },
  }

  function contentOf(message: Message, attachmentId: number): FileReply {
    const attachment = attachmentsOf(message).find(({ id }) => id === attachmentId)
    const isText = attachment?.type === 'Text'
    const file = isText
      ? Buffer.from(message.subject ?? '', 'utf8')
      : attachment && messages.content(message.id, attachmentId)
    if (!attachment || !file || ('key' in file && !files.has(file.key))) {
      throw fail('CMN-102', { parameterName: 'attachmentId' })
    }
    return {
      file,
      contentType: isText ? 'text/plain;charset=UTF-8' : attachment.contentType,
      fileName: attachment.fileName ?? `${attachment.id}${endingOf(attachment.contentType)}`,
    }
  }
}
