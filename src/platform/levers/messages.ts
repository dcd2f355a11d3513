// The levers of messages under way: how a text or a fax ends, and who has opted out.
import { Type } from 'typebox'
import { ApiProblem } from '#lib/json-api/problems'
import { toE164 } from '#lib/phone'
import { isoTime } from '#lib/time'
import type { Message, Party } from '#storage/platform/messages'
import { settleFax } from '../network/faxes.ts'
import { settleText } from '../network/texts.ts'
import type { Parts } from '../parts.ts'
import { wrong } from './ends.ts'
import type { LeverHandlers, Levers } from './lever.ts'

const MessagePath = Type.Object({
  messageId: Type.String({ pattern: '^[0-9]{1,16}$', description: 'the message’s id' }),
})

const outcomes = ['Delivered', 'DeliveryFailed', 'SendingFailed'] as const
const faxCodes = ['LineBusy', 'NoFaxMachine', 'NoAnswer', 'CallFailed'] as const

/** The levers of messages. */
export const messageLevers = {
  settleText: {
    route: 'POST /_platform/messages/{messageId}/outcome',
    command: 'message outcome',
    summary: 'Say how a text that is Queued or Sent ends.',
    notes:
      'A text to a number that waits for levers stays Queued until then; to any other the outcome comes sooner than by itself.',
    path: MessagePath,
    body: Type.Object(
      {
        status: Type.Enum([...outcomes], { description: outcomes.join(', ') }),
        code: Type.Optional(
          Type.String({
            pattern: '^SMS-(RC|UP|CAR)-[0-9]{3}$',
            description: 'why it failed, as SMS-CAR-412 or SMS-UP-500',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    status: 200,
    returns: Type.Object({
      id: Type.Integer(),
      status: Type.String(),
      code: Type.Optional(Type.String()),
    }),
    problems: ['not-found', 'conflict'],
  },
  settleFax: {
    route: 'POST /_platform/faxes/{messageId}/outcome',
    command: 'fax outcome',
    summary: 'Say how a fax that is Queued ends, for one recipient or for all that wait.',
    notes:
      'It was received, or failed with a code. A fax to a number that waits for levers stays Queued until then; to any other the outcome comes sooner than by itself.',
    path: MessagePath,
    body: Type.Object(
      {
        to: Type.Optional(
          Type.String({ maxLength: 64, description: 'the recipient’s number; all when absent' }),
        ),
        code: Type.Optional(
          Type.Enum([...faxCodes], {
            description: `why it failed: ${faxCodes.join(', ')}; received when absent`,
          }),
        ),
      },
      { additionalProperties: false },
    ),
    status: 200,
    returns: Type.Object({
      id: Type.Integer(),
      status: Type.String(),
      to: Type.Array(
        Type.Object({
          number: Type.String(),
          status: Type.String(),
          code: Type.Optional(Type.String()),
        }),
      ),
    }),
    problems: ['not-found', 'conflict'],
  },
  listOptOuts: {
    route: 'GET /_platform/opt-outs',
    command: 'opt-out list',
    summary: 'List who has opted out of the texts of which number.',
    path: Type.Object({}),
    status: 200,
    returns: Type.Object({
      optOuts: Type.Array(
        Type.Object({
          number: Type.String({ description: 'who wants no texts' }),
          from: Type.String({ description: 'of this number of the company' }),
          at: Type.String(),
        }),
      ),
    }),
    problems: [],
  },
} as const satisfies Levers

/** @param parts the platform's stores and network */
export function messageHandlers(parts: Parts): LeverHandlers<typeof messageLevers> {
  const { accounts, db, messages, due, optOuts } = parts

  function found(id: number): Message {
    const message = messages.find(id)
    if (message) return message
    throw new ApiProblem('not-found', {
      detail: `There is no message ${id}.`,
      field: 'messageId',
      remedy: 'Take the id from the reply of the method that sent it.',
    })
  }

  /** A fax that waits, rendered, with the account it is of. */
  function faxOf(id: number) {
    const message = found(id)
    const isWaiting = message.status === 'Queued' && message.availability === 'Alive'
    const owner = accounts.extension(message.extensionId)
    const account = owner && accounts.account(owner.accountId)
    if (message.type !== 'Fax' || !isWaiting || !account) {
      const detail =
        message.type === 'Fax'
          ? `The fax is ${message.availability === 'Alive' ? message.status : message.availability}.`
          : `The message is no fax but ${message.type}.`
      throw conflict(detail, 'Name a fax that is Queued.')
    }
    if (!message.details.sources) return { message, account }
    throw conflict('The fax is being rendered.', 'Wait until its faxPageCount is over 0.')
  }

  /** A text that is still on its way. */
  function textOf(id: number): Message {
    const message = found(id)
    const isUnderWay = message.status === 'Queued' || message.status === 'Sent'
    if (message.type === 'SMS' && isUnderWay) return message
    const detail =
      message.type === 'SMS'
        ? `The text is ${message.status}.`
        : `The message is no text but ${message.type}.`
    throw conflict(detail, 'Name a text that is Queued or Sent.')
  }

  return {
    settleText: ({ params, body: { status, code } }) =>
      db.commit(() => {
        const message = textOf(Number(params.messageId))
        if (status === 'Delivered' && code !== undefined) {
          throw wrong('code', 'A text that is delivered has no code.', 'Leave it out.')
        }
        if (status !== 'Delivered' && code === undefined) {
          throw wrong('code', 'A failure needs its code.', 'Send one as SMS-CAR-412.')
        }
        for (const task of ['sms', 'special sms']) due.removeOf(task, String(message.id))
        const settled = settleText(
          parts,
          message,
          status === 'Delivered' ? { status } : { status, code: code ?? '' },
        )
        return { id: settled.id, status, ...(code === undefined ? {} : { code }) }
      }),
    settleFax: ({ params, body: { to, code } }) =>
      db.commit(() => {
        const { message, account } = faxOf(Number(params.messageId))
        const number = to === undefined ? null : toE164(to)
        const isMeant = ({ phoneNumber, messageStatus }: Party) =>
          messageStatus === 'Queued' && (to === undefined || phoneNumber === number)
        if (!message.to.some(isMeant)) {
          throw wrong(
            'to',
            `No recipient ${to} waits for the fax.`,
            `Name one of ${waitingNumbers(message).join(', ')}.`,
          )
        }
        settleFax(parts, account, message, (one) => (isMeant(one) ? (code ?? 'Sent') : null))
        const after = found(message.id)
        if (after.status !== 'Queued') due.removeOf('fax', String(after.id))
        return {
          id: after.id,
          status: after.status,
          to: after.to.map(({ phoneNumber = '', messageStatus = 'Queued', faxErrorCode }) => ({
            number: phoneNumber,
            status: messageStatus,
            ...(faxErrorCode ? { code: faxErrorCode } : {}),
          })),
        }
      }),
    listOptOuts: () => ({
      optOuts: optOuts
        .list()
        .map(({ number, ownNumber, at }) => ({ number, from: ownNumber, at: isoTime(at) })),
    }),
  }
}

const conflict = (detail: string, remedy: string) =>
  new ApiProblem('conflict', { detail, field: 'messageId', remedy })

const waitingNumbers = ({ to }: Message): string[] =>
  to.flatMap(({ phoneNumber, messageStatus }) =>
    messageStatus === 'Queued' && phoneNumber ? [phoneNumber] : [],
  )
