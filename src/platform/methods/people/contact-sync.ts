// Synchronising an address book. FSync reads all of it, ISync what changed since its token; a token says
// whose address book it is of and up to which of its changes it was read.
import { fail } from '#catalog/errors'
import type { Contacts, StoredContact } from '#storage/platform/contacts'

/** Most records at once, and as many as come when nobody says. */
const maxSynced = 250

/** The id of a page is the revision its synchronisation began at, times this, and its place in the book. */
const pageIdStep = 1_000_000

/** What a synchronisation is asked for. */
export interface SyncQuery {
  readonly syncType?: 'FSync' | 'ISync'
  readonly syncToken?: string
  readonly perPage?: number
  readonly pageId?: number
}

/** What it found. */
export interface Synced {
  readonly syncType: 'FSync' | 'ISync'
  readonly perPage: number
  readonly contacts: readonly StoredContact[]
  /** To go on from. */
  readonly syncToken: string
  /** Of a full one that is not done. */
  readonly nextPageId?: number
}

/** Synchronises an extension's address book. Throws CMN-101 for a token that is none of it. */
export function synchronise(contacts: Contacts, extensionId: number, query: SyncQuery): Synced {
  const perPage = Math.min(query.perPage ?? maxSynced, maxSynced)
  const syncType = query.syncType ?? (query.syncToken === undefined ? 'FSync' : 'ISync')
  const latest = contacts.revision(extensionId)
  if (syncType === 'ISync') {
    const since = readToken(query.syncToken, extensionId, latest)
    const changed = contacts.changes(extensionId, since, perPage)
    const syncToken = tokenOf(extensionId, changed.at(-1)?.revision ?? since)
    return { syncType, perPage, contacts: changed, syncToken }
  }
  const { pageId = 0 } = query
  // What changes while the pages are read is told by the first ISync after them.
  const revision = pageId === 0 ? latest : Math.min(Math.floor(pageId / pageIdStep), latest)
  const offset = pageId % pageIdStep
  const rows = contacts.book(extensionId, { limit: perPage + 1, offset })
  return {
    syncType,
    perPage,
    contacts: rows.slice(0, perPage).filter(({ availability }) => availability === 'Alive'),
    syncToken: tokenOf(extensionId, revision),
    ...(rows.length > perPage ? { nextPageId: revision * pageIdStep + offset + perPage } : {}),
  }
}

const tokenOf = (extensionId: number, revision: number): string =>
  Buffer.from(`contacts.${extensionId}.${revision}`).toString('base64url')

function readToken(token: string | undefined, extensionId: number, latest: number): number {
  const text = Buffer.from(token ?? '', 'base64url').toString('utf8')
  const [kind, owner, revision = ''] = text.split('.')
  const isOurs = kind === 'contacts' && owner === String(extensionId) && /^\d{1,15}$/.test(revision)
  if (isOurs && Number(revision) <= latest) return Number(revision)
  throw fail('CMN-101', { parameterName: 'syncToken' })
}
