// Mentions in the text of a post: `![:Person](62264425)`, `![:Team](105830100001)`, `![:File](305830100001)`.
import type { Mention } from '#storage/platform/conversations'

/** Finds the name of what a mention points at, or undefined when there is no such thing to see. */
export type NameOf = (type: Mention['type'], id: string) => string | undefined

/** The mentions of a text in the order they are made, each once; those that point at nothing are left out. */
export function mentionsIn(text: string, nameOf: NameOf): Mention[] {
  const mentions = new Map<string, Mention>()
  for (const [, type, id = ''] of text.matchAll(/!\[:(Person|Team|File)\]\(([0-9]{1,15})\)/g)) {
    const kind = type as Mention['type'] // the pattern names them
    const name = mentions.has(`${kind} ${id}`) ? undefined : nameOf(kind, id)
    if (name !== undefined) mentions.set(`${kind} ${id}`, { id, type: kind, name })
  }
  return [...mentions.values()]
}
