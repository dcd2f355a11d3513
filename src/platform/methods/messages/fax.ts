// Sending a fax: documents that come with the call, or those of a fax that was sent before.
import { fail } from '#catalog/errors'
import { faxCoverPages } from '#catalog/rules/fax-cover-pages'
import { payloadLimits } from '#catalog/rules/limits'
import { mayGoWithFax } from '#catalog/rules/media-types'
import type { messaging } from '#catalog/messaging'
import { parseTime } from '#lib/time'
import type { Extension } from '#storage/platform/accounts'
import type { Message } from '#storage/platform/messages'
import type { Call, Handler, Upload } from '../../handler.ts'
import { type OutgoingFax, sendFax } from '../../network/faxes.ts'
import type { Parts } from '../../parts.ts'
import { knownPagesOf } from '../../rendering/known-pages.ts'
import { messageReply } from './message-reply.ts'
import { bytesOf, kept, number, requireOwn } from './sending.ts'

type FaxMethod = (typeof messaging)['createFaxMessage']

/** @param parts the platform's stores and network */
export function faxMethod(parts: Parts): Handler<FaxMethod> {
  const { messages, db } = parts

  /** A fax of what came with the call. */
  async function newFax({ body, files }: Call<FaxMethod>) {
    if (!body.to) throw fail('CMN-101', { parameterName: 'to', reason: 'is missing' })
    const coverIndex = body.coverIndex ?? 0
    if (!faxCoverPages.some(({ id }) => id === coverIndex)) {
      throw fail('CMN-101', { parameterName: 'coverIndex', reason: 'there is no such cover page' })
    }
    await judge(files, coverIndex)
    return {
      to: recipientsOf(body.to),
      resolution: body.faxResolution ?? 'High',
      coverIndex,
      ...(body.coverPageText ? { coverPageText: body.coverPageText } : {}),
      files: () => files.map(kept),
    } as const
  }

  /** A fax of the caller's once more, as it was rendered, to the same numbers or to others. */
  function sameFax({ body, files, extension }: Call<FaxMethod>, originalId: number) {
    const parameterName = 'originalMessageId'
    if (files.length > 0) {
      throw fail('CMN-101', { parameterName, reason: 'it is for a fax without documents' })
    }
    const original = messages.find(originalId)
    const isFax = original?.type === 'Fax' && original.direction === 'Outbound'
    if (!isFax || original.extensionId !== extension.id) {
      throw fail('CMN-102-BODY', { parameterName })
    }
    const [document] = original.attachments
    const file = document && messages.content(original.id, document.id)
    if (!file || original.status === 'Queued' || original.availability !== 'Alive') {
      throw fail('MSG-343', { parameterName })
    }
    const { contentType, fileName = 'fax.pdf' } = document
    return {
      to: body.to ? recipientsOf(body.to) : original.to.map(numberAndName),
      resolution: original.details.faxResolution ?? 'High',
      // The cover page is one of its pages already.
      coverIndex: 0,
      files: () => [{ contentType, fileName, file }],
    } as const
  }

  return async (call) => {
    const { account, extension: sender, body } = call
    requireOwn(call)
    const { originalMessageId } = body
    const { files, ...fax } =
      originalMessageId === undefined ? await newFax(call) : sameFax(call, originalMessageId)
    const sendAt = body.sendTime ? parseTime(body.sendTime) : null
    if (body.sendTime && sendAt === null) throw fail('CMN-101', { parameterName: 'sendTime' })
    const message = await db.commit(() =>
      sendFax(parts, {
        account,
        sender,
        from: faxNumberOf(parts, sender, account.mainNumber),
        ...fax,
        files: files(),
        ...(sendAt === null ? {} : { sendAt }),
      }),
    )
    return messageReply(message, { origin: call.origin, accountId: account.id })
  }
}

/** The number a fax goes out from: the sender's first that can fax, else the company's. */
export const faxNumberOf = (
  { accounts }: Pick<Parts, 'accounts'>,
  sender: Extension,
  mainNumber: string,
): string =>
  accounts.numbersOf(sender.id).find(({ type }) => type !== 'VoiceOnly')?.number ?? mainNumber

const recipientsOf = (to: NonNullable<Call<FaxMethod>['body']['to']>): OutgoingFax['to'] =>
  to.map(({ phoneNumber, name }) => ({
    number: number(phoneNumber ?? '', 'to.phoneNumber'),
    ...(name ? { name } : {}),
  }))

const numberAndName = ({ phoneNumber = '', name }: Message['to'][number]) => ({
  number: phoneNumber,
  ...(name ? { name } : {}),
})

async function judge(files: readonly Upload[], coverIndex: number): Promise<void> {
  const parameterName = 'attachment'
  const { faxBytes, faxPages } = payloadLimits
  if (files.length === 0) throw fail('CMN-101', { parameterName, reason: 'is missing' })
  if (files.some(({ size }) => size === 0)) throw fail('MSG-347', { parameterName })
  if (!files.every(({ contentType }) => mayGoWithFax(contentType))) {
    throw fail('MSG-348', { parameterName })
  }
  if (bytesOf(files) > faxBytes.limit) {
    throw fail('MSG-338', { parameterName, reason: `is over ${faxBytes.limit} bytes` })
  }
  const pages = await knownPagesOf(files, faxPages.limit)
  if (pages + (coverIndex > 0 ? 1 : 0) > faxPages.limit) {
    throw fail('MSG-338', { parameterName, reason: `is over ${faxPages.limit} pages` })
  }
}
