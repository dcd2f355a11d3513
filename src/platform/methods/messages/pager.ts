// Sending notes between extensions.
import { fail } from '#catalog/errors'
import type { messaging } from '#catalog/messaging'
import type { Account, Extension } from '#storage/platform/accounts'
import type { Call, Handlers } from '../../handler.ts'
import { sendPager } from '../../network/pager.ts'
import type { Parts } from '../../parts.ts'
import { messageReply } from './message-reply.ts'

type Catalog = Pick<typeof messaging, 'createInternalTextMessage'>
type Named = Call<Catalog['createInternalTextMessage']>['body']['to'][number]

/** What a note can be sent to. */
const receivingTypes: ReadonlySet<string> = new Set(['User', 'Department'])

/** @param parts the platform's stores and network */
export function pagerMethods(parts: Parts): Handlers<Catalog> {
  const { accounts, messages, db } = parts

  /** The extension a body names, by id or by number. */
  function extensionOf(account: Account, named: Named, parameterName: string): Extension {
    const { extensionId, extensionNumber } = named
    const found =
      extensionId === undefined
        ? accounts.extensionByNumber(account.id, extensionNumber ?? '')
        : accounts.extension(Number(extensionId))
    const field = extensionId === undefined ? 'extensionNumber' : 'extensionId'
    if (found?.accountId !== account.id) {
      const reason = 'the account has no such extension'
      throw fail('CMN-102-BODY', { parameterName: `${parameterName}.${field}`, reason })
    }
    return found
  }

  function receiverOf(account: Account, named: Named): Extension {
    const found = extensionOf(account, named, 'to')
    if (receivingTypes.has(found.type)) return found
    throw fail('CMN-101', { parameterName: 'to', reason: `${found.number} has no mailbox` })
  }

  return {
    async createInternalTextMessage({ account, extension: sender, principal, body, origin }) {
      if (principal.extension?.id !== sender.id) throw fail('CMN-404')
      if (body.text === '') throw fail('CMN-101', { parameterName: 'text' })
      if (body.from && extensionOf(account, body.from, 'from').id !== sender.id) {
        throw fail('CMN-101', { parameterName: 'from', reason: 'is another extension' })
      }
      const to = body.to.map((named) => receiverOf(account, named))
      if (body.replyOn !== undefined) {
        const answered = messages.find(body.replyOn)
        if (answered?.extensionId !== sender.id) {
          throw fail('CMN-102-BODY', { parameterName: 'replyOn' })
        }
      }
      const message = await db.commit(() => sendPager(parts, { sender, to, text: body.text }))
      return messageReply(message, { origin, accountId: account.id })
    },
  }
}
