// Who wants which events: the subscriptions of the platform, found by event and by whose it is. Kept in
// memory and made anew after a change, so that what nobody subscribed to costs next to nothing.
import type { EventName } from '#catalog/events'
import { type EventFilter, parseEventFilter } from '#catalog/events/filters'
import { bodyVariant } from '#catalog/events/matching'
import type { Database } from '#storage/database'
import type { Extension } from '#storage/platform/accounts'
import type { Subscription, Subscriptions } from '#storage/platform/subscriptions'

/** One subscription's wish for one event. */
export interface Wish {
  readonly subscription: Subscription
  readonly filter: EventFilter
}

/** Whose event it is: of an extension, of the account as a whole, or of users (who are in a chat). */
export type Whose =
  | { readonly of: 'extension'; readonly extensionId: number }
  | { readonly of: 'account'; readonly accountId: number }
  /** Asked for only where somebody wants the event at all. */
  | { readonly of: 'users'; readonly extensionIds: () => readonly number[] }

/** Finds who wants an event. */
export interface Subscribers {
  /** The wishes for an event, those of one subscription together. */
  of(event: EventName, whose: Whose): readonly Wish[]
}

const none: readonly Wish[] = []

/** Wishes for one event by the id of whose event it is: an extension or an account. */
type Wishes = Map<number, Wish[]>

/** @param parts the stores that subscriptions and their owners are in */
export function createSubscribers(parts: {
  readonly db: Pick<Database, 'generation' | 'rollbacks'>
  readonly subscriptions: Pick<Subscriptions, 'all' | 'version'>
  readonly accounts: { extension(id: number): Extension | undefined }
}): Subscribers {
  const { db, subscriptions, accounts } = parts
  let known = [-1, -1, -1]
  let wishes = new Map<EventName, Wishes>()

  function add(wish: Wish, owner: Extension): void {
    const { event, extensionId, accountId } = wish.filter
    const id = Number(extensionId ?? accountId ?? owner.id)
    const ofEvent = wishes.get(event) ?? new Map<number, Wish[]>()
    wishes.set(event, ofEvent)
    const own = ofEvent.get(id) ?? []
    ofEvent.set(id, own)
    own.push(wish)
  }

  function load(): void {
    wishes = new Map()
    for (const subscription of subscriptions.all()) {
      const owner = accounts.extension(subscription.extensionId)
      if (!owner) continue
      const ids = { accountId: String(owner.accountId), extensionId: String(owner.id) }
      for (const text of subscription.eventFilters) {
        const filter = parseEventFilter(text, ids)
        if (filter?.kind === 'event') add({ subscription, filter }, owner)
      }
    }
    // Of two filters of one subscription for the same, the one that says more counts.
    for (const own of [...wishes.values()].flatMap((ofEvent) => [...ofEvent.values()])) {
      own.sort((one, other) => detailOf(other.filter) - detailOf(one.filter))
    }
  }

  function current() {
    const { generation, rollbacks } = db
    const { version } = subscriptions
    // What was read in a transaction that was undone is read again.
    if (version !== known[0] || rollbacks !== known[1] || generation !== known[2]) {
      load()
      known = [version, rollbacks, generation]
    }
    return wishes
  }

  return {
    of(event, whose) {
      const all = current().get(event)
      if (!all) return none
      switch (whose.of) {
        case 'extension':
          return all.get(whose.extensionId) ?? none
        case 'account':
          return all.get(whose.accountId) ?? none
        case 'users':
          return whose.extensionIds().flatMap((id) => all.get(id) ?? none)
      }
    },
  }
}

function detailOf(filter: EventFilter): number {
  const { detailed, sip } = bodyVariant(filter)
  return Number(detailed) + Number(sip)
}
