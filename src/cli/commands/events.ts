// `ringfence subscription …` and `ringfence notification …`: what agents subscribed to, and what became of
// the events on their way to them.
import type { Command } from 'commander'
import type {
  NewSigningSecret,
  Notification,
  NotificationDetails,
  Subscription,
} from '#admin/event-schemas'
import type { Agent } from '#admin/schemas'
import { addCommand, addGroup, path, type Session } from '../command.ts'
import { CliError } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { counted, endText, sheet, table, timeText } from '../text.ts'

interface ListOptions {
  readonly subscription?: string
  readonly state?: string
  readonly since?: string
  readonly lines?: string
}

/** Adds `subscription` and `notification` with their subcommands. */
export function addEvents(program: Command, io: Io): void {
  const subscription = addGroup(
    program,
    'subscription',
    'See what agents subscribed to, and change what webhooks are signed with.',
  )
  addCommand<{ readonly agent?: string }>(subscription, io, 'list', {
    about: 'List the subscriptions of agents.',
    options: [['--agent <agent>', 'only this agent’s, by id or name']],
    talks: true,
    examples: ['ringfence subscription list', 'ringfence subscription list --agent support-bot'],
    run: listSubscriptions,
  })
  addCommand(subscription, io, 'rotate-secret <id>', {
    about:
      'Give the webhooks of a subscription another signing secret; the last one signs beside it until the next change.',
    talks: true,
    examples: ['ringfence subscription rotate-secret 1423e408-e25c-4421-8dd1-5f754e2f5648'],
    async run({ out, ask }, _, id = '') {
      const told = await ask<NewSigningSecret>('POST', path`/subscriptions/${id}/rotate-secret`)
      out.answer(
        told,
        () =>
          `Subscription ${id} has another signing secret.\n\n  ${told.signingSecret}\n\nIt is shown this once. The last one signs beside it until the next change.\n`,
      )
    },
  })
  const notification = addGroup(
    program,
    'notification',
    'See what became of events on their way to agents, and send them again.',
  )
  addCommand<ListOptions>(notification, io, 'list', {
    about: 'List notifications, newest first; the failed ones say why.',
    options: [
      ['--subscription <id>', 'only of this subscription'],
      ['--state <state>', 'only pending, delivered or failed'],
      ['--since <time>', 'only what happened from this time on, as 2026-12-31T18:00Z'],
      ['-n, --lines <count>', 'how many, 1 to 1000 (default: 50)'],
    ],
    talks: true,
    examples: [
      'ringfence notification list --state failed',
      'ringfence notification list --subscription 1423e408-e25c-4421-8dd1-5f754e2f5648',
    ],
    run: listNotifications,
  })
  addCommand(notification, io, 'show <id>', {
    about: 'Show a notification with every attempt to deliver it, without what was in it.',
    talks: true,
    examples: ['ringfence notification show 42'],
    run: showNotification,
  })
  addCommand<ListOptions>(notification, io, 'replay [id]', {
    about:
      'Send a webhook’s notification again, or all that failed; each is decided anew before it leaves.',
    options: [
      ['--subscription <id>', 'only of this subscription'],
      ['--since <time>', 'only what happened from this time on'],
    ],
    talks: true,
    examples: [
      'ringfence notification replay 42',
      'ringfence notification replay --since 2026-12-31T18:00Z',
    ],
    async run({ out, ask }, { subscription: of, since }, id) {
      if (id !== undefined) requireNumber(id)
      const told = await ask<{ replayed: number }>('POST', '/notifications/replay', {
        ...(id === undefined ? {} : { id: Number(id) }),
        ...(of === undefined ? {} : { subscription: of }),
        ...(since === undefined ? {} : { since }),
      })
      out.answer(told, () => `${counted(told.replayed, 'notification')} on the way again.\n`)
    },
  })
}

async function listSubscriptions(
  { io: { clock }, out, ask }: Session,
  { agent }: { readonly agent?: string },
): Promise<void> {
  const query = agent === undefined ? '' : `?${new URLSearchParams({ agent }).toString()}`
  const [{ subscriptions }, { agents }] = await Promise.all([
    ask<{ subscriptions: Subscription[] }>('GET', `/subscriptions${query}`),
    ask<{ agents: Agent[] }>('GET', '/agents'),
  ])
  const names = new Map(agents.map(({ id, name }) => [id, name]))
  out.answer({ subscriptions }, () =>
    subscriptions.length === 0
      ? 'There are no subscriptions.\n'
      : table(
          ['ID', 'AGENT', 'BY', { title: 'EVENTS', wrapAt: /, / }, 'ENDS', 'STATE'],
          subscriptions.map((one) => [
            one.id,
            names.get(one.agentId) ?? one.agentId,
            one.transport,
            one.eventFilters.join(', '),
            endText(one.expiresAt, clock.now()),
            one.blacklisted === null ? 'active' : `blacklisted: ${one.blacklisted}`,
          ]),
          out.width,
        ),
  )
}

async function listNotifications({ out, ask }: Session, options: ListOptions): Promise<void> {
  const { lines = '50', ...narrowing } = options
  const query = new URLSearchParams({ limit: lines })
  for (const name of ['subscription', 'state', 'since'] as const) {
    const value = narrowing[name]
    if (value !== undefined) query.set(name, value)
  }
  const { notifications } = await ask<{ notifications: Notification[] }>(
    'GET',
    `/notifications?${query.toString()}`,
  )
  out.answer({ notifications }, () =>
    notifications.length === 0
      ? 'There are no notifications.\n'
      : table(
          ['NUMBER', 'TIME', 'STATE', 'TRIES', { title: 'EVENT', wrapAt: /\// }, 'WHY'],
          notifications.map((one) => [
            String(one.id),
            timeText(one.at),
            one.state,
            String(one.attempts),
            one.event,
            one.reason ?? '',
          ]),
          out.width,
        ),
  )
}

function requireNumber(id: string): void {
  if (/^[1-9]\d{0,14}$/.test(id)) return
  throw new CliError('usage', `"${id}" is no number of a notification.`)
}

async function showNotification({ out, ask }: Session, _: object, id = ''): Promise<void> {
  requireNumber(id)
  const told = await ask<NotificationDetails>('GET', path`/notifications/${id}`)
  const { notification, attempts } = told
  out.answer(told, () =>
    [
      sheet([
        ['number', String(notification.id)],
        ['uuid', notification.uuid],
        ['subscription', notification.subscriptionId],
        ['event', notification.event],
        ['happened', timeText(notification.at)],
        ['state', notification.state],
        ['reason', notification.reason ?? ''],
        ['next try', notification.nextAt === null ? 'none' : timeText(notification.nextAt)],
        ['ended', notification.endedAt === null ? 'not yet' : timeText(notification.endedAt)],
        ['attempts', String(notification.attempts)],
      ]),
      ...attempts.map(attemptText),
    ].join('\n'),
  )
}

const attemptText = (attempt: NotificationDetails['attempts'][number]): string =>
  sheet([
    ['attempt', `${attempt.number}, ${timeText(attempt.at)}, ${attempt.ms.toFixed(1)} ms`],
    ['answer', attempt.status === null ? 'none' : String(attempt.status)],
    ['failed', attempt.reason ?? 'no'],
    ...Object.entries(attempt.headers).map(([name, value]) => [name, value] as const),
  ])
