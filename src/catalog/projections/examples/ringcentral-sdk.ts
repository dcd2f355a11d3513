// A method with @ringcentral/sdk, the client most code uses: verb and path as they are.
import type { JsonObject } from '../json.ts'
import { type Method, verbOf } from '../../method.ts'
import { Bytes } from '../../schemas/common.ts'
import type { ExampleWay } from './clients.ts'
import {
  connection,
  contentOf,
  environmentLine,
  idLines,
  literal,
  login,
  pathLiteral,
} from './javascript.ts'
import type { Sample } from './sample.ts'

/** The program. */
export function ringCentralSdk(method: Method, sample: Sample, way: ExampleWay): string {
  const isForm = sample.file !== null && !method.rawBody
  return [
    `import { SDK } from '@ringcentral/sdk'`,
    ...(isForm ? [`import FormData from 'form-data'`] : []),
    '',
    environmentLine(way),
    `const platform = new SDK(${connection(way)}).platform()`,
    `await platform.login(${login(way)})`,
    '',
    ...idLines(sample),
    ...(isForm ? form(sample) : []),
    `${method.returns === null ? '' : 'const reply = '}await ${call(method, sample)}`,
    ...after(method),
    '',
  ].join('\n')
}

function call(method: Method, { query, body, file }: Sample): string {
  const hasQuery = Object.keys(query).length > 0
  const path = pathLiteral(method)
  const verb = verbOf(method).toLowerCase()
  if (verb === 'get') return `platform.get(${path}${hasQuery ? `, ${literal(query)}` : ''})`
  if (file && method.rawBody) {
    return `platform.send({
  method: '${verb.toUpperCase()}',
  url: ${path},
  query: ${literal(query)},
  headers: { 'Content-Type': '${file.contentType}' },
  body: ${contentOf(file)},
})`
  }
  const sent = file ? 'form' : literal(body)
  const isBare = !file && body === null && !hasQuery
  return `platform.${verb}(${path}${isBare ? '' : `, ${sent}`}${hasQuery ? `, ${literal(query)}` : ''})`
}

function form({ body, file }: Sample): string[] {
  if (!file) return []
  const part = file.isList ? 'attachment' : file.part
  const options = (filename: string, contentType: string): JsonObject => ({ filename, contentType })
  return [
    'const form = new FormData()',
    ...(Object.keys(body ?? {}).length > 0
      ? [
          `form.append('json', JSON.stringify(${literal(body ?? {})}), ${literal(options('request.json', 'application/json'))})`,
        ]
      : []),
    `form.append('${part}', ${contentOf(file)}, ${literal(options(file.filename, file.contentType))})`,
  ]
}

function after({ returns }: Method): string[] {
  if (returns === null) return []
  return returns === Bytes
    ? ['const bytes = Buffer.from(await reply.arrayBuffer())', 'console.log(bytes.length)']
    : ['console.log(await reply.json())']
}
