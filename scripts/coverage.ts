// What the tests have shown of each method, as docs/coverage.md and two lines of the README. `npm test`
// runs it last: with evidence that says something else than the documents, it fails.
//   node scripts/coverage.ts --begin   forgets the evidence of earlier runs
//   node scripts/coverage.ts           compares; fails on a stale document or a gap in the guide's methods
//   node scripts/coverage.ts --write   writes the documents
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type Method, pathOf } from '#catalog/method'
import { methods } from '#catalog/methods'
import { Bytes } from '#catalog/schemas/common'
import { markdownTable } from '#lib/markdown-table'
import { evidenceFolder, type Fact, facts } from '#test/coverage'

const root = new URL('../', import.meta.url)
const pagePath = new URL('docs/coverage.md', root)
const readmePath = new URL('README.md', root)
const rows = Object.entries(methods) as [string, Method][]

/** Whether a fact can be shown of a method at all. */
const applies: Readonly<Record<Fact, (method: Method) => boolean>> = {
  served: () => true,
  'official client': () => true,
  'missing permission': ({ permission, userPermission }) =>
    permission !== null || userPermission !== null,
  'bad input': ({ body, query }) =>
    body !== undefined || Object.keys(query?.properties ?? {}).length > 0,
  'unknown id': (method) => pathOf(method).includes('{'),
  throttled: ({ open }) => !open,
  schema: ({ returns }) => returns !== null && returns !== Bytes,
}

/** What the facts mean, for the head of the page. */
const meaning: Readonly<Record<Fact, string>> = {
  served: 'a test was answered with success',
  'official client':
    'RingCentral’s own client, unmodified, was answered with success, over a real socket',
  'missing permission': 'refused with 403 when the app or the user lacks the permission',
  'bad input': 'refused with 400 or 415 for a wrong query or body',
  'unknown id': 'refused with 404 CMN-102 for an id in the path that names nothing',
  throttled: 'refused with 429 CMN-301 over the limit',
  schema: 'replies were judged by the method’s schema before they left',
}

type Evidence = ReadonlyMap<string, ReadonlySet<string>>

function readEvidence(): Evidence {
  const evidence = new Map<string, Set<string>>()
  for (const file of readdirSync(evidenceFolder)) {
    const found = JSON.parse(readFileSync(`${evidenceFolder}/${file}`, 'utf8')) as Record<
      string,
      string[]
    > // written by test/coverage.ts
    for (const [method, known] of Object.entries(found)) {
      evidence.set(method, new Set([...(evidence.get(method) ?? []), ...known]))
    }
  }
  return evidence
}

const has = (evidence: Evidence, id: string, fact: Fact) => evidence.get(id)?.has(fact) ?? false

const gapsOf = (evidence: Evidence, [id, method]: [string, Method]): Fact[] =>
  facts.filter((fact) => applies[fact](method) && !has(evidence, id, fact))

function count(evidence: Evidence, fact: Fact, isGuide: boolean): string {
  const able = rows.filter(
    ([, method]) => (method.listed !== 'beyond') === isGuide && applies[fact](method),
  )
  const shown = able.filter(([id]) => has(evidence, id, fact))
  return `${shown.length} of ${able.length}`
}

function page(evidence: Evidence): string {
  const table = (isGuide: boolean) =>
    markdownTable(
      ['Method', ...facts],
      rows
        .filter(([, { listed }]) => (listed !== 'beyond') === isGuide)
        .map(([id, method]) => [
          `\`${id}\``,
          ...facts.map((fact) => {
            if (!applies[fact](method)) return '–'
            return has(evidence, id, fact) ? 'yes' : '**no**'
          }),
        ]),
    )
  return `${[
    '# Coverage of the platform’s methods',
    'What `npm test` has seen of each method, made from the request logs of its platforms (`node scripts/coverage.ts --write` after it). Each column is a fact of its own; they are not added up. A dash means that the fact cannot be: a method without a query or body takes no bad input.',
    facts.map((fact) => `- **${fact}**: ${meaning[fact]}.`).join('\n'),
    markdownTable(
      ['Fact', 'Methods of the guide', 'Methods beyond it'],
      facts.map((fact) => [fact, count(evidence, fact, true), count(evidence, fact, false)]),
    ),
    '## Methods of the guide',
    table(true),
    '## Methods beyond the guide',
    table(false),
  ].join('\n\n')}\n`
}

const marks = ['<!-- coverage -->', '<!-- /coverage -->'] as const

/** The README with its figures of coverage. */
function readme(evidence: Evidence): string {
  const text = readFileSync(readmePath, 'utf8')
  const [start, end] = [text.indexOf(marks[0]), text.indexOf(marks[1])]
  if (start === -1 || end < start) throw new Error('README.md has no place for its coverage.')
  const guide = count(evidence, 'official client', true)
  const beyond = count(evidence, 'official client', false)
  const line = `${guide} methods of the guide and ${beyond} beyond it are driven by RingCentral’s own client in \`npm test\`; [docs/coverage.md](docs/coverage.md) has every fact of every method.`
  return `${text.slice(0, start + marks[0].length)}\n\n${line}\n\n${text.slice(end)}`
}

if (process.argv.includes('--begin')) rmSync(evidenceFolder, { recursive: true, force: true })
else {
  const evidence = readEvidence()
  const documents = [
    { path: pagePath, text: page(evidence) },
    { path: readmePath, text: readme(evidence) },
  ]
  if (process.argv.includes('--write')) {
    for (const { path, text } of documents) writeFileSync(path, text)
  }
  const stale = documents.filter(({ path, text }) => readFileSync(path, 'utf8') !== text)
  const gaps = rows
    .filter(([, { listed }]) => listed !== 'beyond')
    .flatMap((row) => gapsOf(evidence, row).map((fact) => `${row[0]}: ${fact}`))
  for (const { path } of stale) {
    console.error(
      `${path.pathname.slice(root.pathname.length)} is stale: npm run coverage writes it.`,
    )
  }
  if (gaps.length > 0) console.error(`Not shown of methods of the guide:\n${gaps.join('\n')}`)
  if (stale.length + gaps.length > 0) process.exitCode = 1
}
