// One method as Markdown, and the list of all for language models: what an agent reads before it calls.
import { groups } from '../groups.ts'
import type { MethodDetail } from './detail.ts'
import { exampleClients, exampleWays } from './examples/clients.ts'
import type { ExampleClient, ExampleWay } from './examples/clients.ts'
import type { SchemaNode } from './schema-tree.ts'

/** A method's page, ending with a newline. */
export function methodMarkdown(detail: MethodDetail): string {
  const { id, verb, path, summary, notes, errors, related, differences } = detail
  return [
    `# ${id}`,
    `${summary} ${notes}`,
    `\`${verb} ${path}\``,
    [
      `- Access: ${detail.access} ${detail.actsOn}`,
      `- Permission: ${detail.permission ?? 'none, any valid token'}${detail.userPermission ? `; the user needs ${detail.userPermission}` : ''}`,
      `- Rate limit: ${detail.rateGroup}. ${detail.rate.join(' ')}`,
      `- Event: ${related ? `${related.id}, filter \`${related.filter}\`` : 'none'}`,
      `- Version: ${detail.version.label}, since ${detail.version.since === 'base' ? 'the base version' : detail.version.since}`,
      ...(detail.batch
        ? [
            `- Several at once: ${detail.batch.parameter} takes up to ${detail.batch.max} ids, joined by commas; the reply is 207.`,
          ]
        : []),
      ...differences.map(
        ({ about, guide, live }) => `- ${about}: ${guide} in guide, ${live} in live`,
      ),
      `- Source: ${detail.source}`,
    ].join('\n'),
    ...block('Path', detail.pathParameters, true),
    ...block('Query', detail.query, true),
    ...(detail.body
      ? block(`Body (${detail.bodyTypes.join(', ')})`, detail.body.members, true)
      : []),
    `## Reply`,
    replyLine(detail),
    ...(detail.reply ? [tree(detail.reply.members, 0, false)] : []),
    '## Errors',
    errors
      .map(({ status, code, meaning, remedy }) => `- ${status} ${code}: ${meaning} ${remedy}`)
      .join('\n'),
    '## Examples',
    ...(Object.keys(exampleClients) as ExampleClient[]).flatMap((client) =>
      (Object.keys(exampleWays) as ExampleWay[]).flatMap((way) => [
        `### ${exampleClients[client].label}, ${exampleWays[way].toLowerCase()}`,
        `\`\`\`${exampleClients[client].language}\n${detail.examples[client][way].trimEnd()}\n\`\`\``,
      ]),
    ),
    '',
  ].join('\n\n')
}

const block = (title: string, members: readonly SchemaNode[], marksRequired: boolean): string[] =>
  members.length === 0 ? [] : [`## ${title}`, tree(members, 0, marksRequired)]

function replyLine({ status, otherStatus, isFile, reply }: MethodDetail): string {
  const statuses = [status, ...(otherStatus ? [otherStatus] : [])].join(' or ')
  if (isFile) return `${statuses} with the bytes of the file.`
  return reply ? `${statuses}, JSON.` : `${statuses} without content.`
}

function tree(members: readonly SchemaNode[], depth: number, marksRequired: boolean): string {
  return members
    .map((node) => {
      const values = node.values.length > 0 ? node.values : (node.items?.values ?? [])
      const words = [
        node.type,
        ...(marksRequired && node.required ? ['required'] : []),
        ...node.rules,
        ...(node.items?.rules ?? []).map((rule) => `each ${rule}`),
        ...(values.length > 0 ? [values.map((value) => `\`${value}\``).join(' ')] : []),
      ]
      const line = `${'  '.repeat(depth)}- \`${node.name ?? ''}\` (${words.join('; ')})${node.about ? `: ${node.about}` : ''}`
      return node.members.length === 0
        ? line
        : `${line}\n${tree(node.members, depth + 1, marksRequired)}`
    })
    .join('\n')
}

/** `llms.txt` (llmstxt.org): what there is, and where each method's page is. Addresses are relative. */
export function llms(details: readonly MethodDetail[]): string {
  return [
    '# Ringfence reference: RingCentral’s API for agents',
    '> Every method an agent can call, how to authenticate, and the permission each needs. Calls go to the gateway (with an agent’s key or JWT) or to the platform directly; both speak RingCentral’s own REST paths.',
    'Each method has a page in Markdown, with parameters, schemas, errors and working examples; the same as JSON under `.json`.',
    [
      '- [Everything on one page](reference.md)',
      '- [OpenAPI 3.1](openapi.json)',
      '- [The reference as JSON](reference.json)',
    ].join('\n'),
    ...Object.entries(groups).flatMap(([id, { label }]) => [
      `## ${label}`,
      details
        .filter(({ group }) => group === id)
        .map(
          ({ id: method, verb, path, summary, access, permission, rateGroup }) =>
            `- [${method}](methods/${method}.md): ${summary} \`${verb} ${path}\`, ${access}, ${permission ?? 'no permission'}, ${rateGroup}`,
        )
        .join('\n'),
    ]),
    '',
  ].join('\n\n')
}
