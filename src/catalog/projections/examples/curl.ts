// A method as a command of curl.
import { type Json, type JsonObject, wordOf } from '../json.ts'
import { type Method, verbOf } from '../../method.ts'
import { exampleEnvironment, type ExampleWay } from './clients.ts'
import { ownPath } from './javascript.ts'
import type { Sample } from './sample.ts'

/** The command, with a line before it for each id that the reader fills in. */
export function curl(method: Method, sample: Sample, way: ExampleWay): string {
  const { server, token } = exampleEnvironment[way]
  const { ids, query, body, file } = sample
  const ownIds = ids.map(
    ({ name, value, from }) => `${name}=${value}${from ? `  # as ${from} answers` : ''}`,
  )
  const path = ownPath(method).replaceAll(/\{(\w+)\}/g, '$$$1')
  const verb = verbOf(method)
  const isForm = file !== null && !method.rawBody
  const lines = [
    `${verb === 'GET' ? 'curl' : `curl --request ${verb}`} "$${server}${path}${queryText(query)}"`,
    // What anybody may ask of RingCentral, the gateway too answers to agents alone.
    ...(method.open && way === 'direct' ? [] : [`--header "Authorization: Bearer $${token}"`]),
    ...(body && !isForm && !method.rawBody
      ? [`--header 'Content-Type: application/json'`, `--data '${json(body)}'`]
      : []),
    ...(file && method.rawBody
      ? [`--header 'Content-Type: ${file.contentType}'`, `--data '${file.content}'`]
      : []),
    ...(isForm
      ? [
          ...(Object.keys(body ?? {}).length > 0
            ? [`--form 'json=${JSON.stringify(body)};type=application/json;filename=request.json'`]
            : []),
          `--form '${file.isList ? 'attachment' : file.part}=@${file.filename};type=${file.contentType}'`,
        ]
      : []),
  ]
  return [...ownIds, lines.join(' \\\n  ')].join('\n')
}

function queryText(query: JsonObject): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (one: Json) => `${name}=${encodeURIComponent(wordOf(one))}`,
    ),
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** JSON within single quotes of a shell, which has no way to write one inside. */
function json(body: JsonObject): string {
  const flat = JSON.stringify(body)
  const text = flat.length < 60 ? flat : JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')
  return text.replaceAll("'", '’')
}
