// `ringfence audit …`: what agents did and tried, and whether the log of it is as it was written.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Agent, AuditRecord, Head, Verification } from '#admin/schemas'
import { type Head as StoredHead, parseHead } from '#storage/audit-log'
import { addCommand, addGroup, type CommonOptions, path, type Session } from '../command.ts'
import { CliError, Finding } from '../exit-codes.ts'
import { dataDirOf } from '../installation.ts'
import type { Io } from '../io.ts'
import { recordHeading, recordLine, recordSheet } from '../record.ts'
import { sheet } from '../text.ts'
import { verifyFile } from '../verify-file.ts'

interface TailOptions extends CommonOptions {
  readonly lines?: string
  readonly follow?: true
  readonly agent?: string
  readonly method?: string
  readonly resource?: string
  readonly access?: string
  readonly decision?: string
  readonly kind?: string
  readonly from?: string
  readonly to?: string
}

/** How often a followed log is asked for news. */
const pollMs = 500

/** Adds `audit` and its subcommands. */
export function addAudit(program: Command, io: Io): void {
  const audit = addGroup(program, 'audit', 'Read the audit log, and check that nobody changed it.')

  addCommand<TailOptions>(audit, io, 'tail', {
    about: 'Show the last records, oldest first; with --json one record on each line.',
    options: [
      ['-n, --lines <count>', 'how many, 1 to 1000 (default: 20)'],
      ['-f, --follow', 'go on with new ones until stopped'],
      ['--agent <agent>', 'only this agent’s, by id or name'],
      ['--method <id>', 'only calls to this method, as createSMSMessage'],
      ['--resource <resource>', 'only what acts on this resource'],
      ['--access <access>', 'only read, or only write'],
      ['--decision <decision>', 'only allow, deny or ask'],
      [
        '--kind <kinds>',
        'only these, with commas: intent, call, refused, event, unauthenticated, admin, system',
      ],
      ['--from <time>', 'only from this time on, as 2026-12-31 or 2026-12-31T18:00Z'],
      ['--to <time>', 'only before this time'],
    ],
    talks: true,
    examples: [
      'ringfence audit tail',
      'ringfence audit tail --follow --decision deny',
      'ringfence audit tail -n 1000 --agent support-bot --json',
    ],
    run: tail,
  })

  addCommand(audit, io, 'show <record>', {
    about: 'Show everything that one record holds, by its id or number.',
    talks: true,
    examples: ['ringfence audit show 42', 'ringfence audit show 42 --json'],
    async run(session, _, id = '') {
      const record = await session.ask<AuditRecord>('GET', path`/audit/records/${id}`)
      const names = session.out.json ? new Map<string, string>() : await agentNames(session)
      session.out.answer(record, () => recordSheet(record, names))
    },
  })

  addCommand<CommonOptions & { readonly expect?: string }>(audit, io, 'verify', {
    about:
      'Check every record of the log and print its head. Reads the folder itself, with or without a server; only with --url it asks the server.',
    options: [
      ['--expect <head>', 'a head that was kept elsewhere: a tail that was cut off is found too'],
    ],
    talks: true,
    examples: [
      'ringfence audit verify',
      'ringfence audit verify --expect "$(cat head-of-yesterday.txt)"',
      'ringfence audit verify --json | jq -r .head.head > head-of-today.txt',
    ],
    async run(session, options) {
      const expect = options.expect === undefined ? undefined : readHead(options.expect)
      const found =
        options.url === undefined
          ? await verifyFolder(session, options, expect)
          : await session.ask<Verification>('POST', '/audit/verify', { expect: options.expect })
      session.out.answer(found, () => verificationText(found))
      if (!found.intact) throw new Finding('damaged')
    },
  })
}

async function tail(session: Session, options: TailOptions): Promise<void> {
  const { out, io, ask } = session
  const limit = countOf(options.lines)
  const query = queryOf(options)
  const names = out.json ? new Map<string, string>() : await agentNames(session)
  const show = (records: readonly AuditRecord[]) => {
    for (const record of records) out.answer(record, () => recordLine(record, names))
  }
  const head = await ask<Head>('GET', '/audit/head')
  const { records } = await ask<{ records: AuditRecord[] }>(
    'GET',
    `/audit/records?${query}&before=${head.seq + 1}&limit=${limit}`,
  )
  if (!out.json && (records.length > 0 || options.follow)) io.stdout.write(out.dim(recordHeading()))
  show(records.toReversed())
  if (!options.follow) {
    if (records.length === 0) out.aside('No records.\n')
    return
  }
  const stop = io.stop()
  for (let { seq } = head; !stop.aborted;) {
    // One after the other: each asks for what came after the one before.
    // oxlint-disable-next-line no-await-in-loop
    const page = await ask<{ records: AuditRecord[]; next: number | null }>(
      'GET',
      `/audit/records?${query}&after=${seq}&limit=1000`,
    )
    show(page.records)
    seq = page.records.at(-1)?.seq ?? seq
    // oxlint-disable-next-line no-await-in-loop
    if (page.next === null) await wait(pollMs, undefined, { signal: stop }).catch(() => undefined)
  }
}

const filters = ['agent', 'method', 'resource', 'access', 'decision', 'from', 'to'] as const

/** The filters as the admin API takes them. */
function queryOf(options: TailOptions): string {
  const query = new URLSearchParams()
  for (const name of filters) {
    const value = options[name]
    if (value !== undefined) query.set(name, value)
  }
  for (const kind of options.kind?.split(',') ?? []) query.append('kind', kind.trim())
  return query.toString()
}

function countOf(text = '20'): number {
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= 1000) return Number(text)
  throw new CliError('usage', `--lines takes 1 to 1000, not "${text}".`)
}

async function agentNames({ ask }: Session): Promise<Map<string, string>> {
  const { agents } = await ask<{ agents: Agent[] }>('GET', '/agents')
  return new Map(agents.map(({ id, name }) => [id, name]))
}

function readHead(text: string): StoredHead {
  const head = parseHead(text)
  if (head) return head
  throw new CliError(
    'usage',
    '--expect takes a head as SEQ:HASH.',
    'It is what "ringfence audit verify" printed.',
  )
}

/** Verifies the log in the folder, against the running server's head where there is one. */
async function verifyFolder(
  session: Session,
  options: CommonOptions,
  expect: StoredHead | undefined,
): Promise<Verification> {
  const file = join(dataDirOf(options, session.io), 'audit.db')
  if (!existsSync(file)) {
    throw new CliError(
      'failed',
      `There is no audit log at ${file}.`,
      'Name the folder of the installation with --data.',
    )
  }
  return verifyFile(file, expect ?? (await runningHead(session)))
}

/** What the running server knows to be durable; undefined when none runs. */
async function runningHead({ ask }: Session): Promise<StoredHead | undefined> {
  try {
    return parseHead((await ask<Head>('GET', '/audit/head')).head) ?? undefined
  } catch (error) {
    if (error instanceof CliError) return undefined
    throw error
  }
}

function verificationText(found: Verification): string {
  if (!found.intact) return `The audit log was changed.\n\n${found.damage.message}\n`
  return `The audit log is as it was written.

${sheet([
  ['Records', String(found.count)],
  ['Head', found.head.head],
])}
Keep the head elsewhere: with --expect it proves later that nothing up to here was changed or cut off.
`
}
