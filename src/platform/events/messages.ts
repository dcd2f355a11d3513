// What a change of a mailbox tells: that it changed (`message-store`), and of what arrived or a fax that
// moved on the message itself. Called right where a message is stored.
import { isWanted } from '#catalog/events/matching'
import { isoTime } from '#lib/time'
import type { Direction, Message, MessageCount, MessageType } from '#storage/platform/messages'
import { messageReply } from '../methods/messages/message-reply.ts'
import { ownerOf } from '../network/directory.ts'
import type { Parts } from '../parts.ts'
import type { View } from './publish.ts'

/** Tells of a message that came into a mailbox, or that its owner sent. */
export function messageAdded(parts: Parts, message: Message): void {
  const { id, extensionId, type, direction } = message
  mailboxChanged(parts, extensionId, [{ type, direction, newIds: [id], updated: 0 }])
  const whose = { of: 'extension', extensionId } as const
  if (direction === 'Inbound') {
    parts.publish({
      event: 'instant-message',
      whose,
      body: ({ filter, origin }) => {
        const body = wholeMessage(parts, message, 'Create', origin)
        return isWanted(filter, body) ? body : null
      },
    })
  }
  if (type === 'Fax') publishFax(parts, message, 'Create')
  if (type === 'VoiceMail') {
    parts.publish({
      event: 'voicemail',
      whose,
      body: ({ origin }) => ({
        ...wholeMessage(parts, message, 'Create', origin),
        id,
        type: 'Voicemail',
      }),
    })
  }
}

/** Tells of a message that was changed, deleted or restored. */
export function messageChanged(
  parts: Parts,
  { extensionId, type, direction }: Pick<Message, 'extensionId' | 'type' | 'direction'>,
): void {
  mailboxChanged(parts, extensionId, [{ type, direction, newIds: [], updated: 1 }])
}

/** Tells of a fax that has come further, as a whole or for some of its recipients. */
export function faxMoved(parts: Parts, fax: Message): void {
  messageChanged(parts, fax)
  publishFax(parts, fax, 'Update')
}

/** Tells of messages that were deleted together. */
export function messagesDeleted(
  parts: Parts,
  extensionId: number,
  counts: readonly MessageCount[],
): void {
  if (counts.length === 0) return
  mailboxChanged(
    parts,
    extensionId,
    counts.map(({ type, direction, count }) => ({ type, direction, newIds: [], updated: count })),
  )
}

/** Messages of a kind that went one way: those that are new, and how many others changed. */
interface MailboxChange {
  readonly type: MessageType
  readonly direction: Direction
  readonly newIds: readonly number[]
  readonly updated: number
}

function mailboxChanged(
  parts: Parts,
  extensionId: number,
  changes: readonly MailboxChange[],
): void {
  const { publish, accounts, clock } = parts
  publish({
    event: 'message-store',
    whose: { of: 'extension', extensionId },
    body: ({ filter }) => {
      const wanted = changes.filter(({ type, direction }) =>
        isWanted(filter, { changes: [{ type }] }, { direction }),
      )
      if (wanted.length === 0) return null
      return {
        accountId: String(accounts.extension(extensionId)?.accountId ?? ''),
        extensionId: String(extensionId),
        lastUpdated: isoTime(clock.now()),
        changes: [...Map.groupBy(wanted, ({ type }) => type)].map(([type, alike]) =>
          changeBody(type, alike),
        ),
      }
    },
  })
}

function changeBody(type: MessageType, alike: readonly MailboxChange[]) {
  const newMessageIds = alike.flatMap(({ newIds }) => newIds)
  return {
    type,
    newCount: newMessageIds.length,
    updatedCount: alike.reduce((sum, { updated }) => sum + updated, 0),
    ...(newMessageIds.length > 0 ? { newMessageIds } : {}),
  }
}

function publishFax(parts: Parts, fax: Message, eventType: 'Create' | 'Update'): void {
  parts.publish({
    event: 'fax',
    whose: { of: 'extension', extensionId: fax.extensionId },
    body: ({ filter, origin }) => {
      const body = wholeMessage(parts, fax, eventType, origin)
      return isWanted(filter, body) ? body : null
    },
  })
}

/** A message as events tell it: what it is read as, under other types of some ids, and whose it is. */
function wholeMessage(
  { accounts }: Parts,
  message: Message,
  eventType: 'Create' | 'Update',
  origin: View['origin'],
) {
  const owner = accounts.extension(message.extensionId)
  const account = owner && accounts.account(owner.accountId)
  const isTarget = ({ phoneNumber = '' }: { readonly phoneNumber?: string }) =>
    account !== undefined && ownerOf(accounts, account, phoneNumber)?.id === owner?.id
  const {
    uri: _,
    id,
    extensionId,
    conversationId,
    to,
    ...reply
  } = messageReply(message, { origin, accountId: owner?.accountId ?? 0 })
  return {
    id: String(id),
    // Whom of a group a message is for.
    to: to.map((party) =>
      message.direction === 'Inbound' && isTarget(party) ? { ...party, target: true } : party,
    ),
    ...reply,
    ...(conversationId === undefined ? {} : { conversationId: String(conversationId) }),
    eventType,
    ...(owner ? { owner: { extensionId, extensionType: owner.type, name: owner.name } } : {}),
  }
}
