// Schemas of subscriptions.
import { Type } from 'typebox'
import { Navigation, Paging, pageQuery } from './common.ts'

/** The path of one subscription. */
export const SubscriptionPath = Type.Object({
  subscriptionId: Type.String({
    pattern: '^[A-Za-z0-9-]{1,64}$',
    description: 'The subscription.',
  }),
})

/** Pages of the list of subscriptions. */
export const ListSubscriptionsQuery = Type.Object(pageQuery)

const transportType = Type.Enum(['WebHook', 'PubNub', 'WebSocket', 'RC/APNS', 'RC/GCM'])

/** Which events to push, where to, and for how long. */
export const CreateSubscription = Type.Object({
  eventFilters: Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), {
    minItems: 1,
    maxItems: 100,
  }),
  expiresIn: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Seconds; more than the transport’s maximum is cut down to it.',
    }),
  ),
  deliveryMode: Type.Object({
    transportType,
    address: Type.Optional(Type.String({ maxLength: 2048 })),
    verificationToken: Type.Optional(Type.String({ maxLength: 255 })),
    encryption: Type.Optional(Type.Boolean()),
    certificateName: Type.Optional(Type.String({ maxLength: 255 })),
    registrationId: Type.Optional(Type.String({ maxLength: 1024 })),
  }),
})

/** New filters or a new lifetime; other members are passed over. With neither it is a renewal. */
export const UpdateSubscription = Type.Object({
  eventFilters: Type.Optional(CreateSubscription.properties.eventFilters),
  expiresIn: CreateSubscription.properties.expiresIn,
})

/** A subscription. `eventFilters` come back with ~ resolved; a verification token does not come back. */
export const Subscription = Type.Object({
  uri: Type.String(),
  id: Type.String(),
  eventFilters: Type.Array(Type.String()),
  disabledFilters: Type.Optional(
    Type.Array(
      Type.Object({
        filter: Type.Optional(Type.String()),
        reason: Type.Optional(Type.String()),
        message: Type.Optional(Type.String()),
      }),
    ),
  ),
  creationTime: Type.String(),
  expirationTime: Type.String(),
  expiresIn: Type.Optional(Type.Integer({ description: 'Seconds that are left.' })),
  status: Type.Enum(['Active', 'Blacklisted']),
  blacklistedData: Type.Optional(
    Type.Object(
      { blacklistedAt: Type.String(), reason: Type.String() },
      { description: 'Of a Blacklisted one: since when and why nothing is sent.' },
    ),
  ),
  deliveryMode: Type.Object({
    transportType,
    encryption: Type.Optional(Type.Boolean()),
    address: Type.Optional(Type.String()),
    subscriberKey: Type.Optional(Type.String()),
    secretKey: Type.Optional(Type.String()),
    encryptionAlgorithm: Type.Optional(Type.Literal('AES')),
    encryptionKey: Type.Optional(Type.String()),
  }),
})

/** The subscriptions of the user and app. Paging is the guide’s; live has none. */
export const SubscriptionList = Type.Object({
  uri: Type.String(),
  records: Type.Array(Subscription),
  navigation: Type.Optional(Navigation),
  paging: Type.Optional(Paging),
})
