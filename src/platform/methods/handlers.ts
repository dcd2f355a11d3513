// Every method's handler, by id: the tables of the groups put together.
import type { MethodId } from '#catalog/methods'
import type { Parts } from '../parts.ts'
import { messageStoreMethods } from './message-store.ts'
import { messagingMethods } from './messaging.ts'

/** A handler of whichever method; the spine calls it with what that method's schemas have judged. */
export type AnyHandler = (call: never) => unknown

/** The handlers of a platform. A method of the catalogue without one is a type error. */
export const createHandlers = (parts: Parts): Readonly<Record<MethodId, AnyHandler>> => ({
  ...messagingMethods(parts),
  ...messageStoreMethods(parts),
})
