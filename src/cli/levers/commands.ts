// Every lever as a command under `ringfence platform`, made from the table of levers.
import type { Command } from 'commander'
import { leverRequest } from '#platform/levers/client'
import { exampleOf } from '#platform/levers/example'
import type { Lever } from '#platform/levers/lever'
import { leverGroups } from '#platform/levers/levers'
import { addCommand, addGroup, type Session } from '../command.ts'
import { CliError } from '../exit-codes.ts'
import { findPlatform, send, type Where } from '../installation.ts'
import type { Io } from '../io.ts'
import { commandLine, type Field, fieldsOf, flagsOf, valueOf } from './options.ts'
import { leverText } from './text.ts'

/** What commander gathered: the texts of each option, by its camel-cased name. */
type Given = Where & Readonly<Record<string, unknown>>

/** Adds a command for every lever. */
export function addLevers(platform: Command, io: Io): void {
  for (const { title, routes } of leverGroups) {
    for (const lever of Object.values(routes as Readonly<Record<string, Lever>>)) {
      const words = lever.command.split(' ')
      const [name = ''] = words.splice(-1)
      const about = aboutOf(words[0], title, Object.values(routes))
      addLever(groupFor(platform, words, about), io, name, lever)
    }
  }
}

/** What a command with levers below it is about: the title of their group, or of a lever alone what it does. */
function aboutOf(word: string | undefined, title: string, levers: readonly Lever[]): string {
  const [only, ...others] = levers.filter(({ command }) => command.startsWith(`${word} `))
  if (only && others.length === 0) return only.summary
  const isAbbreviation = /^[A-Z]{2}/.test(title)
  return `Levers of the running platform: ${isAbbreviation ? title : title.toLowerCase()}.`
}

/** The command that a lever's own is below; made when it is not there yet. */
function groupFor(parent: Command, words: readonly string[], about: string): Command {
  const [word, ...rest] = words
  if (word === undefined) return parent
  const found = parent.commands.find((one) => one.name() === word)
  return groupFor(found ?? addGroup(parent, word, about), rest, about)
}

function addLever(parent: Command, io: Io, name: string, lever: Lever): void {
  const fields = fieldsOf(lever)
  const inPath = fields.filter(({ isInPath }) => isInPath)
  const others = fields.filter(({ isInPath }) => !isInPath)
  const example = commandLine(lever, exampleOf(lever))
  const command = addCommand<Given>(
    parent,
    io,
    [name, ...inPath.map((field) => `<${field.option}>`)].join(' '),
    {
      about: [lever.summary, lever.notes].filter((text) => text !== undefined).join(' '),
      talks: 'platform',
      examples: [example],
      run: (session, given, ...args) => run(lever, fields, session, given, args),
    },
  )
  for (const field of others) {
    command.addOption(
      command
        .createOption(flagsOf(field), field.about)
        .argParser((text: string, before: readonly string[] | undefined) => [
          ...(before ?? []),
          text,
        ]),
    )
  }
}

async function run(
  lever: Lever,
  fields: readonly Field[],
  { io, out }: Session,
  given: Given,
  args: readonly string[],
): Promise<void> {
  const { platform, leverToken } = findPlatform(given, io)
  const argument = argumentOf(fields, given, args)
  const request = leverRequest(lever, argument, { url: platform, token: leverToken })
  const response = await send(platform, request.url, {
    method: request.method,
    headers: request.headers,
    ...(lever.body ? { body: await request.text() } : {}),
  })
  const reply: unknown = await response.json().catch(() => ({}))
  if (response.ok) return out.answer(reply, () => leverText(reply, out.width, lever.columns))
  throw refusal(response.status, reply, fields, platform)
}

function argumentOf(fields: readonly Field[], given: Given, args: readonly string[]): object {
  const words = [...args]
  const argument: Record<string, unknown> = {}
  for (const field of fields) {
    const told = field.isInPath ? words.shift() : given[camelCased(field.option)]
    if (told === undefined) {
      if (!field.isRequired) continue
      throw new CliError('usage', `--${field.option} is missing: ${field.about}.`)
    }
    argument[field.name] = valueOf(field, textsOf(told))
  }
  return argument
}

const textsOf = (told: unknown): string[] => (Array.isArray(told) ? told : [told]).map(String)

/** As commander names an option's value. */
const camelCased = (option: string): string =>
  option.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** A lever's problem in the words of the command line. */
function refusal(
  status: number,
  problem: unknown,
  fields: readonly Field[],
  platform: string,
): CliError {
  const { detail, field, remedy } = Object(problem) as Readonly<Record<string, unknown>> // judged next
  const option = fields.find(({ name, isInPath }) => name === field && !isInPath)?.option
  const said = typeof detail === 'string' ? detail : `${platform} answered with status ${status}.`
  return new CliError(
    status === 400 ? 'usage' : 'failed',
    option === undefined ? said : `--${option}: ${said}`,
    typeof remedy === 'string' ? remedy : null,
  )
}
