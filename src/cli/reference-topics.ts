// What the reference holds beside methods, topic by topic, as tables for the terminal.
import type { reference } from '#catalog/projections/reference'
import { type Column, table } from './text.ts'

type Reference = ReturnType<typeof reference>

/** One topic: what it holds as data, and as a table with sentences before it. */
export interface Topic {
  readonly of: (all: Reference) => unknown
  readonly sentences: (all: Reference) => readonly string[]
  readonly columns: readonly (Column | string)[]
  readonly rows: (all: Reference) => readonly (readonly string[])[]
}

const prose = (title: string): Column => ({ title, wrapAt: /\s/ })
const nothing = () => []

/** The topics by name. */
export const topics = {
  permissions: {
    of: ({ permissions }) => ({ permissions }),
    sentences: nothing,
    columns: ['PERMISSION', prose('WHAT IT OPENS'), 'SENSITIVITY'],
    rows: ({ permissions }) =>
      Object.entries(permissions).map(([name, { opens, sensitivity }]) => [
        name,
        opens,
        sensitivity,
      ]),
  },
  events: {
    of: ({ events }) => ({ events }),
    sentences: ({ events }) =>
      Object.values(events).map(({ name, filter, parameters }) => {
        const names = Object.keys(parameters).join(', ')
        return `${name}: ${filter}${names === '' ? '' : ` (may have ${names})`}`
      }),
    columns: ['EVENT', prose('WHAT IT SIGNALS'), 'TRIGGERED BY', 'PERMISSION'],
    rows: ({ events }) =>
      Object.entries(events).map(([id, { signals, triggeredBy, permission }]) => [
        id,
        signals,
        triggeredBy ?? 'in an app only',
        permission ?? '-',
      ]),
  },
  limits: {
    of: ({ rateLimits }) => ({ rateLimits }),
    sentences: ({ rateLimits: { windowSeconds, headers } }) => [
      `Calls are counted per user and app, group by group, in a sliding window of ${windowSeconds} seconds.`,
      `A call over the limit gets 429 with ${headers.retryAfter}; each one made before that time has passed starts it again.`,
      `Every reply says where it stands: ${[headers.group, headers.limit, headers.remaining, headers.window].join(', ')}.`,
    ],
    columns: ['GROUP', 'CALLS A MINUTE', prose('TYPICALLY')],
    rows: ({ rateLimits }) =>
      Object.entries(rateLimits.groups).map(([name, { limit, typical }]) => [
        name,
        String(limit),
        typical,
      ]),
  },
  paging: {
    of: ({ paging }) => ({ paging }),
    sentences: ({ paging }) => [paging.parameters, paging.reply, paging.cut, paging.teamMessaging],
    columns: ['RECORDS ON A PAGE', 'COUNT'],
    rows: ({ paging }) => [
      ['unless asked otherwise', String(paging.defaultPerPage)],
      ['at most', String(paging.maxPerPage)],
      ['at most, in a detailed call log', String(paging.maxPerPageDetailed)],
    ],
  },
  payloads: {
    of: ({ payloads }) => ({ payloads }),
    sentences: ({ payloads }) => [payloads.form],
    columns: ['LIMIT', prose('OF WHAT')],
    rows: ({ payloads }) =>
      Object.values(payloads.limits).map(({ limit, about }) => [
        limit.toLocaleString('en-US'),
        about,
      ]),
  },
  errors: {
    of: ({ statusCodes, errorCodes }) => ({ statusCodes, errorCodes }),
    sentences: ({ statusCodes }) =>
      statusCodes.map(({ status, code, meaning }) => `${status} ${code}: ${meaning}`),
    columns: ['CODE', 'STATUS', prose('WHAT TO DO'), 'IN GUIDE', 'IN LIVE'],
    rows: ({ errorCodes }) =>
      errorCodes.map(({ code, status, remedy, inGuide, inLive }) => [
        code,
        String(status),
        remedy,
        inGuide,
        inLive,
      ]),
  },
  versions: {
    of: ({ versioning, changelog, deprecated }) => ({ versioning, changelog, deprecated }),
    sentences: ({ versioning, deprecated }) => [
      ...versioning.policy,
      `This catalogue reflects the public specification of ${versioning.specification}.`,
      ...deprecated.map(({ surface, instead }) => `Deprecated: ${surface}. Use ${instead}`),
    ],
    columns: ['DATE', prose('CHANGES')],
    rows: ({ changelog }) => changelog.map(({ date, changes }) => [date, changes.join(' ')]),
  },
  profiles: {
    of: ({ differences }) => ({ differences }),
    sentences: () => [
      'The platform’s profile guide, the default, does what the guide says; live does what RingCentral’s public specification says where the two differ.',
    ],
    columns: [prose('ABOUT, GUIDE AND LIVE')],
    rows: ({ differences }) =>
      differences.flatMap(({ about, guide, live }) => [
        [about],
        [`  guide: ${guide}`],
        [`  live:  ${live}`],
      ]),
  },
  numbers: {
    of: ({ magicNumbers }) => ({ magicNumbers }),
    sentences: () => [
      'Magic numbers: what a call, a text or a fax to them comes to on the simulated phone network. Any other number answers, takes the text and receives the fax.',
    ],
    columns: ['NUMBER', prose('WHAT IT DOES')],
    rows: ({ magicNumbers }) => magicNumbers.map(({ number, about }) => [number, about]),
  },
} as const satisfies Readonly<Record<string, Topic>>

/** A topic for the terminal. */
export function topicText(topic: Topic, all: Reference, width: number): string {
  const sentences = topic.sentences(all)
  const before = sentences.length === 0 ? '' : `${sentences.join('\n')}\n\n`
  return before + table(topic.columns, topic.rows(all), width)
}
