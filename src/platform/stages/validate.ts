// Whether a request's path and query (its body: body.ts) are what the method's schemas say, and their typed values.
// Every refusal names the parameter. Schemas are compiled once, on first use.
import { fail } from '#catalog/errors'
import { perPageNumber } from '#catalog/rules/limits'
import type { Method } from '#catalog/method'
import { violationOf } from '#catalog/rules/violation'
import { satisfies } from '#lib/schema'

/** Path parameters against their schema; an id that cannot exist is one that does not: CMN-102. */
export function validatePath(method: Method, params: Readonly<Record<string, string>>): void {
  if (satisfies(method.path, params)) return
  const { details } = violationOf(method.path, params)
  throw fail('CMN-102', { parameterName: details.parameterName ?? 'path' })
}

/** The query's typed values. Empty values count as absent, as SDKs send them; unknown ones are ignored. */
export function validateQuery(method: Method, search: string): Record<string, unknown> {
  const query: Record<string, unknown> = {}
  if (!method.query) return query
  if (search === '' && !method.query.required?.length) return query
  const sent = new URLSearchParams(search)
  const properties = method.query.properties as Readonly<Record<string, { type?: string }>> // JSON Schemas
  for (const [name, schema] of Object.entries(properties)) {
    const values = sent.getAll(name).filter((value) => value !== '')
    if (values.length === 0) continue
    const last = values.at(-1) ?? ''
    query[name] =
      schema.type === 'array'
        ? [...new Set(values)]
        : typed(schema.type, name === 'perPage' ? perPageNumber(last) : last)
  }
  if (!satisfies(method.query, query)) throw violationOf(method.query, query)
  return query
}

/** A text as the type its schema names; what does not fit stays a text, for the schema to refuse. */
function typed(type: string | undefined, text: string): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if ((type === 'integer' || type === 'number') && /^-?\d{1,15}(\.\d+)?$/.test(text)) {
    return Number(text)
  }
  return text
}
