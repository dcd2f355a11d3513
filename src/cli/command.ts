// What the subcommands share: their options, their examples, and how an action gets its world. Built
// on commander; the tree it makes is also what docs/cli.md is written from.
import { type Command, Option } from 'commander'
import type { Io } from './io.ts'
import { ask, findInstallation, type Where } from './installation.ts'
import { createOutput, type Output } from './output.ts'

/** Options of every command. */
export interface CommonOptions extends Where {
  readonly json?: true
}

/** What an action works with. */
export interface Session {
  readonly io: Io
  readonly out: Output
  /** Asks the admin API of the installation that is meant; what is named in a path is encoded by {@link path}. */
  readonly ask: <T>(
    verb: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    target: string,
    body?: unknown,
  ) => Promise<T>
}

/** Runs an action of a command. It sets an exit code by throwing CliError. */
export type Action<O> = (session: Session, options: O, ...args: string[]) => Promise<void>

const examples = new WeakMap<Command, readonly string[]>()

/** The examples of a command. */
export const examplesOf = (command: Command): readonly string[] => examples.get(command) ?? []

/** What a command is called with and does. */
export interface CommandOptions<O> {
  readonly about: string
  /** `--flag <value>` and what it means. */
  readonly options?: readonly (readonly [flags: string, about: string])[]
  /** Whether it talks to a running installation, and so takes --data and --url: its gateway or (a lever) its platform. */
  readonly talks: boolean | 'platform'
  readonly examples: readonly [string, ...string[]]
  readonly run: Action<O & CommonOptions>
}

/** Adds a subcommand: `addCommand(agent, io, 'show <agent>', { … })`. */
export function addCommand<O>(
  parent: Command,
  io: Io,
  nameAndArgs: string,
  { about, options = [], talks, examples: lines, run }: CommandOptions<O>,
): Command {
  const command = parent.command(nameAndArgs).description(about)
  for (const [flags, text] of options) command.addOption(new Option(flags, text))
  if (talks) {
    command.option('--data <dir>', 'folder of the installation (default: ./data)')
    command.option(
      '--url <url>',
      talks === 'platform'
        ? 'address of a platform, with RINGFENCE_LEVER_TOKEN set'
        : 'address of a gateway, with RINGFENCE_ADMIN_TOKEN set',
    )
  }
  command.option('--json', 'answer in JSON')
  examples.set(command, lines)
  command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`)
  command.action(async () => {
    const given = command.opts<O & CommonOptions>()
    await run(sessionOf(io, given), given, ...command.args)
  })
  return command
}

/** Adds a command that is only a name for those below it; called alone it prints its help. */
export function addGroup(parent: Command, name: string, about: string): Command {
  return parent
    .command(name)
    .description(about)
    .helpCommand(false)
    .action((_, command: Command) => command.help({ error: true }))
}

function sessionOf(io: Io, options: CommonOptions): Session {
  return {
    io,
    out: createOutput(io, options.json === true),
    ask: (verb, target, body) => ask(findInstallation(options, io), verb, target, body),
  }
}

/** A path with what people named in it: path`/agents/${name}/keys`. */
export const path = (parts: TemplateStringsArray, ...names: string[]): string =>
  String.raw({ raw: parts }, ...names.map(encodeURIComponent))
