// `npm run docs` writes the documents that are made from data; with --check it only says whether the
// committed ones are up to date (exit 1 when they are not).
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { adminMarkdown } from '#admin/markdown'
import { commandLine } from '#cli/levers/options'
import { cliMarkdown } from '#cli/markdown'
import { markdown } from '#catalog/projections/markdown'
import { leversMarkdown } from '#platform/levers/documents'
import { leverGroups } from '#platform/levers/levers'
import { seedsMarkdown } from '#platform/seed/file/markdown'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

const exampleSeed = await readFile(new URL('../examples/company.yaml', import.meta.url), 'utf8')

const documents: Readonly<Record<string, string>> = {
  'docs/reference.md': markdown(),
  'docs/admin-api.md': adminMarkdown(),
  'docs/cli.md': cliMarkdown(),
  'docs/seeds.md': seedsMarkdown(exampleSeed),
  'docs/levers.md': leversMarkdown(leverGroups, commandLine),
}

for (const [path, text] of Object.entries(documents)) {
  const file = new URL(`../${path}`, import.meta.url)
  // One after the other: there are few, and the order of the output is the order of the list.
  // oxlint-disable-next-line no-await-in-loop
  const committed = await readFile(file, 'utf8').catch(() => '')
  if (committed === text) continue
  if (values.check) {
    console.error(`${path} is not up to date: run npm run docs`)
    process.exitCode = 1
  } else {
    // oxlint-disable-next-line no-await-in-loop
    await writeFile(file, text)
    console.log(`wrote ${path}`)
  }
}
