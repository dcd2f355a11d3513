// The search of methods: forgiving of order and of slips, over what a person may remember of one. Pure;
// the page, the terminal and tests ask the same.
import type { MethodReference } from './reference.ts'

/** A method with how well it fits what was asked: larger is better. */
export interface Hit {
  readonly method: MethodReference
  readonly score: number
}

/** An index over some methods. */
export interface Search {
  /**
   * The methods that have every word, best first; all in their order, with score 0, for no words. A word
   * may be the start or a part of what stands there, and one letter wrong in four, two in eight.
   */
  find(text: string): Hit[]
}

interface Field {
  readonly weight: number
  readonly words: readonly string[]
  /** The whole, for words that are parts of words. */
  readonly text: string
}

/** Makes the index. */
export function createSearch(methods: readonly MethodReference[]): Search {
  const indexed = methods.map((method) => ({ method, fields: fieldsOf(method) }))
  return {
    find(text) {
      const asked = wordsAsked(text)
      if (asked.length === 0) return methods.map((method) => ({ method, score: 0 }))
      return indexed
        .map(({ method, fields }) => ({ method, score: scoreOf(asked, fields) }))
        .filter(({ score }) => score > 0)
        .sort((one, other) => other.score - one.score)
    },
  }
}

/** The words of what was typed. A path is several; `~` stands for the ids that people leave out. */
function wordsAsked(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll(/\/account\/~|\/extension\/~/g, (own) => own.slice(0, -2))
    .split(/[^a-z0-9+.]+/)
    .map((word) => word.replaceAll(/^\.+|\.+$/g, ''))
    .filter((word) => word !== '')
}

function fieldsOf(method: MethodReference): Field[] {
  const { id, verb, path, summary, notes, permission, actsOn, access, rateGroup, event } = method
  return [
    field(8, id.replaceAll(/([a-z])([A-Z])/g, '$1 $2'), id),
    field(6, path, path),
    field(5, verb),
    field(4, (permission ?? '').replaceAll(/([a-z])([A-Z])/g, '$1 $2'), permission ?? ''),
    field(4, `${actsOn} ${access} ${rateGroup} ${event ?? ''}`),
    field(3, summary),
    field(1, notes),
  ]
}

function field(weight: number, spoken: string, whole = spoken): Field {
  const text = `${spoken} ${whole}`.toLowerCase()
  return { weight, text, words: [...new Set(text.split(/[^a-z0-9+.]+/).filter(Boolean))] }
}

/** The sum of the best fit of each word; 0 when one fits nowhere. */
function scoreOf(asked: readonly string[], fields: readonly Field[]): number {
  let sum = 0
  for (const word of asked) {
    const best = Math.max(
      ...fields.map(({ weight, words, text }) => weight * fit(word, words, text)),
    )
    if (best === 0) return 0
    sum += best
  }
  return sum
}

/** How well a word fits: the word itself, the start of one, a part, one with a slip, or not at all. */
function fit(asked: string, words: readonly string[], text: string): number {
  if (words.includes(asked)) return 1
  if (words.some((word) => word.startsWith(asked))) return 0.8
  if (asked.length > 2 && text.includes(asked)) return 0.6
  const slips = slipsAllowed(asked)
  if (slips === 0) return 0
  return words.some((word) => isWithin(asked, word, slips)) ? 0.3 : 0
}

const slipsAllowed = ({ length }: string): number => {
  if (length < 4) return 0
  return length < 8 ? 1 : 2
}

/** Whether a word, or its start, is had by so many letters more, less, other or swapped with the next. */
function isWithin(asked: string, word: string, slips: number): boolean {
  if (word.length < asked.length - slips) return false
  // Being typed: held against as much of the word.
  return [asked.length, asked.length + 1, word.length].some(
    (length) => distance(asked, word.slice(0, length)) <= slips,
  )
}

/** Letters to add, take away, exchange or swap (optimal string alignment). */
function distance(one: string, other: string): number {
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at]
    for (let index = 1; index <= other.length; index += 1) {
      const isSame = one[at - 1] === other[index - 1]
      const isSwapped =
        at > 1 && index > 1 && one[at - 1] === other[index - 2] && one[at - 2] === other[index - 1]
      next.push(
        Math.min(
          (row[index - 1] ?? 0) + (isSame ? 0 : 1),
          (row[index] ?? 0) + 1,
          (next[index - 1] ?? 0) + 1,
          isSwapped ? (before[index - 2] ?? 0) + 1 : Infinity,
        ),
      )
    }
    before = row
    row = next
  }
  return row.at(-1) ?? 0
}
