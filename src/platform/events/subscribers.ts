// Who wants which events: the subscriptions of the platform, found by event and by whose it is. Kept in
// memory and made anew after a change, so that what nobody subscribed to costs next to nothing.
import type { EventName } from '#catalog/events'
import { type EventFilter, parseEventFilter } from '#catalog/events/filters'
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
  | { readonly of: 'users'; readonly extensionIds: readonly number[] }

/** Finds who wants an event. */
export interface Subscribers {
  /** The wishes for an event, those of one subscription together. */
  of(event: EventName, whose: Whose): readonly Wish[]
}

const none: readonly Wish[] = []

/** @param parts the stores that subscriptions and their owners are in */
export function createSubscribers(parts: {
  readonly db: Database
  readonly subscriptions: Pick<Subscriptions, 'all' | 'version'>
  readonly accounts: { extension(id: number): Extension | undefined }
}): Subscribers {
  const { db, subscriptions, accounts } = parts
  let known = ''
  let wishes = new Map<string, Wish[]>()

  function load(): void {
    wishes = new Map()
    for (const subscription of subscriptions.all()) {
      const owner = accounts.extension(subscription.extensionId)
      if (!owner) continue
      const ids = { accountId: String(owner.accountId), extensionId: String(owner.id) }
      for (const text of subscription.eventFilters) {
        const filter = parseEventFilter(text, ids)
        if (filter?.kind !== 'event') continue
        const key = keyOf(filter.event, filter.extensionId ?? filter.accountId ?? ids.extensionId)
        const own = wishes.get(key) ?? []
        wishes.set(key, own)
        own.push({ subscription, filter })
      }
    }
    // Of two filters of one subscription for the same, the one that says more counts.
    for (const own of wishes.values()) {
      own.sort((one, other) => detailOf(other.filter) - detailOf(one.filter))
    }
  }

  function current() {
    const state = `${db.generation} ${subscriptions.version}`
    if (state !== known) {
      load()
      known = state
    }
    return wishes
  }

  return {
    of(event, whose) {
      const all = current()
      if (all.size === 0) return none
      switch (whose.of) {
        case 'extension':
          return all.get(keyOf(event, whose.extensionId)) ?? none
        case 'account':
          return all.get(keyOf(event, whose.accountId)) ?? none
        case 'users':
          return whose.extensionIds.flatMap((id) => all.get(keyOf(event, id)) ?? none)
      }
    },
  }
}

const detailOf = ({ resolved }: EventFilter) => resolved.split(/[?&]/).length

const keyOf = (event: EventName, id: number | string) => `${event} ${id}`
