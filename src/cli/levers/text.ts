// What a lever answered, for people: names and values, and tables of what there are many of.
import { sheet, table } from '../text.ts'

/**
 * The text of an answer, ending with a newline.
 * @param columns what to show of a list where all of it would be too wide; each thing for itself when empty
 */
export function leverText(reply: unknown, width: number, columns: readonly string[] = []): string {
  if (!isObject(reply)) return `${JSON.stringify(reply)}\n`
  const members = Object.entries(reply)
  const lists = members.filter(([, value]) => isRows(value))
  const plain = members.filter(([, value]) => !isRows(value))
  const parts = [
    ...(plain.length > 0 ? [sheet(plain.map(([name, value]) => [name, cell(value)]))] : []),
    ...lists.map(([name, rows]) => listText(name, rows as readonly object[], width, columns)), // isRows
  ]
  return parts.length > 0 ? parts.join('\n') : 'Done.\n'
}

function listText(
  name: string,
  rows: readonly object[],
  width: number,
  columns: readonly string[],
): string {
  if (rows.length === 0) return `No ${words(name)}.\n`
  // What has lists of its own is shown one after the other; of those that are empty nothing is said.
  if (columns.length === 0 && rows.some((row) => Object.values(row).some(isFilled))) {
    return rows.map((row) => leverText(withoutEmpty(row), width)).join('\n')
  }
  const all = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const text = tableOf(all, rows, width)
  const isWide = text.split('\n').some((line) => line.length > width)
  if (!isWide) return text
  if (columns.length > 0) return tableOf(columns, rows, width)
  return rows.map((row) => sheetOf(all, cellsOf(all, row))).join('\n')
}

function tableOf(names: readonly string[], rows: readonly object[], width: number): string {
  const heads = names.map((name, index) => {
    const title = words(name).toUpperCase()
    return index === names.length - 1 ? { title, wrapAt: /[\s/&]/ } : title
  })
  return table(
    heads,
    rows.map((row) => cellsOf(names, row)),
    width,
  )
}

function cellsOf(names: readonly string[], row: object): string[] {
  const values = new Map(Object.entries(row))
  return names.map((name) => cell(values.get(name)))
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
  const isFlat = (one: unknown) => one === null || typeof one !== 'object'
  if (isObject(value) && Object.values(value).every(isFlat)) {
    return Object.entries(value)
      .map(([name, one]) => `${name} ${cell(one)}`)
      .join(', ')
  }
  return JSON.stringify(value)
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a value is a list of more than names and numbers. */
const isFilled = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && isRows(value)

const withoutEmpty = (row: object): object =>
  Object.fromEntries(
    Object.entries(row).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  )

const isRows = (value: unknown): boolean => Array.isArray(value) && value.every(isObject)
