// The levers as OpenAPI 3.1 and as Markdown, made from their table.
import { groupSections, problemSection } from '#lib/json-api/markdown'
import * as document from '#lib/json-api/openapi'
import { exampleOf } from './example.ts'
import { type Lever, leverProblems } from './lever.ts'

/** Groups of levers, as levers.ts has them. */
type Groups = readonly {
  readonly title: string
  readonly routes: Readonly<Record<string, Lever>>
}[]

/** The OpenAPI document: what `GET /_platform/openapi.json` answers. */
export const leversOpenApi = (groups: Groups): document.OpenApi =>
  document.openApi({
    title: 'Ringfence levers',
    version: '1',
    description:
      'What a test moves that no client of RingCentral could: clock, faults, the phone network.',
    groups,
    problems: leverProblems,
    schemas: {},
    token: { name: 'leverToken', description: 'The lever token of the ready line.' },
  })

/**
 * docs/levers.md, ending with a newline.
 * @param commandOf an example call as the command line takes it
 */
export function leversMarkdown(
  groups: Groups,
  commandOf: (lever: Lever, example: Readonly<Record<string, unknown>>) => string,
): string {
  return `${[
    '# Levers',
    'What a test, a developer or the command line moves that no client of RingCentral could: the platform’s clock, faults, the outside world of the phone network. Generated from their table (`npm run docs`); `GET /_platform/openapi.json` answers the same as OpenAPI 3.1.',
    'Each lever is there three times: as plain HTTP under `/_platform/`, as `ringfence platform …`, and as a function of the typed client, whose argument has the fields of path, query and body together.',
    "```ts\nimport { connectLevers, createPlatform } from 'ringfence'\n\nawait using platform = await createPlatform({ clock: 'frozen' })\nawait platform.levers.advanceClock({ by: '1h' })\n\n// From another process, with url and leverToken of `ringfence platform --json`:\nconst levers = connectLevers({ url: 'http://127.0.0.1:4101', token: leverToken })\n```",
    'Over HTTP send `Authorization: Bearer` with the lever token; bodies are JSON. The levers answer under the loopback’s names and the address that is listened on; pages of other sites are refused, and there is no CORS. The command line finds a running platform by its data folder (`--data`), or by `--url` with the token in `RINGFENCE_LEVER_TOKEN`. A call of the typed client that is refused throws `LeverError` with `type`, `detail`, `field` and `remedy`.',
    ...groupSections<Lever>(groups, (id, lever) => {
      const example = exampleOf(lever)
      const argument = Object.keys(example).length > 0 ? literal(example) : ''
      return [
        `\`\`\`ts\nawait levers.${id}(${argument})\n\`\`\``,
        `\`\`\`sh\n${commandOf(lever, example)}\n\`\`\``,
      ]
    }),
    ...problemSection(leverProblems),
  ].join('\n\n')}\n`
}

/** A value as TypeScript has it. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${nameOf(name)}: ${literal(member)}`,
  )
  return `{ ${members.join(', ')} }`
}

const nameOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`)
