// Sending: SMS, MMS and fax.
import { fail } from '#catalog/errors'
import type { messaging } from '#catalog/messaging'
import { toE164 } from '#lib/phone'
import { parseTime } from '#lib/time'
import type { Extension, NumberFeature } from '#storage/platform/accounts'
import type { Call, Handlers, Upload } from '../handler.ts'
import { sendFax } from '../network/faxes.ts'
import { sendText } from '../network/texts.ts'
import type { Parts } from '../parts.ts'
import { messageReply } from './message-reply.ts'

/** RingCentral's ceilings for what goes with a message. */
const maxMediaFiles = 10
const maxMediaBytes = 1_500_000
const maxGroupRecipients = 10
const maxFaxBytes = 50 * 2 ** 20

// Media types a picture message may carry, and those that come as a family.
const mediaTypes = new Set([
  'application/gzip',
  'application/pdf',
  'application/rtf',
  'application/zip',
  'text/calendar',
  'text/csv',
  'text/html',
  'text/plain',
  'text/vcard',
])
const isMedia = (contentType: string) =>
  mediaTypes.has(contentType) || /^(image|video|audio)\/[\w.+-]+$/.test(contentType)

/** @param parts the platform's stores and network */
export function messagingMethods(parts: Parts): Handlers<typeof messaging> {
  const { accounts, db } = parts

  async function text(call: Call<(typeof messaging)['createSMSMessage' | 'createMMS']>) {
    const { account, extension: sender, body, files } = call
    requireOwn(call)
    const feature = files.length > 0 ? 'MmsSender' : 'SmsSender'
    const from = senderNumber(sender, body.from.phoneNumber, feature)
    const to = body.to.map(({ phoneNumber }) => number(phoneNumber, 'to.phoneNumber'))
    judgeMedia(files, to)
    if (!body.text && files.length === 0) throw fail('CMN-101', { parameterName: 'text' })
    if (body.country?.id && body.country.isoCode)
      throw fail('MSG-365', { parameterName: 'country' })
    const message = await db.commit(() =>
      sendText(parts, { account, sender, from, to, text: body.text ?? '', files }),
    )
    return messageReply(message, { origin: call.origin, accountId: account.id })
  }

  /** The sender's number in E.164, refused when it is not theirs or cannot do what is asked. */
  function senderNumber(sender: Extension, written: string, feature: NumberFeature): string {
    const parameterName = 'from.phoneNumber'
    const owned = accounts.number(number(written, parameterName))
    if (owned?.extensionId !== sender.id) throw fail('MSG-245', { parameterName })
    if (!owned.features.includes(feature)) throw fail('MSG-367', { parameterName })
    return owned.number
  }

  return {
    createSMSMessage: text,
    createMMS(call) {
      if (call.files.length === 0) throw fail('CMN-101', { parameterName: 'attachments' })
      return text(call)
    },
    async createFaxMessage(call) {
      const { account, extension: sender, body, files } = call
      requireOwn(call)
      judgeFax(files)
      const to = body.to.map(({ phoneNumber, name }) => ({
        number: number(phoneNumber ?? '', 'to.phoneNumber'),
        ...(name ? { name } : {}),
      }))
      const sendAt = body.sendTime ? parseTime(body.sendTime) : null
      if (body.sendTime && sendAt === null) throw fail('CMN-101', { parameterName: 'sendTime' })
      const message = await db.commit(() =>
        sendFax(parts, {
          account,
          sender,
          from: faxNumber(sender, account.mainNumber),
          to,
          files,
          resolution: body.faxResolution ?? 'High',
          coverIndex: body.coverIndex ?? 0,
          ...(body.coverPageText ? { coverPageText: body.coverPageText } : {}),
          ...(sendAt === null ? {} : { sendAt }),
        }),
      )
      return messageReply(message, { origin: call.origin, accountId: account.id })
    },
  }

  /** The number a fax goes out from: the sender's first that can fax, else the company's. */
  function faxNumber(sender: Extension, mainNumber: string): string {
    return (
      accounts.numbersOf(sender.id).find(({ type }) => type !== 'VoiceOnly')?.number ?? mainNumber
    )
  }
}

/** Nobody sends in another's name, not even an admin. */
function requireOwn({ principal, extension }: Pick<Call, 'principal' | 'extension'>): void {
  if (principal.extension?.id !== extension.id) throw fail('CMN-404')
}

function number(written: string, parameterName: string): string {
  const parsed = toE164(written)
  if (parsed === null) throw fail('CMN-101', { parameterName })
  return parsed
}

const bytesOf = (files: readonly Upload[]) =>
  files.reduce((sum, { bytes }) => sum + bytes.length, 0)

function judgeFiles(files: readonly Upload[]): void {
  if (files.some(({ bytes }) => bytes.length === 0)) {
    throw fail('MSG-347', { parameterName: 'attachments', reason: 'is empty' })
  }
}

function judgeMedia(files: readonly Upload[], to: readonly string[]): void {
  const parameterName = 'attachments'
  judgeFiles(files)
  if (files.some(({ contentType }) => !isMedia(contentType)))
    throw fail('MSG-348', { parameterName })
  if (files.length > maxMediaFiles) {
    throw fail('MSG-379', { parameterName, reason: `are more than ${maxMediaFiles}` })
  }
  if (bytesOf(files) > maxMediaBytes) {
    throw fail('MSG-376', { parameterName, reason: `are over ${maxMediaBytes} bytes together` })
  }
  if (files.length > 0 && to.length > maxGroupRecipients) {
    throw fail('MSG-381', { parameterName: 'to', reason: `are more than ${maxGroupRecipients}` })
  }
}

function judgeFax(files: readonly Upload[]): void {
  const parameterName = 'attachment'
  if (files.length === 0) throw fail('CMN-101', { parameterName })
  judgeFiles(files)
  if (bytesOf(files) > maxFaxBytes) {
    throw fail('MSG-338', { parameterName, reason: `is over ${maxFaxBytes} bytes` })
  }
}
