// `ringfence platform`: the RingCentral-compatible server alone; `platform limits`: how often an app of
// a running one may call. The other levers are added below it by levers/commands.ts.
import type { Command } from 'commander'
import { rateGroups, type RateGroup } from '#catalog/rate-groups'
import type { Flags } from '#src/config'
import { addCommand, type CommonOptions } from '../command.ts'
import { CliError } from '../exit-codes.ts'
import { dataDirOf, findPlatform, readDemoApp, send } from '../installation.ts'
import type { Io } from '../io.ts'
import { sheet, table } from '../text.ts'
import { configOf, serve, serverOptions } from './start.ts'

/** An app of the platform, as its levers show it. */
interface App {
  readonly clientId: string
  readonly name: string
  readonly limits: Readonly<Record<RateGroup, number>>
}

interface LimitsOptions extends CommonOptions {
  readonly app?: string
  readonly group?: string
  readonly perWindow?: string
  readonly reset?: true
}

/** Adds `platform` and `platform limits`. */
export function addPlatform(program: Command, io: Io): Command {
  const platform = addCommand<Flags>(program, io, 'platform', {
    about: 'Start the RingCentral-compatible platform alone.',
    options: [
      ...serverOptions,
      ['--port <port>', 'port of the platform; 0 picks one (default: 4101)'],
    ],
    talks: false,
    examples: [
      'ringfence platform',
      'ringfence platform --profile live --seed company.yaml',
      'ringfence platform --profile live --limits off --port 0 --json',
    ],
    async run({ out }, { port, ...options }) {
      const config = configOf(
        { ...options, ...(port === undefined ? {} : { platformPort: port }) },
        io,
      )
      await serve(
        io,
        async () => (await import('#src/main')).startPlatform(config),
        ({ platform: origin, leverToken, platformApp, signIn }) =>
          out.answer({ platform: origin, leverToken, platformApp, signIn }, () =>
            welcome(origin, config.dataDir, leverToken, platformApp, signIn),
          ),
      )
    },
  })

  addCommand<LimitsOptions>(platform, io, 'limits', {
    about: 'Show how often apps may call the running platform, or change it for one.',
    options: [
      ['--app <clientId>', 'the app (default: the demo app for developers)'],
      ['--group <group>', Object.keys(rateGroups).join(', ')],
      ['--per-window <calls>', 'calls a minute for each user, from 1 to 1000000'],
      ['--reset', 'go back to the guide’s limits, for the group or for all'],
    ],
    talks: 'platform',
    examples: [
      'ringfence platform limits',
      'ringfence platform limits --group Heavy --per-window 100',
      'ringfence platform limits --reset',
    ],
    async run({ out }, options) {
      const change = changeOf(options)
      if (change === undefined) {
        const { apps } = await pull<{ apps: readonly App[] }>(options, io, 'GET', '/apps')
        const shown = apps.filter(
          ({ clientId }) => options.app === undefined || clientId === options.app,
        )
        out.answer({ apps: shown }, () => appTable(shown, out.width))
        return
      }
      const clientId = options.app ?? readDemoApp(dataDirOf(options, io))
      const target = `/apps/${encodeURIComponent(clientId)}/limits`
      const app = await (change.body
        ? pull<App>(options, io, 'PUT', target, change.body)
        : pull<App>(options, io, 'DELETE', target))
      out.answer(app, () => appTable([app], out.width))
    },
  })
  return platform
}

const appTable = (apps: readonly App[], width: number) =>
  table(
    ['APP', 'CLIENT ID', 'LIGHT', 'MEDIUM', 'HEAVY', 'AUTH'],
    apps.map(({ name, clientId, limits }) => [
      name,
      clientId,
      ...[limits.Light, limits.Medium, limits.Heavy, limits.Auth].map(String),
    ]),
    width,
  )

/** What is to be changed; undefined when the limits are only looked at. @throws CliError usage */
function changeOf({ group, perWindow, reset }: LimitsOptions): { body: object | null } | undefined {
  if (group === undefined && perWindow === undefined && !reset) return undefined
  const name = Object.keys(rateGroups).find((one) => one.toLowerCase() === group?.toLowerCase())
  if (group !== undefined && name === undefined) {
    throw new CliError(
      'usage',
      `--group takes one of ${Object.keys(rateGroups).join(', ')}, not "${group}".`,
    )
  }
  if (reset) {
    if (perWindow !== undefined)
      throw new CliError('usage', 'Give --per-window or --reset, not both.')
    return { body: name === undefined ? null : { [name]: null } }
  }
  if (name === undefined || perWindow === undefined) {
    throw new CliError('usage', 'A limit needs both --group and --per-window.')
  }
  if (!/^[1-9]\d{0,6}$/.test(perWindow) || Number(perWindow) > 1_000_000) {
    throw new CliError('usage', `--per-window takes 1 to 1000000 calls, not "${perWindow}".`)
  }
  return { body: { [name]: Number(perWindow) } }
}

/** Moves a lever of the running platform. */
async function pull<T>(
  options: CommonOptions,
  io: Io,
  verb: 'GET' | 'PUT' | 'DELETE',
  target: string,
  body?: object,
): Promise<T> {
  const { platform, leverToken } = findPlatform(options, io)
  const response = await send(platform, `${platform}/_platform${target}`, {
    method: verb,
    headers: { Authorization: `Bearer ${leverToken}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const reply: unknown = await response.json().catch(() => ({}))
  if (response.ok) return reply as T // the lever's own reply
  const { detail } = reply as { detail?: unknown } // problem details, judged next
  throw new CliError(
    'failed',
    typeof detail === 'string' ? detail : `${platform} answered with status ${response.status}.`,
    response.status === 404 ? 'See the apps with "ringfence platform limits".' : null,
  )
}

/** What a developer needs next. */
function welcome(
  origin: string,
  dataDir: string,
  leverToken: string,
  {
    clientId,
    clientSecret,
    jwt,
  }: { clientId: string | null; clientSecret: string | null; jwt: string | null },
  signIn: { username: string; password: string } | null,
): string {
  const kept = (secret: string | null) => secret ?? 'not kept'
  return `The platform is running.

${sheet([
  ['Server', origin],
  ['Reference', `${origin}/reference  (every method, and trying it)`],
  ['Data', dataDir],
  ['Lever token', leverToken],
  ['Client id', kept(clientId)],
  ['Client secret', kept(clientSecret)],
  ['JWT', kept(jwt)],
  ...(signIn
    ? ([
        ['Person', signIn.username],
        ['Password', signIn.password],
      ] as const)
    : []),
])}
Log in with any RingCentral SDK: server, client id and secret as above, then login({ jwt }).
Stop it with Ctrl-C. The same folder starts the same state again.
`
}
