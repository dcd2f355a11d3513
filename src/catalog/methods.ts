// All methods by id, and the groups they belong to, in the guide's order.
import { account } from './account.ts'
import { callLog } from './call-log.ts'
import { company } from './company.ts'
import { contacts } from './contacts.ts'
import { messageStore } from './message-store.ts'
import { messaging } from './messaging.ts'
import { presence } from './presence.ts'
import { ringOut } from './ring-out.ts'
import { service } from './service.ts'
import { subscription } from './subscription.ts'
import { teamMessaging } from './team-messaging.ts'

/** Every method of the catalogue. */
export const methods = {
  ...messaging,
  ...messageStore,
  ...callLog,
  ...ringOut,
  ...presence,
  ...account,
  ...teamMessaging,
  ...subscription,
  ...contacts,
  ...company,
  ...service,
} as const

/** RingCentral's operation id of a method. */
export type MethodId = keyof typeof methods

/** Whether a name is a method's. */
export const isMethod = (name: string | null): name is MethodId =>
  name !== null && Object.hasOwn(methods, name)
