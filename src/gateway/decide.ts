// Who may: the whole of the gateway's access rule. Facts in, `now` in, a decision out; no I/O.
// Default deny: an empty cell is a denial, and a cell says nothing about any other cell, so reading
// never implies writing, nor writing reading. The pipeline asks, and so does the admin API.
import type { Identity } from '#storage/gateway/connections'
import type { Grant } from '#storage/gateway/grants'
import type { Cell, Held } from './grants/grid.ts'

/** Whose objects a call touches, with every `~` resolved. */
export type Touched =
  /** One extension's mailbox, calls, presence or details. */
  | { readonly whose: 'extension'; readonly accountId: string; readonly extensionId: string }
  /** Those of every extension at once: lists that span the account. */
  | { readonly whose: 'everyone'; readonly accountId: string }
  /** The account's own details: one object. */
  | { readonly whose: 'account'; readonly accountId: string }
  /** What the connection's user is in, or what the agent itself made; the upstream or the gateway shows no more. */
  | { readonly whose: 'own' }

/** What is to be decided: one cell, whose objects, and who the connection's user is. */
export interface Question extends Cell {
  readonly touched: Touched
  readonly identity: Identity
}

/** Why a call was denied. A closed list; `explain.ts` has a sentence for each. */
export type DenyReason =
  | 'no_grant'
  | 'grant_expired'
  | 'outside_reach'
  | 'needs_account_reach'
  | 'other_account'

/** The answer. A denial names the cell that a grant would have to fill. */
export type Decision =
  | { readonly decision: 'allow'; readonly grant: Grant }
  | { readonly decision: 'deny'; readonly reason: DenyReason; readonly missing: Cell }

/**
 * Decides one call.
 * @param grants what the agent holds in the question's cell ({@link Grid.cell}); others are ignored
 * @param now epoch milliseconds
 */
export function decide(question: Question, grants: readonly Held[], now: number): Decision {
  const { resource, access, touched, identity } = question
  const deny = (reason: DenyReason): Decision => ({
    decision: 'deny',
    reason,
    missing: { resource, access },
  })
  if (touched.whose !== 'own' && touched.accountId !== identity.accountId) {
    return deny('other_account')
  }
  let reason: DenyReason = 'no_grant'
  for (const held of grants) {
    const { grant } = held
    if (grant.resource !== resource || grant.access !== access) continue
    if (grant.expiresAt !== null && grant.expiresAt <= now) {
      if (reason === 'no_grant') reason = 'grant_expired'
      continue
    }
    if (reaches(held, touched, identity)) return { decision: 'allow', grant }
    reason = touched.whose === 'everyone' ? 'needs_account_reach' : 'outside_reach'
  }
  return deny(reason)
}

/** Whether a grant's reach covers what is touched: the table of ARCHITECTURE.md, row by row. */
function reaches({ grant, extensions }: Held, touched: Touched, identity: Identity): boolean {
  switch (touched.whose) {
    case 'own':
    case 'account':
      return true
    case 'everyone':
      return grant.reach === 'account'
    case 'extension':
      if (grant.reach === 'account') return true
      if (grant.reach === 'own') return touched.extensionId === identity.extensionId
      return extensions?.has(touched.extensionId) ?? false
  }
}
