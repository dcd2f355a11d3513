// What is wrong with a seed, gathered while it is judged and planned, and told all at once.

/** Where a value stands in a seed: member names and list positions. */
export type Path = readonly (string | number)[]

/** One thing that is wrong. */
export interface SeedProblem {
  /** As in `extensions[2].numbers[0].number`; empty for the seed as a whole. */
  readonly path: string
  /** Line and column in the file, from 1, where it has lines. */
  readonly at: { readonly line: number; readonly column: number } | null
  /** What is wrong and what to write instead, as one or two sentences. */
  readonly message: string
}

/** Most problems that are told: after as many, a person mends what is there first. */
const maxProblems = 20

/** Why a seed cannot be used; nothing of it was stored. The message tells every problem, one a line. */
export class SeedError extends Error {
  override readonly name = 'SeedError'
  /** The file, or `seed` for one that was handed over. */
  readonly source: string
  readonly problems: readonly SeedProblem[]

  constructor(source: string, problems: readonly SeedProblem[]) {
    super(`The seed cannot be used; nothing was stored.\n${lines(source, problems).join('\n')}`)
    this.source = source
    this.problems = problems
  }
}

function lines(source: string, problems: readonly SeedProblem[]): string[] {
  const shown = problems.slice(0, maxProblems).map(({ path, at, message }) => {
    const place = at ? `${source}:${at.line}:${at.column}` : source
    return `${place}: ${path === '' ? message : `${path} ${message}`}`
  })
  const rest = problems.length - shown.length
  return rest > 0 ? [...shown, `… and ${rest} more.`] : shown
}

/** Finds the place of a value in its file. */
export type Locate = (path: Path) => SeedProblem['at']

/** Gathers problems. */
export interface Problems {
  /** Notes one: `message` goes on after the path, as in `is "12". It takes …`. */
  add(path: Path, message: string): void
  /** Throws SeedError when there are any. */
  done(): void
}

/** @param source the file's name, for the messages */
export function createProblems(source: string, locate: Locate = () => null): Problems {
  const all: SeedProblem[] = []
  return {
    add: (path, message) => void all.push({ path: pathText(path), at: locate(path), message }),
    done() {
      if (all.length > 0) throw new SeedError(source, all)
    },
  }
}

/** A path as people write it. */
export const pathText = (path: Path): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index > 0 ? `.${part}` : part))
    .join('')

/** A value as a message repeats it: short, on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
