// All methods by id, and the groups they belong to, in the guide's order.
import { messageStore } from './message-store.ts'
import { messaging } from './messaging.ts'

/** Every method of the catalogue. */
export const methods = {
  ...messaging,
  ...messageStore,
} as const

/** RingCentral's operation id of a method. */
export type MethodId = keyof typeof methods
