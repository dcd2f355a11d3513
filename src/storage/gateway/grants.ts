// Grants: the cells of the access grid, as stored. What they mean is decided in
// src/gateway/decide.ts; whether one may be written, in src/gateway/grants/.
import sql from 'sql-template-tag'
import type { Access, Resource } from '#catalog/method'
import type { Database } from '../database.ts'
import type { AgentId } from './agents.ts'

/** The id of a grant, as in `grant_…`. */
export type GrantId = string & { readonly brand: 'GrantId' }

/** Whose objects a grant opens: the connection's own extension, listed ones, or the whole account. */
export type Reach = 'own' | 'account' | { readonly extensions: readonly string[] }

/** Agent × resource × access, with a reach and perhaps an end. */
export interface Grant {
  readonly id: GrantId
  readonly agentId: AgentId
  readonly resource: Resource
  readonly access: Access
  readonly reach: Reach
  readonly createdAt: number
  /** When it stops to count; null for never. */
  readonly expiresAt: number | null
  /** Grows by one when its end is changed. */
  readonly revision: number
}

interface Stored extends Omit<Grant, 'reach'> {
  readonly reach: string
}

const columns = sql`id, agent_id as "agentId", resource, access, reach, created_at as "createdAt",
  expires_at as "expiresAt", revision`

// The text form is also what makes a grant unique in its cell, so lists are stored sorted.
const reachText = (reach: Reach): string =>
  typeof reach === 'string' ? reach : [...reach.extensions].sort().join(',')

const toReach = (text: string): Reach =>
  text === 'own' || text === 'account' ? text : { extensions: text.split(',') }

/**
 * Grants in the gateway's database. Writes belong inside a commit.
 * @param db the gateway's database
 */
export function createGrantStore(db: Database) {
  return {
    /** Every grant, expired ones too, oldest first. */
    list: (): Grant[] =>
      db
        .all<Stored>(sql`select ${columns} from grants order by created_at, id`)
        .map((row) => ({ ...row, reach: toReach(row.reach) })),
    add(grant: Grant): void {
      db.run(sql`insert into grants
        (id, agent_id, resource, access, reach, created_at, expires_at, revision)
        values (${grant.id}, ${grant.agentId}, ${grant.resource}, ${grant.access},
          ${reachText(grant.reach)}, ${grant.createdAt}, ${grant.expiresAt}, ${grant.revision})`)
    },
    /** Sets a grant's end over its previous revision. Throws when someone else did first. */
    change(grant: Grant): void {
      const { changes } = db.run(sql`update grants
        set expires_at = ${grant.expiresAt}, revision = ${grant.revision}
        where id = ${grant.id} and revision = ${grant.revision - 1}`)
      if (changes !== 1) throw new Error(`grant ${grant.id} was changed by someone else meanwhile`)
    },
    remove(id: GrantId): void {
      db.run(sql`delete from grants where id = ${id}`)
    },
  }
}
