// An audit record on the terminal: one line in a list, or all that it holds. What the members mean is
// in docs/audit-log.md.
import type { AuditRecord } from '#admin/schemas'
import { sheet, timeText } from './text.ts'

/** Members that a record may have beside those of every record. */
type Members = Readonly<Record<string, unknown>>

const widths = [6, 20, 16, 26, 8, 6] as const

/** The heading over lines of records. */
export const recordHeading = (): string =>
  line(['SEQ', 'TIME', 'AGENT', 'WHAT', 'DECISION', 'STATUS', 'WHY'])

/**
 * A record as one line.
 * @param names agents' names by id
 */
export function recordLine(record: AuditRecord, names: ReadonlyMap<string, string>): string {
  const members: Members = { ...record }
  const agentId = text(members['agentId'])
  return line([
    String(record.seq),
    timeText(record.time),
    names.get(agentId) ?? (agentId || '-'),
    whatOf(record, members),
    text(members['decision']) || '-',
    text(members['status']) || '-',
    whyOf(record, members),
  ])
}

const line = (cells: readonly string[]): string =>
  `${cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join('  ')
    .trimEnd()}\n`

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''

/** What was done or asked. */
function whatOf({ kind }: AuditRecord, members: Members): string {
  switch (kind) {
    case 'intent':
    case 'call':
    case 'refused':
      return text(members['methodId']) || `${text(members['verb'])} (no method)`
    case 'event':
      return `event ${text(members['event'])}`
    case 'admin':
      return text(members['action'])
    case 'system':
      return `ringfence ${text(members['event'])}`
    case 'unauthenticated':
      return 'strangers'
  }
}

/** Why, or what came of it. */
function whyOf({ kind }: AuditRecord, members: Members): string {
  const reason = text(members['reason'])
  switch (kind) {
    case 'intent':
      return 'about to be sent'
    case 'call':
      return `${text(members['latencyMs'])} ms`
    case 'event':
      return [reason, 'by', text(members['transport'])].join(' ')
    case 'refused':
      return [reason, text(members['access']), text(members['resource'])].filter(Boolean).join(' ')
    case 'admin':
      return [
        detailsOf(members['details']),
        text(members['target']),
        `by ${text(members['operator'])}`,
      ]
        .filter(Boolean)
        .join(' ')
    case 'unauthenticated': {
      const reasons = Object.entries(members['reasons'] ?? {})
      const counts = reasons.map(([name, count]) => `${count} ${name}`).join(', ')
      return `${counts} from ${text(members['address']) || 'many addresses'}`
    }
    case 'system':
      return ''
  }
}

/** A record with everything it holds, empty members left out. */
export function recordSheet(record: AuditRecord, names: ReadonlyMap<string, string>): string {
  const members: Members = { ...record }
  const valueOf = (name: string, value: unknown): string => {
    if (typeof value === 'object') return JSON.stringify(value)
    const agentName = name === 'agentId' ? names.get(text(value)) : undefined
    return agentName === undefined ? text(value) : `${text(value)} (${agentName})`
  }
  return sheet(
    Object.entries(members)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, valueOf(name, value)]),
  )
}

/** The details of a change as words: `message read own`; what is not set, and ids, are left out. */
function detailsOf(details: unknown): string {
  const values = Object.values(typeof details === 'object' && details !== null ? details : {})
  return values.filter((value) => typeof value === 'string' && !/^$|_/.test(value)).join(' ')
}
