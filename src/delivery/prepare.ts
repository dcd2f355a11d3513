// The last look at a notification before it leaves, whatever it leaves by. The platform sends the envelope
// as it is; the gateway decides again, reduces the body to what the agent may see, and records it.
import type { Notification } from '#storage/notifications'
import { envelopeOf } from './envelope.ts'
import type { Withheld } from './outbox.ts'

/** Makes the envelope (JSON text) of a notification that is about to leave, or says why it may not. */
export type Prepare = (notification: Notification) => string | Withheld | Promise<string | Withheld>

/** Nothing is decided: the envelope as it is. */
export const unchanged: Prepare = envelopeOf
