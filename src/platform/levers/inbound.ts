// The levers of the outside world: it texts, faxes, leaves voicemails and calls.
import { type Static, Type } from 'typebox'
import { payloadLimits } from '#catalog/rules/limits'
import { mayGoWithMms } from '#catalog/rules/media-types'
import { Text } from '#catalog/schemas/common'
import { isoTime } from '#lib/time'
import type { CallPlan } from '#storage/platform/calls'
import type { Message } from '#storage/platform/messages'
import { placeCall } from '../network/calls.ts'
import { receiveFax, receiveVoicemail, secondsOfWav } from '../network/inbound.ts'
import { receiveText } from '../network/incoming-texts.ts'
import { maxVoicemailSeconds, recordingOf } from '../network/voicemail.ts'
import type { Parts } from '../parts.ts'
import { renderer } from '../rendering/renderer.ts'
import { pdfOf } from '../seed/media.ts'
import { CallReply, callReply, planFields, planOfFields } from './call-replies.ts'
import {
  bytesOf,
  CallerName,
  LeverFile,
  OutsideNumber,
  outsideNumber,
  OwnEnd,
  ownEnd,
  OwnNumber,
  ownNumber,
  wrong,
} from './ends.ts'
import type { LeverHandlers, Levers } from './lever.ts'

const MessageReply = Type.Object({
  id: Type.Integer({ description: 'the message’s id in RingCentral’s methods' }),
  extensionId: Type.Integer({ description: 'whose mailbox it is in' }),
  type: Type.Enum(['SMS', 'Fax', 'VoiceMail', 'Pager']),
  createdAt: Type.String(),
  conversationId: Type.Union([Type.Integer(), Type.Null()]),
  attachmentIds: Type.Array(Type.Integer()),
})

const seconds = (most: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: most, description })

/** Characters of a page that is made, and of a line of it. */
const pageLength = 4_000
const lineLength = 80

/** Bytes of the files of one call of a lever, and of the JSON around them. */
const maxFileBytes = 10 * 2 ** 20
const maxBytes = 15 * 2 ** 20

const shared = { path: Type.Object({}), status: 201, problems: [] } as const

/** The levers of what comes in. */
export const inboundLevers = {
  inboundSms: {
    route: 'POST /_platform/inbound/sms',
    command: 'inbound sms',
    example: { from: '+14155550142', to: ['+15105550101'], text: 'Hello' },
    summary: 'Let a number of the outside world text the company.',
    notes:
      'With files it is an MMS. STOP opts the sender out of the texts of the number it is sent to, START lets them in again.',
    ...shared,
    maxBytes,
    body: Type.Object(
      {
        from: OutsideNumber,
        to: Type.Array(OwnNumber, {
          minItems: 1,
          maxItems: 10,
          description: 'numbers of the company; several for a group',
        }),
        text: Type.Optional(Text(payloadLimits.smsTextLength.limit)),
        files: Type.Optional(
          Type.Array(LeverFile, {
            maxItems: payloadLimits.mmsFiles.limit,
            description: 'pictures and the like',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    returns: Type.Object({ messages: Type.Array(MessageReply) }),
  },
  inboundFax: {
    route: 'POST /_platform/inbound/fax',
    command: 'inbound fax',
    example: { from: '+14155550160', to: '+15105550101', pages: ['Order 4711'] },
    summary: 'Let a number of the outside world fax the company.',
    notes:
      'The document is a PDF that is sent along, or pages made of text; one blank page when neither is given.',
    ...shared,
    maxBytes,
    body: Type.Object(
      {
        from: OutsideNumber,
        name: Type.Optional(CallerName),
        to: OwnNumber,
        pages: Type.Optional(
          Type.Array(Type.String({ maxLength: pageLength }), {
            minItems: 1,
            maxItems: payloadLimits.faxPages.limit,
            description: 'the text of each page',
          }),
        ),
        file: Type.Optional(LeverFile),
        resolution: Type.Optional(Type.Enum(['High', 'Low'])),
      },
      { additionalProperties: false },
    ),
    returns: MessageReply,
  },
  inboundVoicemail: {
    route: 'POST /_platform/inbound/voicemail',
    command: 'inbound voicemail',
    example: { from: '+14155550142', to: '101', seconds: 8 },
    summary: 'Leave a voicemail for an extension, as somebody outside.',
    notes:
      'The recording is a WAV file that is sent along, or made, of so many seconds. The call that left it is in the call log, ended now.',
    ...shared,
    maxBytes,
    body: Type.Object(
      {
        from: OutsideNumber,
        name: Type.Optional(CallerName),
        to: OwnEnd,
        seconds: Type.Optional(
          seconds(maxVoicemailSeconds, 'how long the recording is; 10 when absent'),
        ),
        file: Type.Optional(LeverFile),
      },
      { additionalProperties: false },
    ),
    returns: MessageReply,
  },
  inboundCall: {
    route: 'POST /_platform/inbound/call',
    command: 'inbound call',
    example: { from: '+14155550142', to: '101' },
    summary: 'Let a number of the outside world call the company.',
    notes:
      'It goes as planned on the platform’s clock; a manual one rings until a lever answers or rejects it, and lasts until one hangs up.',
    ...shared,
    body: Type.Object(
      { from: OutsideNumber, name: Type.Optional(CallerName), to: OwnEnd, ...planFields },
      { additionalProperties: false },
    ),
    returns: CallReply,
  },
} as const satisfies Levers

const messageReply = (message: Message): Static<typeof MessageReply> => ({
  id: message.id,
  extensionId: message.extensionId,
  type: message.type,
  createdAt: isoTime(message.createdAt),
  conversationId: message.conversationId,
  attachmentIds: message.attachments.map(({ id }) => id),
})

/** @param parts the platform's stores and network */
export function inboundHandlers(parts: Parts): LeverHandlers<typeof inboundLevers> {
  const { db, files } = parts

  return {
    async inboundSms({ body }) {
      const from = outsideNumber(parts, body.from, 'from')
      const to = body.to.map((written, index) => {
        const own = ownNumber(parts, written, `to.${index}`)
        if (own.number.features.includes('SmsSender')) return own
        throw wrong(
          `to.${index}`,
          `${own.number.number} takes no texts: it does not have the feature SmsSender.`,
          'Name a number of the company that has SmsSender.',
        )
      })
      const attached = (body.files ?? []).map((file, index) => judgeMedia(file, `files.${index}`))
      const size = attached.reduce((sum, { bytes }) => sum + bytes.length, 0)
      const { limit } = payloadLimits.mmsBytes
      if (size > limit) throw wrong('files', `The files are over ${limit} bytes.`, 'Send less.')
      if (!body.text && size === 0) {
        throw wrong('text', 'The text says nothing.', 'Send a text, files, or both.')
      }
      const [first] = to
      if (!first || to.some(({ account }) => account.id !== first.account.id)) {
        throw wrong('to', 'The numbers are of two accounts.', 'Text each account by itself.')
      }
      const messages = await db.commit(() =>
        receiveText(parts, {
          account: first.account,
          from,
          to: to.map(({ number }) => number.number),
          text: body.text ?? '',
          files: attached.map(({ bytes, ...file }) => ({ ...file, file: files.put(bytes) })),
        }),
      )
      return { messages: messages.map(messageReply) }
    },

    async inboundFax({ body }) {
      const from = outsideNumber(parts, body.from, 'from')
      const { account, owner, number } = ownNumber(parts, body.to, 'to')
      if (number.type === 'VoiceOnly') {
        throw wrong('to', `${number.number} takes no faxes.`, 'Name a number that takes faxes.')
      }
      if (body.file && body.pages) {
        throw wrong('pages', 'The pages are given twice.', 'Send a file, or the text of pages.')
      }
      const bytes = body.file ? pdfBytes(body.file) : Buffer.from(pdfOf(pagesOfText(body.pages)))
      const pages = await pagesOf(bytes)
      const message = await db.commit(() =>
        receiveFax(parts, {
          account,
          from: { phoneNumber: from, ...(body.name ? { name: body.name } : {}) },
          to: number.number,
          owner,
          document: files.put(bytes),
          fileName: body.file?.fileName ?? 'fax.pdf',
          pages,
          resolution: body.resolution ?? 'High',
        }),
      )
      return messageReply(message)
    },

    async inboundVoicemail({ body }) {
      const phoneNumber = outsideNumber(parts, body.from, 'from')
      const { account, owner, end } = ownEnd(parts, body.to, 'to')
      if (owner.type === 'IvrMenu' || owner.type === 'Announcement') {
        throw wrong('to', `${owner.name} has no mailbox.`, 'Name a person or a call queue.')
      }
      if (body.file && body.seconds !== undefined) {
        throw wrong('seconds', 'The file has its own length.', 'Send a file, or the seconds.')
      }
      const recording = body.file ? wavOf(body.file) : madeRecording(body.seconds, phoneNumber)
      const from = { phoneNumber, ...(body.name ? { name: body.name } : {}) }
      const { bytes, ...sound } = recording
      const message = await db.commit(() =>
        receiveVoicemail(parts, {
          account,
          from,
          to: end,
          owner,
          recording: files.put(bytes),
          ...sound,
        }),
      )
      return messageReply(message)
    },

    async inboundCall({ body }) {
      const phoneNumber = outsideNumber(parts, body.from, 'from')
      const { account, owner, end: to } = ownEnd(parts, body.to, 'to')
      const from = { phoneNumber, ...(body.name ? { name: body.name } : {}) }
      const plan: Partial<CallPlan> = planOfFields(parts, account, owner, body)
      const call = await db.commit(() => placeCall(parts, { account, from, to, plan }))
      return callReply(call)
    },
  }
}

type File = Static<typeof LeverFile>

function judgeMedia({ fileName, contentType, base64 }: File, field: string) {
  if (!mayGoWithMms(contentType)) {
    throw wrong(
      `${field}.contentType`,
      `${contentType} cannot go with an MMS.`,
      'Send a picture, sound, film, PDF or text.',
    )
  }
  return { fileName, contentType, bytes: bytesOf(base64, `${field}.base64`) }
}

function pdfBytes({ base64 }: File): Buffer {
  const bytes = bytesOf(base64, 'file.base64')
  if (!bytes.subarray(0, 1024).includes('%PDF-')) {
    throw wrong('file', 'The file is no PDF.', 'Send a PDF, or the text of the pages.')
  }
  if (bytes.length > maxFileBytes) {
    throw wrong('file', `The file is over ${maxFileBytes} bytes.`, 'Send a smaller one.')
  }
  return bytes
}

/** The pages of a PDF, which must be one that can be read. */
async function pagesOf(bytes: Buffer): Promise<number> {
  const contentType = 'application/pdf'
  const rendering = await renderer.render({
    documents: [{ fileName: 'fax.pdf', contentType, size: bytes.length, source: bytes }],
    cover: null,
    maxPages: payloadLimits.faxPages.limit,
  })
  if ('pages' in rendering) return rendering.pages
  throw wrong('file', `The file cannot be rendered: ${rendering.problem}`, 'Send another PDF.')
}

/** Lines of plain ASCII, no longer than a page is wide: what the made PDF can show. */
const pagesOfText = (pages: readonly string[] = ['']): string[][] =>
  pages.map((text) =>
    text
      .replaceAll(/[^\n\x20-\x7e]/g, '?')
      .split('\n')
      .flatMap((line) => line.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? ['']),
  )

function wavOf({ base64 }: File) {
  const bytes = bytesOf(base64, 'file.base64')
  const length = secondsOfWav(bytes)
  if (length === null) {
    throw wrong('file', 'The file is no WAV recording that plays.', 'Send a WAV file, or seconds.')
  }
  if (length > maxVoicemailSeconds) {
    throw wrong(
      'file',
      `The recording is over ${maxVoicemailSeconds} seconds.`,
      'Send a shorter one.',
    )
  }
  return { bytes, seconds: length, contentType: 'audio/x-wav' }
}

const madeRecording = (length = 10, phoneNumber: string) => ({
  bytes: recordingOf(length, { phoneNumber }),
  seconds: length,
  contentType: 'audio/x-wav',
})
