// The webhooks of parts that a test makes by hand: none is ever asked.
import { policies } from '#delivery/policy'
import type { WebhookControls } from '#platform/events/events'

/** Rejects whoever asks. */
export const noWebhooks: WebhookControls = {
  policy: policies.ringcentral,
  validate: () => Promise.reject(new Error('there are no webhooks here')),
  replayed() {},
  recheck: () => Promise.reject(new Error('there are no webhooks here')),
}
