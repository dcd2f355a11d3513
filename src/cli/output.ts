// Where a command's answer goes: one JSON document on one line with --json, words for people without.
// Advice and progress go to stderr, so that stdout can be piped.
import { CliError, exitCodes, type ExitName } from './exit-codes.ts'
import type { Io } from './io.ts'

/** The answer of one command. */
export interface Output {
  /** Whether the answer is for a program. */
  readonly json: boolean
  /** Characters on a line: the terminal's, or 120 where there is none. */
  readonly width: number
  /** Writes the answer: the value as JSON, or what `text` makes for people. */
  answer(value: unknown, text: () => string): void
  /** Writes an aside for people, on stderr; nothing with --json. */
  aside(text: string): void
  /** Emphasis on a terminal that shows it; the plain text elsewhere. */
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
}

/** The output of a command that was called with or without --json. */
export function createOutput({ stdout, stderr, env }: Io, json: boolean): Output {
  const colour = !json && stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  const styled = (code: number) => (text: string) =>
    colour ? `\u001B[${code}m${text}\u001B[0m` : text
  return {
    json,
    width: stdout.isTTY ? Math.max(stdout.columns ?? 80, 60) : 120,
    answer(value, text) {
      stdout.write(json ? `${JSON.stringify(value)}\n` : text())
    },
    aside(text) {
      if (!json) stderr.write(text)
    },
    bold: styled(1),
    dim: styled(2),
    red: styled(31),
    green: styled(32),
  }
}

/** Writes why a command did not do what it was asked, and returns its exit code. */
export function writeError({ stderr }: Io, json: boolean, error: CliError): number {
  const { exit, message, next } = error
  const { code } = exitCodes[exit]
  stderr.write(
    json
      ? `${JSON.stringify({ error: { code: exit satisfies ExitName, exitCode: code, message, next } })}\n`
      : `${message}\n${next === null ? '' : `${next}\n`}`,
  )
  return code
}
