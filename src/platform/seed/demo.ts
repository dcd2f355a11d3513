// The demo account: a small company with a month behind it, the same for the same random stream but
// for the moment it ends at. Made at first start and at a reset; what it consists of is beside this file.
import type { Random } from '#lib/random'
import type { Parts } from '../parts.ts'
import { planCalls } from './call-history.ts'
import { addCast } from './cast.ts'
import { planChats } from './chats.ts'
import { addContacts } from './contacts.ts'
import { addCredentials, type DemoCredentials } from './credentials.ts'
import { planMailboxes } from './mailboxes.ts'
import { addPresence } from './presence.ts'
import type { Scene } from './scene.ts'
import { addSubscriptions } from './subscriptions.ts'
import { makePictures } from './texting.ts'
import { createTimeline } from './timeline.ts'

export type { DemoCredentials } from './credentials.ts'

/** How far back the demo account goes, in days. */
const days = 30

/** When the demo account's month ends, and the stream that its accidents are drawn from. */
export interface SeedOptions {
  /** Epoch milliseconds; nothing of the demo account is later. */
  readonly now: number
  readonly random: Random
}

/**
 * Stores the demo account in one transaction. Secrets come from `parts.makeSecret`, everything else
 * from `random`. The database must be empty of it.
 * @returns the only copy of the demo apps' secrets and JWTs; the stores keep their hashes
 */
export function seedDemo(parts: Parts, { now, random }: SeedOptions): DemoCredentials {
  const seed = () => {
    const cast = addCast(parts)
    const credentials = addCredentials(parts, cast, { now, random })
    addPresence(parts, cast)
    addContacts(parts, cast)
    const scene: Scene = {
      parts,
      cast,
      random,
      pictures: makePictures(parts),
      timeline: createTimeline(now, random, days),
    }
    const happenings = [...planMailboxes(scene), ...planCalls(scene), ...planChats(scene)]
    // In order of time, so that ids rise with it as they do in life.
    for (const { happen } of happenings.toSorted((one, other) => one.at - other.at)) happen()
    addSubscriptions(parts, cast, credentials, { now, random })
    return credentials
  }
  return parts.files.syncingLater(() => parts.db.transaction(seed))
}
