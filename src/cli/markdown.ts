// The command line as one Markdown document, made from the tree of commands: docs/cli.md.
import type { Command } from 'commander'
import { frozenClock } from '#lib/clock'
import { markdownTable } from '#lib/markdown-table'
import { examplesOf } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { addLevers } from './levers/commands.ts'
import { createProgram } from './ringfence.ts'

/** The document, ending with a newline. */
export function cliMarkdown(): string {
  const nowhere = { write: () => true }
  const program = createProgram(
    {
      env: {},
      stdout: nowhere,
      stderr: nowhere,
      clock: frozenClock(0),
      stop: () => AbortSignal.abort(),
    },
    addLevers,
  )
  return [
    '# Command line',
    'Generated from the commands themselves (`npm run docs`); `ringfence COMMAND --help` says the same. From a clone they run as `npx ringfence …`.',
    'A command finds the running installation by its data folder (`--data DIR`, default `./data` or `RINGFENCE_DATA`), where the server leaves its address and the admin token, readable by its owner alone; or by `--url` with the admin token in `RINGFENCE_ADMIN_TOKEN`. `start`, `platform`, `reference` and `audit verify` need no running server.',
    'With `--json` a command answers one JSON document on one line (`audit tail`: one a record), and says on stderr as `{"error":{"code","exitCode","message","next"}}` why it could not. Advice for people goes to stderr and is left out with `--json`. Colour is for terminals, and not where `NO_COLOR` is set.',
    '## Exit codes',
    markdownTable(
      ['Code', 'Meaning'],
      Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning]),
    ),
    ...leaves(program).flatMap(section),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}

/** The commands that do something, in the order of the help. */
const leaves = (command: Command): Command[] => [
  ...(examplesOf(command).length > 0 ? [command] : []),
  ...command.commands.flatMap(leaves),
]

function section(command: Command): string[] {
  const help = command.createHelp()
  return [
    `## ${nameOf(command)}`,
    command.description(),
    `\`\`\`\n${help.commandUsage(command)}\n\`\`\``,
    markdownTable(
      ['Option', 'What it does'],
      help
        .visibleOptions(command)
        .filter(({ long }) => long !== '--help')
        .map((option) => [`\`${option.flags}\``, option.description]),
    ),
    `\`\`\`sh\n${examplesOf(command).join('\n')}\n\`\`\``,
  ]
}

const nameOf = (command: Command): string =>
  command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()
