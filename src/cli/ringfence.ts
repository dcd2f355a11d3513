// The ringfence command: the tree of its subcommands, and how a run ends. bin/ringfence.js and the
// bundle enter at `main`; tests call `run` and see all that it writes.
import { Command, CommanderError } from 'commander'
import { systemClock } from '#lib/clock'
import { version } from '#src/version'
import { addAgent } from './commands/agent.ts'
import { addAudit } from './commands/audit.ts'
import { addDoctor } from './commands/doctor.ts'
import { addEvents } from './commands/events.ts'
import { addGrant } from './commands/grant.ts'
import { addPlatform } from './commands/platform.ts'
import { addReference } from './commands/reference.ts'
import { addStart } from './commands/start.ts'
import { CliError, exitCodes, Finding } from './exit-codes.ts'
import type { Io } from './io.ts'
import { writeError } from './output.ts'

/** Adds the commands that are made from the levers. */
export type AddLevers = (platform: Command, io: Io) => void

/**
 * The whole command, without having run.
 * @param addLevers null for a program without the levers: their table costs as much as all the rest
 */
export function createProgram(io: Io, addLevers: AddLevers | null): Command {
  const program = new Command('ringfence')
    .description(
      'An access gateway between AI agents and RingCentral, with a platform to try them on.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('See --help.')
    .addHelpText(
      'after',
      `
Exit codes:
${Object.values(exitCodes)
  .map(({ code, meaning }) => `  ${code}  ${meaning}`)
  .join('\n')}

Help on one: ringfence COMMAND --help`,
    )
  addStart(program, io)
  const platform = addPlatform(program, io)
  addLevers?.(platform, io)
  addAgent(program, io)
  addGrant(program, io)
  addEvents(program, io)
  addAudit(program, io)
  addReference(program, io)
  addDoctor(program, io)
  return program
}

/** Runs one command line (without the program's own name); resolves with its exit code, never rejects. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const json = args.includes('--json')
  const levers = args.includes('platform') ? await import('./levers/commands.ts') : null
  const program = createProgram(io, levers?.addLevers ?? null)
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      // With --json the reason is written below, in JSON.
      writeErr: (text) => void (json || io.stderr.write(text)),
      getOutHelpWidth: () => Math.min(io.stdout.columns ?? 100, 120),
      getErrHelpWidth: () => Math.min(io.stderr.columns ?? 100, 120),
    })
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCodes.ok.code
  } catch (error) {
    return endOf(error, json, io)
  }
}

/** The exit code of a run that threw; writes why. */
function endOf(error: unknown, json: boolean, io: Io): number {
  if (error instanceof Finding) return exitCodes[error.exit].code
  if (error instanceof CliError) return writeError(io, json, error)
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.ok.code
    const message = error.message.replace(/^error: /, '')
    return json
      ? writeError(io, json, new CliError('usage', message, 'See --help.'))
      : exitCodes.usage.code
  }
  // Nobody foresaw it: the person who reports it needs the place.
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return writeError(
    io,
    json,
    new CliError('failed', text, 'This is a fault of Ringfence: please report it.'),
  )
}

/** A command and all below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}

/** Runs the command line of a process and sets its exit code. */
export async function main(process: NodeJS.Process): Promise<void> {
  // A reader that has seen enough, as `head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  const { env, stdout, stderr } = process
  const stop = stopOf(process)
  process.exitCode = await run(process.argv.slice(2), {
    env,
    stdout,
    stderr,
    clock: systemClock(),
    stop,
  })
}

/** The wish to stop: SIGINT or SIGTERM asks, the second one insists. */
function stopOf(process: NodeJS.Process): () => AbortSignal {
  const controller = new AbortController()
  let listening = false
  return () => {
    const onSignal = () => {
      if (controller.signal.aborted) process.exit(exitCodes.failed.code)
      controller.abort()
    }
    if (!listening) process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
    listening = true
    return controller.signal
  }
}
