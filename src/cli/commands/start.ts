// `ringfence start`: platform, gateway and demo account in one process, until it is told to stop.
import type { Command } from 'commander'
import { type Config, ConfigError, type Flags, readConfig } from '#src/config'
import { ListenError } from '#lib/server'
import { AuditLogError } from '#storage/audit-log'
import { SeedError } from '#platform/seed/file/problems'
import { StorageError } from '#storage/database'
import type { Running } from '#src/main'
import { addCommand } from '../command.ts'
import { CliError } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { quoted, sheet } from '../text.ts'

/** The flags that say how servers run. */
type StartOptions = Flags

/** Options that `start` and `platform` share. */
export const serverOptions = [
  ['--data <dir>', 'folder for databases and keys, made if it is not there (default: ./data)'],
  ['--host <address>', 'address to listen on (default: 127.0.0.1)'],
  [
    '--profile <profile>',
    'guide, or live: as RingCentral’s public specification differs (default: guide)',
  ],
  [
    '--limits <limits>',
    'guide, or off: do not limit how often the platform is called (default: guide)',
  ],
  [
    '--webhooks <policy>',
    'how webhooks are tried: ringcentral, or standard: signed, for three days (default: ringcentral)',
  ],
  [
    '--webhook-certificates <which>',
    'checked, or any: receivers may have certificates that nobody trusts (default: checked)',
  ],
  [
    '--seed <file>',
    'company to start an empty folder with, in YAML, JSON or TypeScript (default: the demo company)',
  ],
] as const

/** Adds `start`. */
export function addStart(program: Command, io: Io): void {
  addCommand<StartOptions>(program, io, 'start', {
    about: 'Start the gateway and the platform, with a demo account and agent the first time.',
    options: [
      ...serverOptions,
      ['--port <port>', 'port of the gateway; 0 picks one (default: 4100)'],
      ['--platform-port <port>', 'port of the platform; 0 picks one (default: 4101)'],
      ['--public-url <url>', 'where clients reach the gateway, when that is not where it listens'],
    ],
    talks: false,
    examples: [
      'ringfence start',
      'ringfence start --data /tmp/try --port 0 --platform-port 0',
      'ringfence start --seed company.yaml',
      'ringfence start --json | head -1 > running.json',
    ],
    async run({ out }, options) {
      const config = configOf(options, io)
      await serve(
        io,
        async () => (await import('#src/main')).startRingfence(config),
        ({ gateway, platform, adminToken, leverToken, agents, platformApp, signIn }) => {
          out.answer(
            { gateway, platform, adminToken, leverToken, agents, platformApp, signIn },
            () => welcome({ gateway, platform, adminToken, agents }, config),
          )
        },
      )
    },
  })
}

/** The configuration that flags and environment make. @throws CliError usage */
export function configOf(flags: Flags, io: Io): Config {
  try {
    return readConfig(flags, io.env)
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError('usage', error.message)
    throw error
  }
}

/** Starts, tells, waits until the person stops it, and ends it. @throws CliError failed */
export async function serve<R extends { close(): Promise<void> }>(
  io: Io,
  start: () => Promise<R>,
  tell: (running: R) => void,
): Promise<void> {
  const stop = io.stop()
  const running = await start().catch(explain)
  try {
    if (!stop.aborted) {
      tell(running)
      await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }))
    }
  } finally {
    await running.close().catch(explain)
  }
}

/** Turns what a person can mend into its one sentence. */
function explain(error: unknown): never {
  const isForPeople =
    error instanceof StorageError ||
    error instanceof ListenError ||
    error instanceof AuditLogError ||
    error instanceof SeedError
  throw isForPeople ? new CliError('failed', error.message) : error
}

/** What a newcomer needs next. */
function welcome(
  {
    gateway,
    platform,
    adminToken,
    agents,
  }: Pick<Running, 'gateway' | 'platform' | 'adminToken' | 'agents'>,
  { dataDir }: Config,
): string {
  const data = dataDir === configDefault ? '' : ` --data ${quoted(dataDir)}`
  const command = (words: string) => `npx ringfence ${words}${data}`
  const [agent] = agents
  const call = (path: string) =>
    `  curl -H "Authorization: Bearer ${agent?.key}" "${gateway}/restapi/v1.0/account/~${path}"`
  const addresses = sheet([
    ['Gateway', `${gateway}  (agents call here)`],
    [
      'Platform',
      platform === null
        ? 'none: calls go to an upstream of your own'
        : `${platform}  (RingCentral-compatible)`,
    ],
    ['Reference', `${gateway}/reference  (every method, and trying it)`],
    ['Data', dataDir],
    ['Admin token', adminToken],
    ...(agent ? [['Agent', agent.name] as const] : []),
    ...(agent
      ? [
          [
            'Its key',
            agent.key ?? `not kept; make another: ${command(`agent rotate ${quoted(agent.name)}`)}`,
          ] as const,
        ]
      : []),
  ])
  const tries = agent?.key
    ? `
A call that works: the agent may read its own messages.
${call('/extension/~/message-store')}

One that is refused, and says why: it may not list the company's extensions.
${call('/extension')}
`
    : ''
  const next = agent
    ? `
Grant more     ${command(`grant add ${quoted(agent.name)} extension read --reach account`)}
See the grid   ${command('grant grid')}
See every call ${command('audit tail')}
Something odd  ${command('doctor')}
`
    : `
Create an agent ${command('agent create my-agent')}
`
  return `Ringfence is running.

${addresses}${tries}${next}
Stop it with Ctrl-C. The same folder starts the same state again.
`
}

const configDefault = readConfig({}, {}).dataDir
