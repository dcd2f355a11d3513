// The levers of the platform's clock: look at it, stop it, move it, let it run.
import { type Static, Type } from 'typebox'
import { parseDuration } from '#lib/duration'
import { ApiProblem } from '#lib/json-api/problems'
import { isoTime } from '#lib/time'
import { type ClockControl, type ClockState, PastError } from '../controls/clock.ts'
import type { LeverHandlers, Levers } from './lever.ts'
import { moment, momentOf } from './values.ts'

const ClockReply = Type.Object({
  now: Type.String({ description: 'the time on the platform' }),
  isFrozen: Type.Boolean({ description: 'whether it stands still' }),
  aheadMs: Type.Integer({ description: 'milliseconds ahead of the machine’s clock' }),
})

const shared = {
  path: Type.Object({}),
  status: 200,
  returns: ClockReply,
} as const

/** The levers of the clock. */
export const clockLevers = {
  readClock: {
    route: 'GET /_platform/clock',
    command: 'clock show',
    summary: 'Show the time on the platform.',
    ...shared,
    problems: [],
  },
  freezeClock: {
    route: 'POST /_platform/clock/freeze',
    command: 'clock freeze',
    summary: 'Stop the clock, where it is or at a later moment.',
    notes:
      'Tokens, rate windows, messages under way and everything else that takes time stand still with it.',
    ...shared,
    body: Type.Object(
      { at: Type.Optional(Type.String({ description: `${moment}; now when absent` })) },
      { additionalProperties: false },
    ),
    problems: ['conflict'],
  },
  setClock: {
    route: 'POST /_platform/clock/set',
    command: 'clock set',
    example: { to: '2026-11-24T09:00:00Z' },
    summary: 'Move the clock forward to a moment.',
    notes:
      'Everything due until then happens, in order, before the reply. A moment that is past is refused: reset the platform or restore a snapshot to go back.',
    ...shared,
    body: Type.Object(
      { to: Type.String({ description: moment }) },
      { additionalProperties: false },
    ),
    problems: ['conflict'],
  },
  advanceClock: {
    route: 'POST /_platform/clock/advance',
    command: 'clock advance',
    example: { by: '1h30m' },
    summary: 'Move the clock forward by a length of time.',
    notes:
      'Everything due until then happens, in order, before the reply. A clock that runs goes on running from there.',
    ...shared,
    body: Type.Object(
      {
        by: Type.String({
          description: 'as in 90s, 1h30m, 7d or 500ms; a bare number is milliseconds',
        }),
      },
      { additionalProperties: false },
    ),
    problems: [],
  },
  runClock: {
    route: 'POST /_platform/clock/run',
    command: 'clock run',
    summary: 'Let the clock run again, from where it stands.',
    ...shared,
    problems: [],
  },
} as const satisfies Levers

const replyOf = ({ now, ...state }: ClockState): Static<typeof ClockReply> => ({
  now: isoTime(now),
  ...state,
})

function lengthOf(text: string): number {
  const ms = /^\d{1,12}$/.test(text) ? Number(text) : parseDuration(text)
  if (ms !== null) return ms
  throw new ApiProblem('invalid-request', {
    detail: 'by is no length of time.',
    field: 'by',
    remedy:
      'Send days, hours, minutes, seconds and milliseconds, the largest first: 1d12h, 90s, 500ms.',
  })
}

/** @param controls what moves the clock */
export function clockHandlers({
  clock,
}: {
  readonly clock: ClockControl
}): LeverHandlers<typeof clockLevers> {
  async function moved(state: Promise<ClockState>, field: string) {
    try {
      return replyOf(await state)
    } catch (error) {
      if (!(error instanceof PastError)) throw error
      throw new ApiProblem('conflict', { detail: error.message, field })
    }
  }

  return {
    readClock: () => replyOf(clock.state()),
    freezeClock: ({ body: { at } }) =>
      moved(clock.freeze(at === undefined ? undefined : momentOf(at, 'at')), 'at'),
    setClock: ({ body: { to } }) => moved(clock.set(momentOf(to, 'to')), 'to'),
    advanceClock: async ({ body: { by } }) => replyOf(await clock.advance(lengthOf(by))),
    runClock: async () => replyOf(await clock.run()),
  }
}
