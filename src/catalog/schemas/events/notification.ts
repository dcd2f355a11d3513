// What every notification has around its body, and the body of the reminder to renew.
import { Type } from 'typebox'

/** A notification, whatever carries it. The schema of its body is that of its event. */
export const Notification = Type.Object({
  uuid: Type.String({ description: 'The same however often it is delivered.' }),
  event: Type.String({ description: 'The filter it passed, with ids for ~ and with its query.' }),
  timestamp: Type.String(),
  subscriptionId: Type.String(),
  ownerId: Type.String({ description: 'The extension that the subscription belongs to.' }),
  body: Type.Unknown(),
})

/** The body of a reminder: the subscription that is about to expire, without its delivery. */
export const RenewalReminder = Type.Object({
  uri: Type.Optional(Type.String()),
  id: Type.String(),
  creationTime: Type.Optional(Type.String()),
  status: Type.Optional(Type.Enum(['Active', 'Blacklisted'])),
  eventFilters: Type.Optional(Type.Array(Type.String())),
  expirationTime: Type.String(),
  expiresIn: Type.Optional(Type.Integer({ description: 'Seconds that are left.' })),
})
