// What machines read: files of the same projections as the pages.
import { version } from '#src/version'
import { openapi } from '#catalog/projections/openapi'
import type { MethodDetail } from '#catalog/projections/detail'
import { markdown } from '#catalog/projections/markdown'
import { llms, methodMarkdown } from '#catalog/projections/method-markdown'
import { reference } from '#catalog/projections/reference'

/** A file for machines. */
export interface MachineFile {
  readonly name: string
  readonly content: string
}

/** All of them. */
export function machineFiles(details: readonly MethodDetail[]): MachineFile[] {
  const document = openapi('guide', { version, servers: ['https://platform.ringcentral.com'] })
  return [
    { name: 'reference.json', content: JSON.stringify(reference()) },
    { name: 'openapi.json', content: JSON.stringify(document) },
    { name: 'reference.md', content: markdown() },
    { name: 'llms.txt', content: llms(details) },
    ...details.flatMap((detail) => [
      { name: `methods/${detail.id}.json`, content: JSON.stringify(detail) },
      { name: `methods/${detail.id}.md`, content: methodMarkdown(detail) },
    ]),
  ]
}
