// What a scenario reports and how it is written: tables whose rows are plain objects, so that the
// Markdown for people and the JSON for programs are two views of the same values.
import { readFile, mkdir, writeFile } from 'node:fs/promises'
import { machine, type Machine } from './machine.ts'

/** A row: column name to value. null is shown as a dash. */
export type Row = Readonly<Record<string, string | number | null>>

/** A table; its columns are the keys of its first row. */
export interface Table {
  readonly title: string
  readonly rows: readonly Row[]
}

/** What was aimed at and what came out. */
export interface Aim {
  readonly what: string
  readonly target: string
  readonly measured: string
  readonly met: boolean
}

/** An aim that is met by what is not more, rounded as it is shown. */
export const atMost = (what: string, value: number, most: number, unit: string): Aim => ({
  what,
  target: `≤ ${most} ${unit}`,
  measured: `${Math.round(value)} ${unit}`,
  met: value <= most,
})

/** The result of one scenario. */
export interface Report {
  readonly title: string
  /** How it was measured, a sentence each. */
  readonly setup: readonly string[]
  readonly tables: readonly Table[]
  readonly aims: readonly Aim[]
}

interface Kept extends Report {
  readonly measuredAt: string
  readonly machine: Machine
}

const folder = new URL('../results/', import.meta.url)
const jsonFile = new URL('latest.json', folder)
const markdownFile = new URL('latest.md', folder)

/** Puts `report` beside the last results of the other scenarios, in results/latest.json and latest.md. */
export async function keep(scenario: string, report: Report, measuredAt: Date): Promise<void> {
  await mkdir(folder, { recursive: true })
  const kept = await readFile(jsonFile, 'utf8').then(
    // Written by this function.
    (text) => JSON.parse(text) as Record<string, Kept>,
    () => ({}),
  )
  const all = {
    ...kept,
    [scenario]: { measuredAt: measuredAt.toISOString(), machine: machine(), ...report },
  }
  await writeFile(jsonFile, `${JSON.stringify(all, null, 2)}\n`)
  const sections = Object.values(all).map(
    (each) => `${markdown(each)}\n\n_${day(each.measuredAt)}; ${conditions(each.machine)}._\n`,
  )
  await writeFile(
    markdownFile,
    `# Benchmark results\n\nWritten by \`npm run bench\`. Compare the ratios of one run; absolute numbers move with the machine.\n\n${sections.join('\n')}`,
  )
}

/** The report as Markdown, without date and machine. */
export function markdown(report: Report): string {
  const aims = report.aims.map(({ what, target, measured, met }) => ({
    'what is aimed at': what,
    target,
    measured,
    met: met ? 'yes' : 'NO',
  }))
  const tables = aims.length > 0 ? [...report.tables, { title: '', rows: aims }] : report.tables
  return [
    `## ${report.title}`,
    report.setup.join(' '),
    ...tables.map(({ title, rows }) => (title ? `**${title}**\n\n` : '') + table(rows)),
  ].join('\n\n')
}

/** One line on the machine and the conditions. */
export function conditions(on: Machine): string {
  const pinning = on.pinned
    ? 'target pinned to one core, load and backend to another'
    : 'NOT pinned to cores'
  const busy =
    on.busyBefore > 0.5
      ? `; DISTURBED: the machine was busy already (load ${on.busyBefore.toFixed(1)})`
      : ''
  return `${on.cpu}, ${on.cores} cores, ${on.memoryGiB} GiB, ${on.system}, Node ${on.node}, load by ${on.load}, ${pinning}${busy}`
}

/** A ratio as people read it: `1.24×`. */
export function times(ratio: number): string {
  return `${ratio.toFixed(2)}×`
}

function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cells = rows.map((row) =>
    columns.map((column) => shown(row[column] ?? null, /[÷×]/.test(column))),
  )
  const widths = columns.map((column, index) =>
    Math.max(column.length, 3, ...cells.map((line) => line[index]?.length ?? 0)),
  )
  const numeric = columns.map((column) => rows.some((row) => typeof row[column] === 'number'))
  const line = (values: readonly string[]) =>
    `| ${values.map((value, at) => (numeric[at] ? value.padStart(widths[at] ?? 0) : value.padEnd(widths[at] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, at) => (numeric[at] ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`
  return [line(columns), rule, ...cells.map(line)].join('\n')
}

function shown(value: string | number | null, isRatio: boolean): string {
  if (value === null) return '–'
  if (typeof value === 'string') return value
  if (isRatio) return value.toFixed(2)
  if (Number.isInteger(value) || Math.abs(value) >= 100)
    return Math.round(value).toLocaleString('en')
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2)
}

function day(at: string): string {
  return at.slice(0, 10)
}
