// `ringfence reference`: the catalogue in a terminal, without a server: what an agent can call, what
// each call needs, and what there is to know beside.
import type { Command } from 'commander'
import { groups } from '#catalog/groups'
import { resources } from '#catalog/method'
import { permissions } from '#catalog/permissions'
import type { Profile } from '#catalog/profile'
import { openapi } from '#catalog/projections/openapi'
import {
  filterMethods,
  type MethodFilter,
  type MethodReference,
  reference,
} from '#catalog/projections/reference'
import { rateGroups } from '#catalog/rate-groups'
import { version } from '#src/version'
import { addCommand } from '../command.ts'
import { CliError } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { topics, topicText } from '../reference-topics.ts'
import { counted, sheet, table } from '../text.ts'

interface ReferenceOptions {
  readonly verb?: string
  readonly access?: string
  readonly permission?: string
  readonly resource?: string
  readonly rate?: string
  readonly group?: string
  readonly about?: string
  readonly openapi?: true
  readonly html?: string
  readonly profile?: string
}

/** What each filter takes. */
const values = {
  verb: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  access: ['read', 'write'],
  permission: [...Object.keys(permissions), 'none'],
  resource: resources,
  rate: Object.keys(rateGroups),
  group: Object.keys(groups),
  about: Object.keys(topics),
  profile: ['guide', 'live'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Adds `reference`. */
export function addReference(program: Command, io: Io): void {
  addCommand<ReferenceOptions>(program, io, 'reference [search...]', {
    about:
      'Show what agents can call: methods whose id, path or description has the words. One match is shown in full. Needs no server.',
    options: [
      ['--verb <verb>', 'GET, POST, PUT, PATCH or DELETE'],
      ['--access <access>', 'read or write'],
      [
        '--permission <name>',
        'an app permission, as ReadMessages; none for methods that need none',
      ],
      ['--resource <resource>', 'what the method acts on, as message or "call record"'],
      ['--rate <group>', 'Light, Medium or Heavy'],
      ['--group <group>', values.group.join(', ')],
      ['--about <topic>', `what there is beside methods: ${values.about.join(', ')}`],
      [
        '--profile <profile>',
        'guide, or live: as the public specification differs (default: guide)',
      ],
      ['--openapi', 'write all methods as OpenAPI 3.1'],
      [
        '--html <dir>',
        'write the page with all it needs to a folder: opened from there without server or network',
      ],
    ],
    talks: false,
    examples: [
      'ringfence reference',
      'ringfence reference message-store --access write',
      'ringfence reference createSMSMessage',
      'ringfence reference --about errors',
      'ringfence reference --openapi > ringcentral.json',
      'ringfence reference --html ./reference',
    ],
    async run({ out }, options, ...words) {
      const profile: Profile = pick('profile', options) === 'live' ? 'live' : 'guide'
      if (options.openapi) {
        const document = openapi(profile, {
          version,
          servers: ['https://platform.ringcentral.com'],
        })
        out.answer(document, () => `${JSON.stringify(document, null, 2)}\n`)
        return
      }
      if (options.html !== undefined) {
        const written = await writePages(options.html)
        out.answer(
          written,
          () => `${counted(written.files, 'file')} written. Open ${written.page}\n`,
        )
        return
      }
      const about = pick('about', options)
      const all = reference(profile)
      if (about !== undefined) {
        const topic = topics[about as keyof typeof topics] // picked from its keys
        out.answer(topic.of(all), () => topicText(topic, all, out.width))
        return
      }
      const methods = filterMethods(all.methods, filterOf(options, words))
      out.answer({ ...all, methods }, () => methodsText(methods, out.width))
    },
  })
}

/** Writes the export. @throws CliError failed where it cannot be written, or was not built */
async function writePages(folder: string): Promise<{ page: string; files: number }> {
  // Loaded here: no other form of this command reads files.
  const { writeExport } = await import('#reference/export')
  try {
    return await writeExport(folder)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException // of node:fs
    throw new CliError(
      'failed',
      code === 'ENOENT' ? 'The pages are not built: run npm run build:console.' : message,
    )
  }
}

/** A filter's value in its own spelling; undefined when it was not given. @throws CliError usage */
function pick(name: keyof typeof values, options: ReferenceOptions): string | undefined {
  const given = options[name]
  if (given === undefined) return undefined
  const wanted = given.toLowerCase().replaceAll(/[-_ ]/g, '')
  const found = values[name].find((one) => one.toLowerCase().replaceAll(/[-_ ]/g, '') === wanted)
  if (found !== undefined) return found
  throw new CliError(
    'usage',
    `--${name} does not take "${given}".`,
    `It takes: ${values[name].join(', ')}.`,
  )
}

function filterOf(options: ReferenceOptions, words: readonly string[]): MethodFilter {
  const [verb, access, permission, resource, rateGroup, group] = (
    ['verb', 'access', 'permission', 'resource', 'rate', 'group'] as const
  ).map((name) => pick(name, options))
  return {
    ...(verb === undefined ? {} : { verb }),
    ...(access === undefined ? {} : { access }),
    ...(permission === undefined ? {} : { permission }),
    ...(resource === undefined ? {} : { resource }),
    ...(rateGroup === undefined ? {} : { rateGroup }),
    ...(group === undefined ? {} : { group }),
    // People search for the paths they call, with ~ for their own ids.
    search: words
      .join(' ')
      .replaceAll('/account/~', '/account/{accountId}')
      .replaceAll('/extension/~', '/extension/{extensionId}'),
  }
}

function methodsText(methods: readonly MethodReference[], width: number): string {
  const [only] = methods
  if (!only) return 'No method matches. "ringfence reference" lists all.\n'
  if (methods.length === 1) return methodSheet(only)
  const isNarrow = width < 100
  const rows = Object.entries(groups).flatMap(([id, { label }]) => {
    const inGroup = methods.filter(({ group }) => group === id)
    return inGroup.length === 0
      ? []
      : [
          `\n${label}`,
          ...inGroup.map((method) => [
            method.verb,
            shortPath(method.path),
            method.access,
            method.actsOn,
            method.permission ?? '-',
            ...(isNarrow ? [] : [method.rateGroup]),
          ]),
        ]
  })
  return `${table(
    [
      'VERB',
      { title: 'PATH', wrapAt: /\// },
      'ACCESS',
      'ACTS ON',
      'PERMISSION',
      ...(isNarrow ? [] : ['RATE']),
    ],
    rows,
    width,
  )}
${counted(methods.length, 'method')}, ${methods.filter(({ access }) => access === 'read').length} read, ${methods.filter(({ access }) => access === 'write').length} write. ~ stands for the caller's own account or extension.
One in full: ringfence reference ID, as ${only.id}. Beside methods: --about ${values.about.join(', ')}.
`
}

/** A path with `~` for the caller's own ids: shorter, and what one calls. */
const shortPath = (path: string): string =>
  path
    .replace('/account/{accountId}', '/account/~')
    .replace('/extension/{extensionId}', '/extension/~')

const methodSheet = (method: MethodReference): string => `${method.summary}
${method.notes}

${sheet([
  ['Id', method.id],
  ['Call', `${method.verb} ${method.path}`],
  ['Access', `${method.access} ${method.actsOn}`],
  ['Permission', method.permission ?? 'none: any valid token will do'],
  ['User needs', method.userPermission ?? '-'],
  ['Rate limit', `${method.rateGroup}: ${method.perMinute} calls a minute, user and app`],
  ['Event', method.event ?? '-'],
  ['Group', groups[method.group].label],
  [
    'Version',
    `${method.version.label}, since ${method.version.since === 'base' ? 'the base version' : method.version.since}${method.version.deprecated ? `; deprecated: ${method.version.deprecated}` : ''}`,
  ],
  ['Source', method.source],
])}
Let an agent: ringfence grant add AGENT ${method.actsOn.includes(' ') ? `"${method.actsOn}"` : method.actsOn} ${method.access}
`
