// `ringfence subscription …` and `ringfence notification …`: what agents subscribed to, and what became of
// the events on their way to them.
import type { Command } from 'commander'
import type { Notification, Subscription } from '#admin/event-schemas'
import type { Agent } from '#admin/schemas'
import { addCommand, addGroup, type Session } from '../command.ts'
import { CliError } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { counted, endText, table, timeText } from '../text.ts'

interface ListOptions {
  readonly subscription?: string
  readonly state?: string
  readonly since?: string
  readonly lines?: string
}

/** Adds `subscription` and `notification` with their subcommands. */
export function addEvents(program: Command, io: Io): void {
  const subscription = addGroup(program, 'subscription', 'See what agents subscribed to.')
  addCommand<{ readonly agent?: string }>(subscription, io, 'list', {
    about: 'List the subscriptions of agents.',
    options: [['--agent <agent>', 'only this agent’s, by id or name']],
    talks: true,
    examples: ['ringfence subscription list', 'ringfence subscription list --agent support-bot'],
    run: listSubscriptions,
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
      if (id !== undefined && !/^[1-9]\d{0,14}$/.test(id)) {
        throw new CliError('usage', `"${id}" is no number of a notification.`)
      }
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
