// Schemas of the numbers where an extension's calls can go instead of its own phone.
import { Type } from 'typebox'
import { ExtensionPath, Navigation, NumericId, Paging, pageQuery, Text } from './common.ts'

const PhoneNumber = Type.String({ minLength: 1, maxLength: 64 })
const Label = Text(64)
const Device = Type.Object({ id: Type.Optional(Type.String({ maxLength: 32 })) })

/** The path of one forwarding number. */
export const ForwardingNumberPath = Type.Object({
  ...ExtensionPath.properties,
  forwardingNumberId: NumericId('The forwarding number.'),
})

/** A page of the forwarding numbers. */
export const ForwardingNumbersQuery = Type.Object({ ...pageQuery })

/** A new forwarding number. */
export const CreateForwardingNumber = Type.Object({
  phoneNumber: Type.Optional(PhoneNumber),
  label: Type.Optional(Label),
  type: Type.Optional(
    Type.Enum(['PhoneLine', 'Home', 'Mobile', 'Work', 'Other'], {
      default: 'Other',
      description: 'Of Home, Mobile and Work there is one each, and its label is the type.',
    }),
  ),
  flipNumber: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 8,
      description: 'Its shortcut; the next free by default.',
    }),
  ),
  device: Type.Optional(Device),
})

/** What of a forwarding number can change; fields that are not sent stay as they are. */
export const UpdateForwardingNumber = Type.Object({
  phoneNumber: Type.Optional(PhoneNumber),
  label: Type.Optional(Label),
  type: Type.Optional(
    Type.Enum([
      'Home',
      'Mobile',
      'Work',
      'PhoneLine',
      'Outage',
      'Other',
      'BusinessMobilePhone',
      'ExternalCarrier',
    ]),
  ),
  flipNumber: Type.Optional(Type.String({ pattern: '^[1-8]$' })),
})

/** Forwarding numbers to delete. */
export const DeleteForwardingNumbers = Type.Object({
  records: Type.Array(Type.Object({ forwardingNumberId: Type.String({ maxLength: 32 }) }), {
    minItems: 1,
    maxItems: 100,
  }),
})

/** A forwarding number. */
export const ForwardingNumber = Type.Object({
  uri: Type.String(),
  id: Type.String(),
  phoneNumber: Type.String(),
  label: Type.String(),
  type: Type.Enum(['PhoneLine', 'Home', 'Mobile', 'Work', 'Other']),
  features: Type.Array(Type.Enum(['CallFlip', 'CallForwarding'])),
  flipNumber: Type.Optional(Type.String()),
})

/** Forwarding numbers. */
export const ForwardingNumberList = Type.Object({
  uri: Type.String(),
  records: Type.Array(ForwardingNumber),
  paging: Paging,
  navigation: Navigation,
})
