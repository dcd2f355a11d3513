// `ringfence agent …`: the software principals that call RingCentral, their keys and JWT credentials.
import type { Command } from 'commander'
import type { Agent, Credential, Grant, NewCredential } from '#admin/schemas'
import { addCommand, addGroup, path, type Session } from '../command.ts'
import { CliError } from '../exit-codes.ts'
import { expiryForms, readExpiry } from '../expiry.ts'
import type { Io } from '../io.ts'
import { counted, endText, quoted, sheet, table, timeText } from '../text.ts'
import { grantTable } from './grant.ts'

interface ExpiryOptions {
  readonly expires?: string
}

const expiryOption = ['--expires <when>', `when it ends: ${expiryForms}`] as const

/** Adds `agent` and its subcommands. */
export function addAgent(program: Command, io: Io): void {
  const agent = addGroup(program, 'agent', 'Create agents, give them keys, pause and revoke them.')

  addCommand<ExpiryOptions>(agent, io, 'create <name>', {
    about:
      'Create an agent and show its key, this once. It may do nothing until it is granted something.',
    options: [expiryOption],
    talks: true,
    examples: ['ringfence agent create support-bot', 'ringfence agent create trial --expires 30d'],
    async run({ io: { clock }, out, ask }, { expires }, name = '') {
      const created = await ask<{ agent: Agent; key: NewCredential }>('POST', '/agents', {
        name,
        expiresAt: readExpiry(expires, clock.now()) ?? null,
      })
      out.answer(created, () =>
        secretText(`Agent ${created.agent.name} is created.`, 'key', created.key),
      )
      out.aside(
        `Grant it something: ringfence grant add ${quoted(created.agent.name)} message read\n`,
      )
    },
  })

  addCommand(agent, io, 'list', {
    about: 'List the agents.',
    options: [['--all', 'revoked ones too']],
    talks: true,
    examples: ['ringfence agent list', 'ringfence agent list --all --json'],
    async run({ io: { clock }, out, ask }, { all }: { readonly all?: true }) {
      const { agents } = await ask<{ agents: Agent[] }>('GET', '/agents')
      const shown = agents.filter((one) => all || one.status !== 'revoked')
      out.answer({ agents: shown }, () =>
        shown.length === 0
          ? 'There are no agents. Create one with "ringfence agent create NAME".\n'
          : table(
              ['NAME', 'ID', 'STATUS', 'CREATED', 'EXPIRES'],
              shown.map(({ name, id, status, createdAt, expiresAt }) => [
                name,
                id,
                status,
                timeText(createdAt),
                endText(expiresAt, clock.now()),
              ]),
              out.width,
            ),
      )
    },
  })

  addCommand(agent, io, 'show <agent>', {
    about: 'Show an agent: its state, credentials and grants.',
    talks: true,
    examples: ['ringfence agent show support-bot'],
    run: (session, _, name = '') => show(session, name),
  })

  addChange(agent, io, 'pause', 'Refuse an agent until it is resumed; its sessions end.', 'paused')
  addChange(agent, io, 'resume', 'Accept a paused agent again.', 'active again')

  addCommand<{ readonly credential?: string }>(agent, io, 'revoke <agent>', {
    about: 'Refuse an agent for good, or end one of its keys or JWTs alone.',
    options: [['--credential <id>', 'end this key or JWT alone']],
    talks: true,
    examples: [
      'ringfence agent revoke support-bot',
      'ringfence agent revoke support-bot --credential key_Zm9v…',
    ],
    async run({ out, ask }, { credential }, name = '') {
      if (credential === undefined) {
        const revoked = await ask<Agent>('DELETE', path`/agents/${name}`)
        out.answer(revoked, () => `Agent ${revoked.name} is revoked for good.\n`)
        return
      }
      const target = credential.startsWith('jwt_')
        ? path`/agents/${name}/jwts/${credential}`
        : path`/agents/${name}/keys/${credential}`
      const ended = await ask<Credential>('DELETE', target)
      out.answer(ended, () => `${ended.id} is revoked for good.\n`)
    },
  })

  addCommand(agent, io, 'expire <agent> <when>', {
    about: 'Set when an agent stops being accepted.',
    talks: true,
    examples: ['ringfence agent expire trial 2w', 'ringfence agent expire trial never'],
    async run({ io: { clock }, out, ask }, _, name = '', when = '') {
      const expiresAt = readExpiry(when, clock.now()) ?? null
      const changed = await ask<Agent>('PATCH', path`/agents/${name}`, { expiresAt })
      out.answer(changed, () =>
        sheet([
          ['Agent', changed.name],
          ['Expires', endText(changed.expiresAt, clock.now())],
        ]),
      )
    },
  })

  addCommand<ExpiryOptions & { readonly overlap?: string }>(agent, io, 'rotate <agent>', {
    about: 'Give an agent a new key, shown this once, and end its former ones.',
    options: [
      expiryOption,
      [
        '--overlap <time>',
        'how long the former keys still count, as 10m, 12h or 7d (default: not at all)',
      ],
    ],
    talks: true,
    examples: [
      'ringfence agent rotate support-bot',
      'ringfence agent rotate support-bot --overlap 1h',
    ],
    async run({ io: { clock }, out, ask }, { expires, overlap }, name = '') {
      const rotated = await ask<{ key: NewCredential }>('POST', path`/agents/${name}/keys`, {
        expiresAt: readExpiry(expires, clock.now()) ?? null,
        overlapSeconds: readOverlap(overlap),
      })
      out.answer(rotated, () => secretText(`Agent ${name} has a new key.`, 'key', rotated.key))
    },
  })

  addCommand<ExpiryOptions>(agent, io, 'jwt <agent>', {
    about: 'Give an agent a JWT credential, shown this once: RingCentral SDKs log in with it.',
    options: [expiryOption],
    talks: true,
    examples: ['ringfence agent jwt support-bot --expires 30d'],
    async run({ io: { clock }, out, ask }, { expires }, name = '') {
      const issued = await ask<{ jwt: NewCredential }>('POST', path`/agents/${name}/jwts`, {
        expiresAt: readExpiry(expires, clock.now()) ?? null,
      })
      out.answer(issued, () => secretText(`Agent ${name} has a JWT credential.`, 'JWT', issued.jwt))
    },
  })
}

function addChange(
  agent: Command,
  io: Io,
  verb: 'pause' | 'resume',
  about: string,
  now: string,
): void {
  addCommand(agent, io, `${verb} <agent>`, {
    about,
    talks: true,
    examples: [`ringfence agent ${verb} support-bot`],
    async run({ out, ask }, _, name = '') {
      const changed = await ask<Agent>('POST', `${path`/agents/${name}`}/${verb}`)
      out.answer(changed, () => `Agent ${changed.name} is ${now}.\n`)
    },
  })
}

async function show({ io: { clock }, out, ask }: Session, name: string): Promise<void> {
  const [agent, { keys }, { jwts }, { grants }] = await Promise.all([
    ask<Agent>('GET', path`/agents/${name}`),
    ask<{ keys: Credential[] }>('GET', path`/agents/${name}/keys`),
    ask<{ jwts: Credential[] }>('GET', path`/agents/${name}/jwts`),
    ask<{ grants: Grant[] }>('GET', path`/agents/${name}/grants`),
  ])
  out.answer({ agent, keys, jwts, grants }, () => {
    const now = clock.now()
    const state = ({ revokedAt, expiresAt }: Credential) =>
      revokedAt !== null
        ? `revoked ${timeText(revokedAt)}`
        : expiresAt !== null && Date.parse(expiresAt) <= now
          ? 'expired'
          : 'counts'
    const credentials = [...keys, ...jwts].map((one) => [
      one.id,
      state(one),
      timeText(one.createdAt),
      endText(one.expiresAt, now),
    ])
    return [
      sheet([
        ['Agent', out.bold(agent.name)],
        ['Id', agent.id],
        ['Status', agent.status],
        ['Created', timeText(agent.createdAt)],
        ['Expires', endText(agent.expiresAt, now)],
        ['Connection', agent.connectionId],
      ]),
      table(['CREDENTIAL', 'STATE', 'CREATED', 'EXPIRES'], credentials, out.width),
      grants.length === 0
        ? `No grants: every call is refused. Add one with "ringfence grant add ${quoted(agent.name)} RESOURCE ACCESS".\n`
        : `${counted(grants.length, 'grant')}\n${grantTable(grants, now, out.width)}`,
    ].join('\n')
  })
}

/** A secret that is shown once, set off so that it is not overlooked. */
const secretText = (done: string, what: string, { id, secret }: NewCredential): string =>
  `${done}

  ${secret}

This ${what} (${id}) is shown this once. Keep it like a password.
`

function readOverlap(text: string | undefined): number {
  if (text === undefined) return 0
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[match?.[2] ?? ''] ?? Number.NaN
  const overlap = Number(match?.[1]) * seconds
  if (overlap <= 7 * 86_400) return overlap
  throw new CliError(
    'usage',
    `"${text}" is no overlap.`,
    'Give one of up to 7 days, as 10m, 12h or 7d.',
  )
}
