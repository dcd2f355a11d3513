// What the admin API's routes on the audit log do: reading, finding, verifying.
import { parseTime } from '#lib/time'
import { notFound } from '#gateway/problem'
import { parseHead } from '#storage/audit-log'
import type { AdminParts } from '../parts.ts'
import { renderHead, renderRecord, renderVerification } from '../render.ts'
import type { Handlers } from '../route.ts'
import type { auditRoutes } from '../routes/audit.ts'

const timeOf = (text: string | undefined) =>
  text === undefined ? undefined : (parseTime(text) ?? undefined)

/** Handlers of the routes on the audit log. */
export function auditHandlers({ agents, auditLog }: AdminParts): Handlers<typeof auditRoutes> {
  return {
    readHead: () => renderHead(auditLog.head()),
    async listRecords({ query }) {
      const { records, next } = await auditLog.read({
        before: query.before,
        after: query.after,
        limit: query.limit ?? 50,
        filter: {
          kinds: query.kind,
          agentId: query.agent === undefined ? undefined : agents.findAgent(query.agent).id,
          methodId: query.method,
          resource: query.resource,
          access: query.access,
          decision: query.decision,
          from: timeOf(query.from),
          to: timeOf(query.to),
        },
      })
      return { records: records.map(renderRecord), next }
    },
    async readRecord({ params }) {
      const found = await auditLog.find(params.record)
      if (found) return renderRecord(found)
      throw notFound(
        'record',
        `The audit log has no record with the id or number "${params.record}".`,
        'List the records.',
      )
    },
    async verifyLog({ body: { expect } }) {
      const head = expect === undefined ? undefined : (parseHead(expect) ?? undefined)
      return renderVerification(await auditLog.verify({ expect: head }))
    },
  }
}
