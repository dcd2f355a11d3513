// JavaScript as the examples write it: values, the lines that name ids, where the environment is read.
import type { Json, JsonObject } from '../json.ts'
import type { Method } from '../../method.ts'
import { pathOf } from '../../method.ts'
import type { ExampleWay } from './clients.ts'
import type { Sample, SampleFile } from './sample.ts'

/** Longest line that a value is written on. */
const longest = 76

/** A value in JavaScript, on one line where it is short. `indent` is that of the line it starts on. */
export function literal(value: Json, indent = 0): string {
  const flat = flatLiteral(value)
  if (typeof value !== 'object' || value === null || flat.length + indent <= longest) return flat
  const inner = ' '.repeat(indent + 2)
  const lines = Array.isArray(value)
    ? value.map((item: Json) => literal(item, indent + 2))
    : Object.entries(value as JsonObject).map(
        ([name, member]) => `${key(name)}: ${literal(member, indent + 2)}`,
      )
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return `${open}\n${lines.map((line) => `${inner}${line},\n`).join('')}${' '.repeat(indent)}${close}`
}

function flatLiteral(value: Json): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map((item: Json) => flatLiteral(item)).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value as JsonObject) // no list
    return `{ ${members.map(([name, member]) => `${key(name)}: ${flatLiteral(member)}`).join(', ')} }`
  }
  return String(value)
}

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`)

/** A line for each id of the path that the reader fills in. */
export function idLines({ ids }: Sample): string[] {
  return ids.map(
    ({ name, value, from }) => `const ${name} = '${value}'${from ? ` // as ${from} answers` : ''}`,
  )
}

/** The names of the environment that an example reads, as one line of JavaScript. */
export function environmentLine(way: ExampleWay): string {
  return way === 'gateway'
    ? 'const { RINGFENCE_GATEWAY, RINGFENCE_JWT } = process.env'
    : 'const { RINGCENTRAL_SERVER, RINGCENTRAL_CLIENT_ID, RINGCENTRAL_CLIENT_SECRET, RINGCENTRAL_JWT } =\n  process.env'
}

/** The options of either SDK's constructor. The gateway needs no app: an agent's JWT says who calls. */
export const connection = (way: ExampleWay): string =>
  way === 'gateway'
    ? '{ server: RINGFENCE_GATEWAY }'
    : `{
  server: RINGCENTRAL_SERVER,
  clientId: RINGCENTRAL_CLIENT_ID,
  clientSecret: RINGCENTRAL_CLIENT_SECRET,
}`

/** What the SDKs log in with. */
export const login = (way: ExampleWay): string =>
  `{ jwt: ${way === 'gateway' ? 'RINGFENCE_JWT' : 'RINGCENTRAL_JWT'} }`

/** The content of a file. */
export const contentOf = ({ content, encoding }: SampleFile): string =>
  encoding === 'base64' ? `Buffer.from('${content}', 'base64')` : `'${content}'`

/** A path with the caller's own ids, as JavaScript: a template where it names others. */
export function pathLiteral(method: Method): string {
  const path = ownPath(method)
  return path.includes('{') ? `\`${path.replaceAll('{', '${')}\`` : `'${path}'`
}

/** A path with `~` for account and extension. */
export const ownPath = (method: Pick<Method, 'route'>): string =>
  pathOf(method).replaceAll(/\{(?:account|extension)Id\}/g, '~')
