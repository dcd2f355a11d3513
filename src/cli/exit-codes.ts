// The exit codes: a closed table, printed by `ringfence --help` and in docs/cli.md.

/** What each exit code says, by name. */
export const exitCodes = {
  ok: { code: 0, meaning: 'done' },
  failed: { code: 1, meaning: 'refused, failed, or (doctor) something is wrong' },
  usage: { code: 2, meaning: 'the command line is wrong' },
  unreachable: { code: 3, meaning: 'no running Ringfence was found or reached' },
  damaged: { code: 4, meaning: 'the audit log is not as it was written' },
} as const

/** The name of an exit code. */
export type ExitName = keyof typeof exitCodes

/** The end of a command that did not do what it was asked. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exit: ExitName
  /** What to do or which command to run next; null when there is nothing to advise. */
  readonly next: string | null

  constructor(exit: Exclude<ExitName, 'ok'>, message: string, next: string | null = null) {
    super(message)
    this.exit = exit
    this.next = next
  }
}

/** A run that did what it was asked, and what it found is no success: its answer is already written. */
export class Finding extends Error {
  override readonly name = 'Finding'
  readonly exit: ExitName

  constructor(exit: Exclude<ExitName, 'ok'>) {
    super(exit)
    this.exit = exit
  }
}
