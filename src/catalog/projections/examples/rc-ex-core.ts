// A method with @rc-ex/core, RingCentral's typed client: a call for each part of the path, which types
// check. How its classes name the calls follows rules; where it has no class, it takes the path.
import { type Method, pathOf, verbOf } from '../../method.ts'
import { type MethodId, methods } from '../../methods.ts'
import { Bytes } from '../../schemas/common.ts'
import type { ExampleWay } from './clients.ts'
import {
  connection,
  contentOf,
  environmentLine,
  idLines,
  literal,
  login,
  ownPath,
  pathLiteral,
} from './javascript.ts'
import type { Sample, SampleFile } from './sample.ts'

/** Paths that the client has no class for. */
const withoutClass: ReadonlySet<MethodId> = new Set([
  'readAPIStatus',
  'readClientInfo',
  'readGlipFileContent',
])

/** The program. */
export function rcExCore(id: MethodId, method: Method, sample: Sample, way: ExampleWay): string {
  const isBytes = method.returns === Bytes
  const name = isBytes ? 'bytes' : 'reply'
  const result = withoutClass.has(id) ? `{ data: ${name} }` : name
  return [
    `import RingCentral from '@rc-ex/core'`,
    '',
    environmentLine(way),
    `const rc = new RingCentral(${connection(way)})`,
    `await rc.authorize(${login(way)})`,
    '',
    ...idLines(sample),
    `${method.returns === null ? '' : `const ${result} = `}await ${call(id, method, sample)}`,
    ...(method.returns === null ? [] : [`console.log(${isBytes ? `${name}.length` : name})`]),
    'await rc.revoke()',
    '',
  ].join('\n')
}

function call(id: MethodId, method: Method, sample: Sample): string {
  if (withoutClass.has(id)) {
    return method.returns === Bytes
      ? `rc.get(${pathLiteral(method)}, undefined, { responseType: 'arraybuffer' })`
      : `rc.get(${pathLiteral(method)})`
  }
  const steps = chain(method).map((step) => `\n  ${step}`)
  return `rc${steps.join('')}\n  .${verbName(method)}(${sent(id, sample)})`
}

/** `/restapi/v1.0/account/~/sms` as `.restapi()`, `.account()`, `.sms()`. */
function chain(method: Method): string[] {
  const path = ownPath(method)
  if (path === '/restapi') return ['.restapi(null)']
  const parts = path.replace('/restapi/v1.0', '/restapi').split('/').slice(1)
  const steps: string[] = []
  for (const part of parts) {
    const [, parameter] = /^\{(\w+)\}$/.exec(part) ?? []
    if (part === '~') continue // what the client fills in by itself
    if (parameter === undefined) steps.push(`.${camel(part)}()`)
    else steps.push(`${(steps.pop() ?? '').slice(0, -1)}${parameter})`)
  }
  return steps
}

const camel = (part: string): string =>
  part.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** A collection is listed and emptied, what is one thing is got and deleted. */
function verbName(method: Method): string {
  const verb = verbOf(method)
  const path = pathOf(method)
  const itemVerbs = Object.values<Method>(methods)
    .filter((other) => {
      const rest = pathOf(other).slice(path.length)
      return pathOf(other).startsWith(path) && /^\/\{\w+\}$/.test(rest)
    })
    .map(verbOf)
  if (verb === 'GET') return itemVerbs.length > 0 || path === '/restapi' ? 'list' : 'get'
  if (verb === 'DELETE') return itemVerbs.includes('DELETE') ? 'deleteAll' : 'delete'
  return verb.toLowerCase()
}

function sent(id: MethodId, { query, body, file }: Sample): string {
  const hasQuery = Object.keys(query).length > 0
  const asked = hasQuery ? [literal(query, 2)] : []
  // The client sends a list of further ids beside the path's.
  if (id === 'deleteMessage') return '[]'
  if (file) {
    const object = file.isList ? `[${fileLiteral(file)}]` : fileLiteral(file)
    const members = Object.entries(body ?? {}).map(
      ([name, value]) => `    ${name}: ${literal(value, 4)},\n`,
    )
    return [`{\n${members.join('')}    ${file.part}: ${object},\n  }`, ...asked].join(', ')
  }
  return [...(body ? [literal(body, 2)] : []), ...asked].join(', ')
}

const fileLiteral = (file: SampleFile): string =>
  `{ filename: '${file.filename}', content: ${contentOf(file)}, contentType: '${file.contentType}' }`
