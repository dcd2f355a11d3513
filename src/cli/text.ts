// How commands write for people: aligned tables, times, reaches, emphasis. Pure functions; nothing
// here writes anything.
import type { Grant } from '#admin/schemas'

/** A word as a shell takes it. */
export const quoted = (word: string): string =>
  /^[\w./@:,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/** One column of a table. */
export interface Column {
  readonly title: string
  /** Wraps at these characters when the table would be too wide; at most one column has it. */
  readonly wrapAt?: RegExp
}

/** A row of a table: its cells, or a line across it. */
export type Row = readonly string[] | string

const gap = '  '

/**
 * A table with aligned columns, for a terminal of `width` characters. Cells are single lines. When it
 * would be wider, the column that may is wrapped; the others never lose a character.
 */
export function table(
  columns: readonly (Column | string)[],
  rows: readonly Row[],
  width: number,
): string {
  const heads = columns.map((column) => (typeof column === 'string' ? { title: column } : column))
  const widths = heads.map(({ title }, index) =>
    Math.max(...[title, ...rows.map((row) => cellOf(row, index))].map(widthOf)),
  )
  const flexible = heads.findIndex((column) => 'wrapAt' in column)
  const wrapAt = heads[flexible]?.wrapAt
  const others = widths.reduce((sum, one, index) => sum + (index === flexible ? 0 : one + 2), 0)
  const room = Math.max(width - others, 24)
  if (!wrapAt || (widths[flexible] ?? 0) <= room) return lines(heads, rows, widths)

  const wrapped = rows.flatMap((row): Row[] => {
    if (typeof row === 'string') return [row]
    return wrap(row[flexible] ?? '', wrapAt, room).map((part, line) =>
      row.map((cell, index) => (index === flexible ? part : line === 0 ? cell : '')),
    )
  })
  widths[flexible] = Math.max(...wrapped.map((row) => widthOf(cellOf(row, flexible))))
  return lines(heads, wrapped, widths)
}

const cellOf = (row: Row, index: number): string =>
  typeof row === 'string' ? '' : (row[index] ?? '')

function lines(heads: readonly Column[], rows: readonly Row[], widths: readonly number[]): string {
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell + ' '.repeat(Math.max((widths[index] ?? 0) - widthOf(cell), 0)))
      .join(gap)
      .trimEnd()
  const all = [
    line(heads.map(({ title }) => title)),
    ...rows.map((row) => (typeof row === 'string' ? row : line(row))),
  ]
  return `${all.join('\n')}\n`
}

// Characters, not UTF-16 units: names may have letters beyond the basic plane.
const widthOf = (text: string): number => Array.from(text).length

/** Breaks a text after the characters that `at` matches, into parts of at most `room` where it can. */
function wrap(text: string, at: RegExp, room: number): string[] {
  const pieces = text.split(new RegExp(`(?<=${at.source})`)).filter((piece) => piece !== '')
  const parts: string[] = ['']
  for (const piece of pieces) {
    const last = parts.at(-1) ?? ''
    if (last !== '' && widthOf(last) + widthOf(piece.trimEnd()) > room) parts.push(`  ${piece}`)
    else parts[parts.length - 1] = last + piece
  }
  return parts.map((part) => part.trimEnd())
}

/** Names and values under each other: what one thing is like. */
export function sheet(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries
    .map(([name, value]) => `${name.padEnd(width)}${gap}${value}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('')
}

/** A time that people read and machines too: `2026-11-24 09:00:00Z`. */
export const timeText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const

/** How far a time is away, rounded: `in 30 d`, `90 min ago`. */
export function distance(iso: string, now: number): string {
  const ms = Date.parse(iso) - now
  // The largest unit of which there are two, so that rounding does not mislead.
  const [unit, size] = units.find(([, one]) => Math.abs(ms) >= 2 * one) ?? ['s', 1000]
  const text = `${Math.round(Math.abs(ms) / size)} ${unit}`
  return ms >= 0 ? `in ${text}` : `${text} ago`
}

/** An end: `never`, or when and how far away. */
export const endText = (iso: string | null, now: number): string =>
  iso === null ? 'never' : `${timeText(iso)} (${distance(iso, now)})`

/** A reach as the command line takes it: `own`, `account`, or ids with commas. */
export const reachText = (reach: Grant['reach']): string =>
  typeof reach === 'string' ? reach : reach.extensions.join(',')

/** `1 agent`, `2 agents`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`
