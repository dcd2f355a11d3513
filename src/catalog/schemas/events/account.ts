// Bodies of the events of the account: its extensions.
import { Type } from 'typebox'

const hints = Type.Optional(
  Type.Array(
    Type.Enum([
      'AccountSettings',
      'AccountStatus',
      'AnsweringRules',
      'CompanyNumbers',
      'DialingPlan',
      'ExtensionInfo',
      'Features',
      'Limits',
      'Permissions',
      'ProfileImage',
      'VideoConfiguration',
    ]),
    { description: 'What changed, of an Update.' },
  ),
)

/** A change of one extension. */
export const ExtensionEvent = Type.Object({
  extensionId: Type.String(),
  eventType: Type.Enum(['Update', 'Delete']),
  hints,
  ownerId: Type.Optional(Type.String()),
})

/** A change of the account’s extensions. */
export const ExtensionsEvent = Type.Object({
  extensionId: Type.String(),
  eventType: Type.Enum(['Create', 'Update', 'Delete']),
  hints,
  ownerId: Type.Optional(Type.String()),
})
