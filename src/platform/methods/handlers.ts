// Every method's handler, by id: the tables of the groups put together.
import type { MethodId } from '#catalog/methods'
import type { Handler } from '../handler.ts'
import type { Parts } from '../parts.ts'
import { messageStoreMethods } from './message-store.ts'
import { messagingMethods } from './messaging.ts'

/** The handlers of a platform. A method of the catalogue without one is a type error. */
export const createHandlers = (parts: Parts): Readonly<Record<MethodId, Handler<never>>> => ({
  ...messagingMethods(parts),
  ...messageStoreMethods(parts),
})
