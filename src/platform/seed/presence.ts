// Who of the demo company is there, busy or away.
import { defaultPresence, type PresenceSettings } from '#storage/platform/presence'
import type { Stores } from '../parts.ts'
import type { Cast } from './cast.ts'

const settings: Readonly<Record<string, Partial<PresenceSettings>>> = {
  '101': { message: 'In the office until 5' },
  '103': { userStatus: 'Busy', message: 'Measuring, back at my desk after lunch' },
  '106': { dndStatus: 'DoNotAcceptAnyCalls', message: 'On a ladder, text me' },
  '107': { dndStatus: 'TakeDepartmentCallsOnly' },
  '108': { userStatus: 'Offline' },
  '110': { meetingStatus: 'Connected' },
  '112': { message: 'San Jose showroom' },
  '113': { userStatus: 'Offline' },
  '114': { userStatus: 'Offline' },
}

/** Stores what people have set. */
export function addPresence({ presence }: Stores, cast: Cast): void {
  for (const [number, said] of Object.entries(settings)) {
    presence.set(cast.extension(number).id, { ...defaultPresence, ...said })
  }
}
