// How commands write for people: aligned tables, times, reaches, emphasis. Pure functions; nothing
// here writes anything.
import type { Grant } from '#admin/schemas'

/** One column of a table. */
export interface Column {
  readonly title: string
  /** Wraps at these characters when the table would be too wide; at most one column has it. */
  readonly wrapAt?: RegExp
}

const gap = '  '

/**
 * A table with aligned columns, for a terminal of `width` characters. Cells are single lines. When it
 * would be wider, the column that may is wrapped; the others never lose a character.
 */
export function table(
  columns: readonly (Column | string)[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const heads = columns.map((column) => (typeof column === 'string' ? { title: column } : column))
  const flexible = heads.findIndex((column) => 'wrapAt' in column)
  const widths = heads.map(({ title }, index) =>
    Math.max(...[title, ...rows.map((row) => row[index] ?? '')].map((cell) => widthOf(cell))),
  )
  const wrapAt = heads[flexible]?.wrapAt
  if (wrapAt) {
    const others = widths.reduce((sum, one, index) => sum + (index === flexible ? 0 : one + 2), 0)
    const room = Math.max(width - others, 24)
    const needed = widths[flexible] ?? 0
    if (needed > room) {
      const wrapped = rows.map((row) => wrap(row[flexible] ?? '', wrapAt, room))
      widths[flexible] = Math.max(
        ...wrapped.flat().map(widthOf),
        heads[flexible]?.title.length ?? 0,
      )
      return lines(
        heads,
        rows.flatMap((row, index) =>
          (wrapped[index] ?? []).map((part, line) =>
            row.map((cell, at) => (at === flexible ? part : line === 0 ? cell : '')),
          ),
        ),
        widths,
      )
    }
  }
  return lines(heads, rows, widths)
}

function lines(
  heads: readonly Column[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): string {
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell + ' '.repeat(Math.max((widths[index] ?? 0) - widthOf(cell), 0)))
      .join(gap)
      .trimEnd()
  return `${[line(heads.map(({ title }) => title)), ...rows.map(line)].join('\n')}\n`
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

/** How far a time is away: `in 29 d`, `5 min ago`. */
export function distance(iso: string, now: number): string {
  const ms = Date.parse(iso) - now
  const [unit, size] = units.find(([, one]) => Math.abs(ms) >= one) ?? ['s', 1000]
  const text = `${Math.floor(Math.abs(ms) / size)} ${unit}`
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
