// The envelope of a notification: the same bytes over every transport.
import { isoTime } from '#lib/time'
import type { Notification } from '#storage/notifications'

/** What of a notification its envelope is made of; `body` is JSON. */
export type Enveloped = Pick<
  Notification,
  'uuid' | 'filter' | 'at' | 'subscriptionId' | 'ownerId' | 'body'
>

/** The envelope as JSON text (RingCentral: Notifications, "message format"). */
export const envelopeOf = ({
  uuid,
  filter,
  at,
  subscriptionId,
  ownerId,
  body,
}: Enveloped): string =>
  // The body is JSON already: it is put in as it is.
  `{"uuid":${JSON.stringify(uuid)},"event":${JSON.stringify(filter)},"timestamp":"${isoTime(at)}",` +
  `"subscriptionId":${JSON.stringify(subscriptionId)},"ownerId":${JSON.stringify(ownerId)},"body":${body}}`
