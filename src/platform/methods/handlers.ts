// Every method's handler, by id: the tables of the groups put together.
import type { MethodId } from '#catalog/methods'
import type { Parts } from '../parts.ts'
import { accountMethods } from './account.ts'
import { callLogMethods } from './call-log.ts'
import { companyMethods } from './company.ts'
import { contactMethods } from './contacts.ts'
import { messageStoreMethods } from './message-store.ts'
import { messagingMethods } from './messaging.ts'
import { presenceMethods } from './presence.ts'
import { ringOutMethods } from './ring-out.ts'
import { serviceMethods } from './service.ts'
import { subscriptionMethods } from './subscription.ts'
import { teamMessagingMethods } from './team-messaging.ts'

/** A handler of whichever method; the spine calls it with what that method's schemas have judged. */
export type AnyHandler = (call: never) => unknown

/** The handlers of a platform. A method of the catalogue without one is a type error. */
export const createHandlers = (parts: Parts): Readonly<Record<MethodId, AnyHandler>> => ({
  ...messagingMethods(parts),
  ...messageStoreMethods(parts),
  ...callLogMethods(parts),
  ...ringOutMethods(parts),
  ...presenceMethods(parts),
  ...accountMethods(parts),
  ...teamMessagingMethods(parts),
  ...subscriptionMethods(parts),
  ...contactMethods(parts),
  ...companyMethods(parts),
  ...serviceMethods(parts),
})
