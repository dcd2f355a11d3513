// Sending: SMS, MMS and fax.
import { fail } from '#catalog/errors'
import { payloadLimits } from '#catalog/rules/limits'
import { mayGoWithMms } from '#catalog/rules/media-types'
import type { messaging } from '#catalog/messaging'
import type { Extension, PhoneNumber } from '#storage/platform/accounts'
import type { Call, Handlers, Upload } from '../handler.ts'
import { sendText } from '../network/texts.ts'
import type { Parts } from '../parts.ts'
import { faxMethod } from './messages/fax.ts'
import { messageReply } from './messages/message-reply.ts'
import { bytesOf, kept, number, requireOwn } from './messages/sending.ts'
import { pagerMethods } from './messages/pager.ts'

/** @param parts the platform's stores and network */
export function messagingMethods(parts: Parts): Handlers<typeof messaging> {
  const { accounts, db } = parts

  async function text(call: Call<(typeof messaging)['createSMSMessage' | 'createMMS']>) {
    const { account, extension: sender, body, files } = call
    requireOwn(call)
    if (!body.text && files.length === 0) throw fail('CMN-101', { parameterName: 'text' })
    const to = body.to.map(({ phoneNumber }) => number(phoneNumber, 'to.phoneNumber'))
    const { number: from, features } = ownNumber(sender, body.from.phoneNumber)
    const needed = files.length > 0 ? 'MmsSender' : 'SmsSender'
    if (!features.includes(needed)) throw fail('MSG-367', { parameterName: 'from.phoneNumber' })
    if (!features.includes('InternationalSmsSender') && !to.every(isNorthAmerican)) {
      throw fail('MSG-240', { parameterName: 'to.phoneNumber' })
    }
    judgeMedia(files, to)
    if (body.country?.id && body.country.isoCode) {
      throw fail('MSG-365', { parameterName: 'country' })
    }
    const message = await db.commit(() =>
      sendText(parts, {
        account,
        sender,
        from,
        to,
        text: body.text ?? '',
        files: files.map(kept),
      }),
    )
    return messageReply(message, { origin: call.origin, accountId: account.id })
  }

  /** A number of the sender's, however it is written; refused when it is not theirs. */
  function ownNumber(sender: Extension, written: string): PhoneNumber {
    const parameterName = 'from.phoneNumber'
    const owned = accounts.number(number(written, parameterName))
    if (owned?.extensionId !== sender.id) throw fail('MSG-245', { parameterName })
    return owned
  }

  return {
    ...pagerMethods(parts),
    createSMSMessage: text,
    createMMS(call) {
      if (call.files.length === 0) {
        throw fail('CMN-101', { parameterName: 'attachments', reason: 'is missing' })
      }
      return text(call)
    },
    createFaxMessage: faxMethod(parts),
  }
}

/** Within the country code that numbers of the platform have: a text further away takes a feature. */
const isNorthAmerican = (number: string) => number.startsWith('+1')

function judgeMedia(files: readonly Upload[], to: readonly string[]): void {
  const parameterName = 'attachments'
  const { mmsBytes, mmsFiles, groupRecipients } = payloadLimits
  if (files.length === 0) return
  if (files.some(({ size }) => size === 0)) throw fail('MSG-347', { parameterName })
  if (!files.every(({ contentType }) => mayGoWithMms(contentType))) {
    throw fail('MSG-348', { parameterName })
  }
  if (files.length > mmsFiles.limit) {
    throw fail('MSG-379', { parameterName, reason: `are more than ${mmsFiles.limit}` })
  }
  if (bytesOf(files) > mmsBytes.limit) {
    throw fail('MSG-376', { parameterName, reason: `are over ${mmsBytes.limit} bytes` })
  }
  if (to.length > groupRecipients.limit) {
    throw fail('MSG-381', { parameterName: 'to', reason: `are more than ${groupRecipients.limit}` })
  }
}
