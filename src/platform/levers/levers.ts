// All levers, by group in the order of their documentation. The mounted paths, the command line, the
// typed client, the OpenAPI and the documents are made from this table; nothing else lists them.
import type { Controls } from '../controls/controls.ts'
import type { Parts } from '../parts.ts'
import { appHandlers, appLevers } from './apps.ts'
import { callHandlers, callLevers } from './calls.ts'
import { clockHandlers, clockLevers } from './clock.ts'
import { credentialHandlers, credentialLevers } from './credentials.ts'
import { descriptionHandlers, descriptionLevers } from './description.ts'
import { leversOpenApi } from './documents.ts'
import { inboundHandlers, inboundLevers } from './inbound.ts'
import type { LeverHandlers } from './lever.ts'
import { limitsHandlers, limitsLevers } from './limits.ts'
import { messageHandlers, messageLevers } from './messages.ts'
import { deliveryHandlers, deliveryLevers } from './deliveries.ts'
import { subscriptionHandlers, subscriptionLevers } from './subscriptions.ts'
import { evidenceHandlers, evidenceLevers } from './evidence.ts'
import { faultHandlers, faultLevers } from './faults.ts'
import { snapshotHandlers, snapshotLevers } from './snapshots.ts'

/** The groups: title and levers. */
export const leverGroups = [
  { title: 'Clock', routes: clockLevers },
  { title: 'Snapshots and reset', routes: snapshotLevers },
  { title: 'Faults', routes: faultLevers },
  { title: 'Requests and the production gate', routes: evidenceLevers },
  { title: 'The outside world', routes: inboundLevers },
  { title: 'Calls', routes: callLevers },
  { title: 'Messages', routes: messageLevers },
  { title: 'Subscriptions', routes: subscriptionLevers },
  { title: 'Notifications', routes: deliveryLevers },
  { title: 'Apps', routes: { ...appLevers, ...limitsLevers } },
  { title: 'JWT credentials', routes: credentialLevers },
  { title: 'The levers themselves', routes: descriptionLevers },
] as const

/** Every lever by its id. */
export const levers = {
  ...clockLevers,
  ...inboundLevers,
  ...callLevers,
  ...messageLevers,
  ...subscriptionLevers,
  ...deliveryLevers,
  ...snapshotLevers,
  ...faultLevers,
  ...evidenceLevers,
  ...appLevers,
  ...limitsLevers,
  ...credentialLevers,
  ...descriptionLevers,
} as const

/** What moves every lever. */
export const leverHandlers = (parts: Parts, controls: Controls): LeverHandlers<typeof levers> => ({
  ...clockHandlers(controls),
  ...inboundHandlers(parts),
  ...callHandlers(parts),
  ...messageHandlers(parts),
  ...subscriptionHandlers(parts),
  ...deliveryHandlers(parts),
  ...snapshotHandlers(controls),
  ...faultHandlers(controls),
  ...evidenceHandlers(parts, controls),
  ...appHandlers(parts),
  ...limitsHandlers(parts),
  ...credentialHandlers(parts),
  ...descriptionHandlers(() => leversOpenApi(leverGroups)),
})
