// Pager messages: notes between extensions of one account. They cross no carrier, so each copy is in
// its mailbox at once.
import type { Extension } from '#storage/platform/accounts'
import { conversationIdOf, type Message, type Party } from '#storage/platform/messages'
import { messageAdded } from '../events/messages.ts'
import type { Parts } from '../parts.ts'

/** A note to send. */
export interface OutgoingPager {
  readonly sender: Extension
  /** People and call queues; the sender may be among them. */
  readonly to: readonly Extension[]
  readonly text: string
}

/** Puts a note into the mailboxes of all who are in it and returns the sender's copy; call inside a commit. */
export function sendPager(parts: Parts, pager: OutgoingPager): Message {
  const { accounts, messages, clock } = parts
  const { sender, to, text } = pager
  const now = clock.now()
  const numbers = [sender, ...to].map(({ number }) => number)
  const common = {
    type: 'Pager',
    availability: 'Alive',
    createdAt: now,
    modifiedAt: now,
    subject: text,
    from: partyOf(sender),
    to: to.map(partyOf),
    attachments: [],
    details: { pgToDepartment: to.some(isQueue) },
  } as const
  const sent = messages.add({
    ...common,
    extensionId: sender.id,
    direction: 'Outbound',
    readStatus: 'Read',
    status: 'Sent',
    conversationId: conversationIdOf(sender.id, numbers),
  })
  messageAdded(parts, sent)
  const receivers = to.flatMap((one) => {
    if (!isQueue(one)) return [one]
    return (one.details.members ?? []).flatMap((id) => accounts.extension(id) ?? [])
  })
  for (const id of new Set(receivers.map((one) => one.id))) {
    const received = messages.add({
      ...common,
      extensionId: id,
      direction: 'Inbound',
      readStatus: 'Unread',
      status: 'Received',
      conversationId: conversationIdOf(id, numbers),
    })
    messageAdded(parts, received)
  }
  return sent
}

const isQueue = ({ type }: Extension) => type === 'Department'

const partyOf = ({ id, number, name }: Extension): Party => ({
  extensionId: String(id),
  extensionNumber: number,
  name,
})
