// docs/seeds.md, made from the schema of seeds.
import type { TSchema } from 'typebox'
import { markdownTable } from '#lib/markdown-table'
import { Seed } from './schema.ts'

/** A JSON Schema as far as a table needs it. */
interface Node {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Node[]
}

/**
 * The document, ending with a newline.
 * @param example a whole seed in YAML, shown as it is
 */
export function seedsMarkdown(example: string): string {
  const root: TSchema = Seed
  return `${[
    '# Seeds',
    'A seed is the company that a platform starts with: who works there, on which numbers, the apps that call in its name, and what has happened so far. It is written in YAML, JSON or TypeScript. Generated from its schema (`npm run docs`).',
    '```sh\nringfence platform --seed company.yaml        # an empty data folder gets this company\nringfence start --seed company.ts\n```',
    "```ts\nawait using platform = await createPlatform({ seed: 'company.yaml' })   // or the object itself\n```",
    'Only a folder without an account takes a seed; without one the demo company is made. A seed is judged as a whole before anything is stored: a message for each mistake, with file, line, the field and what it takes, and nothing half done.',
    '## Ten lines',
    '```yaml\naccount: { name: Acme Windows }\nextensions:\n  - name: Ann Archer\n  - name: Bea Bell\n  - { name: Care, type: Department, members: [Ann Archer, Bea Bell] }\ntexts:\n  - { at: -2h, from: "+14155550142", to: Ann Archer, text: When do you come? }\n```',
    'What was not said is filled in:',
    [
      '- extensions are numbered from 101 in their order, and every enabled person gets the next phone number after the main one (`+15105550100`), with calls, texts and pictures;',
      '- the first person who can sign in is the admin and the operator, unless somebody is a `Super Admin`;',
      '- without `apps` there is one, `Developer`, with every permission, and a JWT of the admin. Client ids, secrets and JWTs that are not given are made; the ready line (`--json`) has those of the first app, `DIR/demo-credentials.json` and `createPlatform().app` too;',
      '- ids follow from the numbers (account 400131426, extension 101 is 400131527), so they are the same each time;',
      '- what has no `at` happened in the last minutes, in the order of its list.',
    ].join('\n'),
    '## References, times, numbers',
    [
      '- An extension is named by its number, name or email address. An end of a message or call may also be a phone number: one of the company’s, or any of the outside world.',
      '- Times are how long ago (`-90s`, `-2h`, `-1d12h`) or ISO 8601; a seed has no future.',
      '- Phone numbers are read in any usual form and kept in E.164. YAML reads `+14155550142` without quotes as a number; that works too.',
      '- YAML anchors, aliases and merge keys (`<<`) work; members that begin with `x-` are ignored, as a place for them.',
    ].join('\n'),
    '## A whole company',
    `\`\`\`yaml\n${example.trim()}\n\`\`\``,
    '## In TypeScript',
    'A `.ts` or `.js` file exports the seed by default, or a function of `{ now, random }`: the platform’s time, and a stream that is the same each time.',
    "```ts\nimport { defineSeed } from 'ringfence'\n\nexport default defineSeed(({ random }) => ({\n  extensions: Array.from({ length: 200 }, (_, index) => ({ name: `Agent ${index + 1}` })),\n  texts: Array.from({ length: 5_000 }, () => ({\n    from: '+14155550142',\n    to: random.integer(101, 300),\n    text: 'Is my order ready?',\n    at: `-${random.integer(1, 30)}d`,\n  })),\n}))\n```",
    '## Every field',
    ...section('', root),
  ].join('\n\n')}\n`
}

/** An object's fields as a table, then those of what it holds. */
function section(path: string, node: Node): string[] {
  const entries = Object.entries(node.properties ?? {})
  const rows = entries.map(([name, property]) => [
    `\`${name}\`${node.required?.includes(name) ? '' : ' (optional)'}`,
    [
      property.description ?? '',
      ...(property.items?.enum ? [property.items.description] : []),
    ].join(': '),
  ])
  const below = entries.flatMap(([name, property]) => {
    const [held, suffix] = heldBy(property)
    const at = path === '' ? name : `${path}.${name}`
    return held ? section(`${at}${suffix}`, held) : []
  })
  const title = path === '' ? [] : [`### ${path}`]
  return [...title, markdownTable(['Field', 'Takes'], rows), ...below]
}

/** The object that a field holds, itself or as a list, or where it is one of several. */
function heldBy(node: Node): readonly [Node | undefined, string] {
  if (node.properties) return [node, '']
  if (node.items) return [heldBy(node.items)[0], '[]']
  const [held] = (node.anyOf ?? []).map((one) => heldBy(one)[0]).filter((one) => one)
  return [held, '']
}
