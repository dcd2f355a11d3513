// `ringfence grant …`: the access grid. What no grant names is refused.
import type { Command } from 'commander'
import { resources } from '#catalog/method'
import type { Agent, Grant, GridRow } from '#admin/schemas'
import { addCommand, addGroup, path } from '../command.ts'
import { CliError } from '../exit-codes.ts'
import { expiryForms, readExpiry } from '../expiry.ts'
import type { Io } from '../io.ts'
import { counted, endText, reachText, table } from '../text.ts'

interface AddOptions {
  readonly reach?: string
  readonly expires?: string
}

/** Adds `grant` and its subcommands. */
export function addGrant(program: Command, io: Io): void {
  const grant = addGroup(program, 'grant', 'Say which agent may read or write what.')

  addCommand<AddOptions>(grant, io, 'add <agent> <resource> <access>', {
    about: 'Grant an agent read or write access to a resource; neither implies the other.',
    options: [
      [
        '--reach <reach>',
        'own (the connection’s extension), account, or extension ids with commas (default: own)',
      ],
      ['--expires <when>', `when it ends: ${expiryForms} (default: never)`],
    ],
    talks: true,
    examples: [
      'ringfence grant add support-bot message read',
      'ringfence grant add support-bot "call record" read --reach account --expires 30d',
      'ringfence grant add support-bot message write --reach 62264425,62264426',
    ],
    async run(
      { io: { clock }, out, ask },
      { reach = 'own', expires },
      agent = '',
      resource = '',
      access = '',
    ) {
      const added = await ask<Grant>('POST', path`/agents/${agent}/grants`, {
        resource: resourceOf(resource),
        access,
        reach: reachOf(reach),
        expiresAt: readExpiry(expires, clock.now()) ?? null,
      })
      out.answer(added, () => grantTable([added], clock.now(), out.width))
    },
  })

  addCommand(grant, io, 'list [agent]', {
    about: 'List the grants of one agent, or of all.',
    talks: true,
    examples: ['ringfence grant list', 'ringfence grant list support-bot --json'],
    async run({ io: { clock }, out, ask }, _, agent) {
      const [{ grants }, { agents }] = await Promise.all([
        ask<{ grants: Grant[] }>(
          'GET',
          agent === undefined ? '/grants' : path`/agents/${agent}/grants`,
        ),
        ask<{ agents: Agent[] }>('GET', '/agents'),
      ])
      out.answer({ grants }, () =>
        grants.length === 0
          ? 'There are no grants: every call is refused. Add one with "ringfence grant add AGENT RESOURCE ACCESS".\n'
          : grantTable(
              grants,
              clock.now(),
              out.width,
              new Map(agents.map(({ id, name }) => [id, name])),
            ),
      )
    },
  })

  addCommand(grant, io, 'remove <agent> <resource-or-id> [access]', {
    about: 'Remove a grant by its id, or all grants of one resource and access.',
    talks: true,
    examples: [
      'ringfence grant remove support-bot message write',
      'ringfence grant remove support-bot grant_4Kx…',
    ],
    async run({ io: { clock }, out, ask }, _, agent = '', what = '', access) {
      const isId = what.startsWith('grant_')
      if (isId === (access !== undefined)) {
        throw new CliError(
          'usage',
          'Name a grant by its id alone, or a resource with an access.',
          'List them: ringfence grant list AGENT',
        )
      }
      const removed = isId
        ? [await ask<Grant>('DELETE', path`/agents/${agent}/grants/${what}`)]
        : (
            await ask<{ removed: Grant[] }>(
              'DELETE',
              path`/agents/${agent}/grants?resource=${resourceOf(what)}&access=${access ?? ''}`,
            )
          ).removed
      out.answer(
        { removed },
        () =>
          `${counted(removed.length, 'grant')} removed.\n${grantTable(removed, clock.now(), out.width)}`,
      )
    },
  })

  addCommand(grant, io, 'grid [agent...]', {
    about: 'Show the access grid: resources by agents, and how far each reaches.',
    talks: true,
    examples: ['ringfence grant grid', 'ringfence grant grid support-bot'],
    async run({ out, ask }, _, ...names) {
      const grid = await ask<{ resources: string[]; rows: GridRow[] }>('GET', '/grid')
      const rows = names.map((name) => {
        const row = grid.rows.find(({ agent }) => agent.name === name || agent.id === name)
        if (row) return row
        throw new CliError(
          'failed',
          `No agent has the id or name "${name}".`,
          'List the agents: ringfence agent list',
        )
      })
      const shown = names.length === 0 ? grid.rows : rows
      out.answer({ ...grid, rows: shown }, () => gridText(shown, out.width))
    },
  })
}

/** Grants as a table; with names, of which agent each is. */
export function grantTable(
  grants: readonly Grant[],
  now: number,
  width: number,
  names?: ReadonlyMap<string, string>,
): string {
  return table(
    [
      ...(names ? ['AGENT'] : []),
      'RESOURCE',
      'ACCESS',
      { title: 'REACH', wrapAt: /,/ },
      'EXPIRES',
      'ID',
    ],
    grants.map((grant) => [
      ...(names ? [names.get(grant.agentId) ?? grant.agentId] : []),
      grant.resource,
      grant.access,
      reachText(grant.reach),
      endText(grant.expiresAt, now),
      grant.id,
    ]),
    width,
  )
}

/** Resources down, agents across, as many side by side as fit. */
function gridText(rows: readonly GridRow[], width: number): string {
  if (rows.length === 0)
    return 'There are no agents. Create one with "ringfence agent create NAME".\n'
  const first = Math.max(...resources.map((resource) => resource.length))
  const cellWidth = 9
  const blockWidth = (row: GridRow) => Math.max(2 * cellWidth + 2, title(row).length) + 2
  const blocks: GridRow[][] = [[]]
  let used = first
  for (const row of rows) {
    if (used + blockWidth(row) > width && used > first) {
      blocks.push([])
      used = first
    }
    blocks.at(-1)?.push(row)
    used += blockWidth(row)
  }
  const line = (head: string, cells: readonly string[]) =>
    `${[head.padEnd(first), ...cells].join('  ').trimEnd()}\n`
  const pair = (row: GridRow, read: string, write: string) =>
    `${read.padEnd(cellWidth)}  ${write.padEnd(cellWidth)}`.padEnd(blockWidth(row) - 2)
  return blocks
    .map((block) =>
      [
        line(
          '',
          block.map((row) => title(row).padEnd(blockWidth(row) - 2)),
        ),
        line(
          'RESOURCE',
          block.map((row) => pair(row, 'READ', 'WRITE')),
        ),
        ...resources.map((resource) =>
          line(
            resource,
            block.map((row) =>
              pair(row, cell(row, resource, 'read'), cell(row, resource, 'write')),
            ),
          ),
        ),
      ].join(''),
    )
    .join('\n')
}

const title = ({ agent: { name, status } }: GridRow): string =>
  status === 'paused' ? `${name} (paused)` : name

/** A cell: how far it reaches, `*` when it ends; `-` for a denial. */
function cell({ cells }: GridRow, resource: string, access: string): string {
  const grants =
    cells.find((one) => one.resource === resource && one.access === access)?.grants ?? []
  const widest =
    grants.find(({ reach }) => reach === 'account') ?? grants.find(({ reach }) => reach === 'own')
  const listed = grants.flatMap(({ reach }) => (typeof reach === 'string' ? [] : reach.extensions))
  const text =
    widest?.reach === 'account'
      ? 'account'
      : [
          ...(widest ? ['own'] : []),
          ...(listed.length > 0 ? [`${new Set(listed).size} ext`] : []),
        ].join('+')
  return text === ''
    ? '-'
    : `${text}${grants.every(({ expiresAt }) => expiresAt !== null) ? '*' : ''}`
}

/** A resource as people type it: `call-record` is `call record`. */
function resourceOf(text: string): string {
  const wanted = text.toLowerCase().replaceAll(/[-_]/g, ' ')
  const found = resources.find((resource) => resource === wanted)
  if (found) return found
  throw new CliError('usage', `"${text}" is no resource.`, `Name one of: ${resources.join(', ')}.`)
}

const reachOf = (text: string): Grant['reach'] =>
  text === 'own' || text === 'account'
    ? text
    : {
        extensions: text
          .split(',')
          .map((id) => id.trim())
          .filter((id) => id !== ''),
      }
