// The levers of messages under way: how a text or a fax ends, and who has opted out.
import { Type } from 'typebox'
import { ApiProblem } from '#lib/json-api/problems'
import { isoTime } from '#lib/time'
import type { Message } from '#storage/platform/messages'
import { settleText } from '../network/texts.ts'
import type { Parts } from '../parts.ts'
import { wrong } from './ends.ts'
import type { LeverHandlers, Levers } from './lever.ts'

const outcomes = ['Delivered', 'DeliveryFailed', 'SendingFailed'] as const

/** The levers of messages. */
export const messageLevers = {
  settleText: {
    route: 'POST /_platform/messages/{messageId}/outcome',
    command: 'message outcome',
    summary: 'Say how a text that is Queued or Sent ends.',
    notes:
      'A text to a number that waits for levers stays Queued until then; to any other the outcome comes sooner than by itself.',
    path: Type.Object({
      messageId: Type.String({ pattern: '^[0-9]{1,16}$', description: 'the message’s id' }),
    }),
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
  const { db, messages, due, optOuts } = parts

  /** A text that is still on its way. */
  function textOf(id: number): Message {
    const message = messages.find(id)
    if (!message) {
      throw new ApiProblem('not-found', {
        detail: `There is no message ${id}.`,
        field: 'messageId',
        remedy: 'Take the id from the reply of the method that sent it.',
      })
    }
    const isUnderWay = message.status === 'Queued' || message.status === 'Sent'
    if (message.type === 'SMS' && isUnderWay) return message
    throw new ApiProblem('conflict', {
      detail:
        message.type === 'SMS'
          ? `The text is ${message.status}.`
          : `The message is a ${message.type}, no text that was sent.`,
      field: 'messageId',
      remedy: 'Name a text that is Queued or Sent.',
    })
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
    listOptOuts: () => ({
      optOuts: optOuts
        .list()
        .map(({ number, ownNumber, at }) => ({ number, from: ownNumber, at: isoTime(at) })),
    }),
  }
}
