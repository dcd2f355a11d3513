// Schemas of what an extension has, and shows when calling.
import { Type } from 'typebox'

/** Which features, and only those the extension has. */
export const FeaturesQuery = Type.Object({
  availableOnly: Type.Optional(Type.Boolean()),
  featureId: Type.Optional(Type.Array(Type.String({ maxLength: 64 }))),
})

/** What an extension can use, and why not what it cannot. */
export const FeatureList = Type.Object({
  records: Type.Array(
    Type.Object({
      id: Type.String(),
      available: Type.Boolean(),
      reason: Type.Optional(
        Type.Object({
          code: Type.Enum([
            'ServicePlanLimitation',
            'AccountLimitation',
            'ExtensionTypeLimitation',
            'ExtensionLimitation',
            'InsufficientPermissions',
            'ConfigurationLimitation',
          ]),
          message: Type.String(),
        }),
      ),
    }),
  ),
})

/** The number that others see when an extension calls or faxes them. */
export const CallerId = Type.Object({
  uri: Type.String(),
  byDevice: Type.Array(Type.Object({})),
  byFeature: Type.Array(
    Type.Object({
      feature: Type.Enum(['RingOut', 'AdditionalSoftphone', 'MobileApp', 'FaxNumber']),
      callerId: Type.Object({
        type: Type.Literal('PhoneNumber'),
        phoneInfo: Type.Object({
          id: Type.String(),
          uri: Type.String(),
          phoneNumber: Type.String(),
        }),
      }),
    }),
  ),
  extensionNameForOutboundCalls: Type.Boolean(),
  extensionNumberForInternalCalls: Type.Boolean(),
})
