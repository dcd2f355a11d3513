// What a lever answered, for people: names and values, tables of what there are many of, and JSON for
// what is deeper than that.
import { sheet, table } from '../text.ts'

/** The text of an answer, ending with a newline. */
export function leverText(reply: unknown, width: number): string {
  if (!isObject(reply)) return `${JSON.stringify(reply)}\n`
  const members = Object.entries(reply)
  const lists = members.filter(([, value]) => isRows(value))
  const plain = members.filter(([, value]) => !isRows(value))
  const parts = [
    ...(plain.length > 0 ? [sheet(plain.map(([name, value]) => [name, cell(value)]))] : []),
    ...lists.map(([name, rows]) => listText(name, rows as readonly object[], width)), // isRows
  ]
  return parts.length > 0 ? parts.join('\n') : 'Done.\n'
}

function listText(name: string, rows: readonly object[], width: number): string {
  if (rows.length === 0) return `No ${words(name)}.\n`
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const values = new Map(rows.map((row) => [row, new Map(Object.entries(row))]))
  const cells = rows.map((row) => names.map((one) => cell(values.get(row)?.get(one))))
  const text = table(
    names.map((one) => words(one).toUpperCase()),
    cells,
    width,
  )
  const isWide = text.split('\n').some((line) => line.length > width)
  return isWide ? cells.map((row) => sheetOf(names, row)).join('\n') : text
}

/** One of many that are too wide for a table. */
const sheetOf = (names: readonly string[], row: readonly string[]): string =>
  sheet(names.map((name, index) => [name, row[index] ?? '-']))

const words = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

function cell(value: unknown): string {
  if (value === undefined || value === null) return '-'
  if (typeof value === 'string') return value.replaceAll('\n', ' ')
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ')
  if (isObject(value) && Object.values(value).every((one) => typeof one !== 'object')) {
    return Object.entries(value)
      .map(([name, one]) => `${name} ${String(one)}`)
      .join(', ')
  }
  return JSON.stringify(value)
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isRows = (value: unknown): boolean => Array.isArray(value) && value.every(isObject)
