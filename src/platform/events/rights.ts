// What a subscription may have at this moment: asked when it is made or renewed, and again with every
// event, since apps, roles and extensions change meanwhile. A filter that lacks something is disabled.
import type { EventFilter } from '#catalog/events/filters'
import { eventsIn } from '#catalog/live'
import type { Profile } from '#catalog/profile'
import type { Scope } from '#catalog/oauth/scopes'
import type {
  DisabledFilter,
  Lack,
  Subscriber,
  Subscription,
} from '#storage/platform/subscriptions'
import type { Stores } from '../parts.ts'
import { reachOf } from '../roles.ts'

/** Judges filters. */
export interface Rights {
  /**
   * What a filter lacks, null when it may be had. For an app by its permissions, and by the scopes of
   * the token that asks where one does.
   */
  lackOf(
    subscriber: Subscriber,
    filter: EventFilter,
    scopes?: readonly Scope[],
  ): DisabledFilter | null
  /** The same of a filter a subscription has: one that lacks something is disabled, in the open transaction. */
  holds(subscription: Subscription, filter: EventFilter): boolean
}

/** @param parts the stores that say who may what */
export function createRights({
  accounts,
  apps,
  subscriptions,
  profile,
}: Pick<Stores, 'accounts' | 'apps' | 'subscriptions'> & { readonly profile: Profile }): Rights {
  const events = eventsIn(profile)

  function lackOf(
    { extensionId, clientId }: Subscriber,
    filter: EventFilter,
    scopes?: readonly Scope[],
  ): DisabledFilter | null {
    const { permission, userPermission } = events[filter.event]
    const lacks = (lack: Lack, name: string | null) => ({
      filter: filter.resolved,
      lack,
      permission: name ?? '',
    })
    const owner = accounts.extension(extensionId)
    if (owner?.status !== 'Enabled') return lacks('status', null)
    const reach = userPermission === null ? 'AllExtensions' : reachOf(owner.role, userPermission)
    const isOwn =
      filter.accountId === null ||
      (filter.accountId === String(owner.accountId) && filter.extensionId === String(owner.id))
    if (!isOwn && (reach !== 'AllExtensions' || !isOfAccount(filter, owner.accountId))) {
      return lacks('reach', userPermission)
    }
    if (reach === null) return lacks('user', userPermission)
    const opened = apps.find(clientId)?.permissions ?? []
    const isOpen =
      permission === null || (opened.includes(permission) && (scopes?.includes(permission) ?? true))
    return isOpen ? null : lacks('app', permission)
  }

  /** Whether what a filter names is of the account. */
  function isOfAccount({ accountId, extensionId }: EventFilter, ownAccountId: number): boolean {
    if (accountId !== String(ownAccountId)) return false
    return (
      extensionId === null || accounts.extension(Number(extensionId))?.accountId === ownAccountId
    )
  }

  return {
    lackOf,
    holds({ id, extensionId, clientId }, filter) {
      const lack = lackOf({ extensionId, clientId }, filter)
      if (lack === null) return true
      // As it is now: another of its filters may have been disabled a moment ago.
      const subscription = subscriptions.byId(id)
      if (subscription?.eventFilters.includes(filter.resolved)) {
        subscriptions.update({
          ...subscription,
          eventFilters: subscription.eventFilters.filter((one) => one !== filter.resolved),
          disabledFilters: [...subscription.disabledFilters, lack],
        })
      }
      return false
    },
  }
}
