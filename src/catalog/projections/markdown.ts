// The reference as one Markdown document: what a developer reads without running anything.
import type { Method } from '../method.ts'
import { outline, parameterText } from './events.ts'
import { methodReferences, reference } from './reference.ts'

/** The document, ending with a newline. */
export function markdown(): string {
  const value = reference('guide')
  return [
    '# Reference',
    'Every method an agent can call, generated from the catalogue (`npm run docs`). `ringfence reference` shows the same in a terminal and searches it; `ringfence reference --openapi` writes OpenAPI 3.1.',
    ...value.groups.flatMap(({ id, label, about }) => [
      `## ${label}`,
      about,
      table(
        ['Method', 'What it does', 'Access', 'Permission', 'Rate', 'Event'],
        methodReferences()
          .filter(({ group }) => group === id)
          .map((method) => [
            `[${method.id}](${method.source})<br>\`${method.verb} ${method.path}\``,
            `${method.summary} ${method.notes}${mark(method.listed)}`,
            `${method.access} ${method.actsOn}`,
            method.permission ?? 'none',
            method.rateGroup,
            method.event ?? '',
          ]),
      ),
    ]),
    '## Permissions',
    table(
      ['Permission', 'What it opens', 'Sensitivity'],
      Object.entries(value.permissions).map(([name, { opens, sensitivity }]) => [
        name,
        opens,
        sensitivity,
      ]),
    ),
    '## Events',
    'What a subscription can ask for. A filter is a path with the parameters it may have; `~` stands for the own account and extension.',
    table(
      [
        'Event',
        'What it signals',
        'Filter and parameters',
        'Delivers',
        'Permission',
        'Triggered by',
      ],
      Object.entries(value.events).map(([id, event]) => [
        `${id}<br>${event.name}`,
        `${event.signals}${event.listed === 'table' ? '' : ' (Beyond the guide.)'}`,
        [event.filter, ...(event.olderFilters ?? [])]
          .map((path) => `\`${path}\``)
          .concat(Object.entries(event.parameters).map(([name, rule]) => parameterText(name, rule)))
          .join('<br>'),
        [event.delivers, ...new Set(Object.values(event.alsoDelivers))].join(', '),
        event.permission ?? 'none',
        event.triggeredBy ?? 'in an app only',
      ]),
    ),
    `The filter \`${value.reminder.filter}?threshold=…&interval=…\`, beside one of these, asks for a reminder to renew: ${value.reminder.signals}`,
    '### Bodies of events',
    'The members of each notification’s `body`; `?` marks those that may be absent. Their schemas are in OpenAPI, under `webhooks`.',
    [...Object.entries(value.events), ['reminder', value.reminder] as const]
      .map(([id, { body }]) => `- **${id}**: ${outline(body)}`)
      .join('\n'),
    '## Rate limits',
    `Calls are counted per user and app, group by group, in a sliding window of ${value.rateLimits.windowSeconds} seconds. A call over the limit gets 429 with \`Retry-After\`, and so does every call until that time has passed: each one starts it again. Replies carry \`X-Rate-Limit-Group\`, \`-Limit\`, \`-Remaining\` and \`-Window\`. RingCentral raises the limits of an app on request; here \`ringfence platform limits\` does.`,
    table(
      ['Group', 'Calls a minute', 'Typically'],
      Object.entries(value.rateLimits.groups).map(([name, { limit, typical }]) => [
        name,
        String(limit),
        typical,
      ]),
    ),
    '## Paging',
    [
      value.paging.parameters,
      value.paging.reply,
      `A page has ${value.paging.defaultPerPage} records unless asked otherwise, and at most ${value.paging.maxPerPage}; the call logs’ detailed view has at most ${value.paging.maxPerPageDetailed}.`,
      value.paging.cut,
      value.paging.teamMessaging,
    ].join(' '),
    '## Payloads',
    value.payloads.form,
    table(
      ['Limit', 'Of what'],
      Object.values(value.payloads.limits).map(({ limit, about }) => [
        limit.toLocaleString('en-US'),
        about,
      ]),
    ),
    '## Status codes',
    table(
      ['Status', 'Code', 'Meaning', 'What to do'],
      value.statusCodes.map(({ status, code, meaning, remedy }) => [
        String(status),
        code,
        meaning,
        remedy,
      ]),
    ),
    '### All error codes',
    'In the profile `guide` a code answers as the row above that covers it; in `live` as itself, but for the one whose status tells it apart.',
    table(
      ['Code', 'Status', 'Message', 'In guide', 'In live'],
      value.errorCodes.map(({ code, status, message, inGuide, inLive }) => [
        code,
        String(status),
        message,
        inGuide,
        inLive,
      ]),
    ),
    'A WebSocket is closed with one of these:',
    table(
      ['Code', 'Message', 'What to do'],
      Object.entries(value.webSocketErrors).map(([code, { message, remedy }]) => [
        code,
        message,
        remedy,
      ]),
    ),
    '## Versions',
    value.versioning.policy.map((sentence) => `- ${sentence}`).join('\n'),
    `This catalogue reflects the public specification of ${value.versioning.specification}. [Changelog](${value.versioning.changelog}):`,
    value.changelog.map(({ date, changes }) => `- **${date}**: ${changes.join(' ')}`).join('\n'),
    `Deprecated: ${value.deprecated.map(({ surface, instead }) => `${surface} (use ${instead})`).join('; ')}`,
    '## Guide and live',
    'The platform’s profile `guide`, the default, does what the guide says; `live` does what RingCentral’s public specification says where the two differ:',
    table(
      ['About', 'guide', 'live'],
      value.differences.map(({ about, guide, live }) => [about, guide, live]),
    ),
    '## Magic numbers',
    'What a call, a text or a fax to one of these numbers comes to on the simulated phone network. To any other number of the outside world a call is answered, a text is delivered and a fax is received.',
    table(
      ['Number', 'What it does'],
      value.magicNumbers.map(({ number, about }) => [`\`${number}\``, about]),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

const mark = (listed: Method['listed']) =>
  listed === 'prose' ? ' (In the guide’s prose, without a row in its table.)' : ''

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
