// Runs an example as its reader would, from what the page shows and nothing else: a command of curl is
// read by the rules of a shell, a program is run with its imports and its environment.
import RingCentral from '@rc-ex/core'
import { SDK } from '@ringcentral/sdk'
import FormDataLibrary from 'form-data'

/** The environment that an example reads. */
export type Environment = Readonly<Record<string, string>>

/** Puts the reader's own values where an example has made-up ones. */
export function withValues(
  code: string,
  values: Readonly<Record<string, string>>,
  samples: Readonly<Record<string, string>>,
): string {
  return Object.entries(values).reduce((text, [name, value]) => {
    const sample = samples[name]
    return sample === undefined ? text : text.replaceAll(sample, value)
  }, code)
}

/** Runs a command of curl; its status and text. */
export async function runCurl(
  code: string,
  environment: Environment,
  files: Readonly<Record<string, Blob>>,
): Promise<{ status: number; text: string }> {
  const variables: Record<string, string> = { ...environment }
  let command = code
  for (;;) {
    const assignment = /^(\w+)=(\S+)(?: +#.*)?\n/.exec(command)
    if (!assignment) break
    variables[assignment[1] ?? ''] = assignment[2] ?? ''
    command = command.slice(assignment[0].length)
  }
  const [program, ...words] = shellWords(command, variables)
  if (program !== 'curl') throw new Error(`This runs ${program}, not curl.`)
  let url = ''
  let verb: string | undefined
  let body: string | FormData | undefined
  const headers = new Headers()
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--request') verb = words.shift()
    else if (word === '--header') {
      const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(words.shift() ?? '') ?? []
      headers.set(name, value)
    } else if (word === '--data') body = words.shift() ?? ''
    else if (word === '--form') {
      body ??= new FormData()
      if (typeof body !== 'string') addPart(body, words.shift() ?? '', files)
    } else if (word.startsWith('-')) throw new Error(`curl has no option ${word} here.`)
    else url = word
  }
  const method = verb ?? (body === undefined ? 'GET' : 'POST')
  const reply = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
  return { status: reply.status, text: await reply.text() }
}

/** The words of a command (POSIX shell, 2.2): quotes, continued lines, variables in double quotes. */
function shellWords(command: string, variables: Readonly<Record<string, string>>): string[] {
  const words: string[] = []
  const pattern = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\\n|(\s+)|([^\s'"\\]+)/g
  let word: string | null = null
  let at = 0
  for (const match of command.matchAll(pattern)) {
    if (match.index !== at)
      throw new Error(`The shell would not read: ${command.slice(at, match.index)}`)
    at = match.index + match[0].length
    const [whole, single, double, space, plain] = match
    if (space !== undefined) {
      if (word !== null) words.push(word)
      word = null
    } else if (whole !== '\\\n') {
      const text: string =
        single ??
        plain ??
        (double ?? '').replaceAll(/\$(\w+)/g, (_, name: string) => {
          const value = variables[name]
          if (value === undefined) throw new Error(`$${name} is not set.`)
          return value
        })
      word = (word ?? '') + text
    }
  }
  if (word !== null) words.push(word)
  return words
}

/** A part as `--form` writes it: `name=value;type=…;filename=…` or `name=@file;type=…`. */
function addPart(form: FormData, text: string, files: Readonly<Record<string, Blob>>): void {
  const [, name = '', content = '', options = ''] =
    /^(\w+)=(\{.*\}|[^;]*)((?:;\w+=[^;]*)*)$/s.exec(text) ?? []
  const option = (wanted: string) => new RegExp(`;${wanted}=([^;]*)`).exec(options)?.[1]
  const file = content.startsWith('@') ? files[content.slice(1)] : null
  if (file === undefined) throw new Error(`There is no file ${content.slice(1)}.`)
  const blob = new Blob([file ?? content], { type: option('type') ?? 'text/plain' })
  form.append(name, blob, option('filename') ?? content.slice(1))
}

const modules: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '@ringcentral/sdk': { SDK },
  '@rc-ex/core': { default: RingCentral },
  'form-data': { default: FormDataLibrary },
}

/** Runs a program; rejects where it fails. What it prints is kept from the terminal and given back. */
export async function runProgram(code: string, environment: Environment): Promise<unknown[]> {
  const printed: unknown[] = []
  const names: string[] = []
  const values: unknown[] = []
  const rest = code.replaceAll(
    /^import (?:\{ (\w+) \}|(\w+)) from '([^']+)'\n/gm,
    (_, named: string | undefined, usual: string | undefined, from: string) => {
      const found = modules[from]?.[named ?? 'default']
      if (found === undefined) throw new Error(`There is no ${named ?? 'default'} in ${from}.`)
      names.push(named ?? usual ?? '')
      values.push(found)
      return ''
    },
  )
  // The code that the page shows, with its environment in place of this process's.
  // oxlint-disable-next-line no-implied-eval, typescript/no-implied-eval
  const run = new Function(
    ...names,
    'process',
    'console',
    `return (async () => {\n${rest}\n})()`,
  ) as (...all: unknown[]) => Promise<void>
  await run(...values, { env: environment }, { log: (...all: unknown[]) => printed.push(...all) })
  return printed
}
