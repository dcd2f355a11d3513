// What people say of themselves: status, do-not-disturb, a line of text. What their phone does is not
// here; it follows from the calls in progress.
import sql, { join } from 'sql-template-tag'
import type { Database } from '../database.ts'

/** What an extension's user has set, in RingCentral's field names. */
export interface PresenceSettings {
  readonly userStatus: 'Offline' | 'Busy' | 'Available'
  readonly dndStatus:
    | 'TakeAllCalls'
    | 'DoNotAcceptAnyCalls'
    | 'DoNotAcceptDepartmentCalls'
    | 'TakeDepartmentCallsOnly'
  readonly meetingStatus: 'Connected' | 'Disconnected'
  /** At most 75 characters; null when there is none. */
  readonly message: string | null
  readonly allowSeeMyPresence: boolean
  readonly ringOnMonitoredCall: boolean
  readonly pickUpCallsOnHold: boolean
  readonly callerIdVisibility: 'All' | 'None' | 'PermittedUsers'
}

/** What holds for an extension whose user never set anything. */
export const defaultPresence: PresenceSettings = {
  userStatus: 'Available',
  dndStatus: 'TakeAllCalls',
  meetingStatus: 'Disconnected',
  message: null,
  allowSeeMyPresence: true,
  ringOnMonitoredCall: false,
  pickUpCallsOnHold: false,
  callerIdVisibility: 'All',
}

const parse = (settings: string) => JSON.parse(settings) as PresenceSettings // written by this store alone

/** The store of presence settings. Synchronous; writes belong into the open transaction. */
export type Presence = ReturnType<typeof createPresence>

/** @param db the platform's database */
export function createPresence(db: Database) {
  return {
    set(extensionId: number, settings: PresenceSettings): void {
      const text = JSON.stringify(settings)
      db.run(
        sql`insert into presence (extension_id, settings) values (${extensionId}, ${text})
          on conflict (extension_id) do update set settings = excluded.settings`,
      )
    },
    of(extensionId: number): PresenceSettings {
      const row = db.get<{ settings: string }>(
        sql`select settings from presence where extension_id = ${extensionId}`,
      )
      return row ? parse(row.settings) : defaultPresence
    },
    /** Settings by extension id; extensions that never set anything are absent. */
    ofMany(extensionIds: readonly number[]): ReadonlyMap<number, PresenceSettings> {
      if (extensionIds.length === 0) return new Map()
      const rows = db.all<{ extension_id: number; settings: string }>(
        sql`select extension_id, settings from presence where extension_id in (${join(extensionIds)})`,
      )
      return new Map(rows.map((row) => [row.extension_id, parse(row.settings)]))
    },
  }
}
