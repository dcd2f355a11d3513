// Schemas of RingOut.
import { Type } from 'typebox'
import { AccountId, ExtensionId } from './common.ts'

const PhoneNumber = Type.String({ minLength: 1, maxLength: 64 })

/** The path of one RingOut. */
export const RingOutPath = Type.Object({
  accountId: AccountId,
  extensionId: ExtensionId,
  ringoutId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'The RingOut.' }),
})

/** Whom to ring first, and whom then. */
export const MakeRingOut = Type.Object({
  from: Type.Object({
    phoneNumber: Type.Optional(PhoneNumber),
    forwardingNumberId: Type.Optional(Type.String({ maxLength: 32 })),
  }),
  to: Type.Object({ phoneNumber: PhoneNumber }),
  callerId: Type.Optional(Type.Object({ phoneNumber: Type.Optional(PhoneNumber) })),
  playPrompt: Type.Optional(Type.Boolean()),
  country: Type.Optional(Type.Object({ id: Type.Optional(Type.String({ maxLength: 16 })) })),
})

const status = Type.Enum([
  'Invalid',
  'Success',
  'InProgress',
  'Busy',
  'NoAnswer',
  'Rejected',
  'GenericError',
  'Finished',
  'InternationalDisabled',
  'DestinationBlocked',
  'NotEnoughFunds',
  'CannotReach',
  'NoAnsweringMachine',
])

/** How far a RingOut has come: the call, its first leg (caller) and its second (callee). */
export const RingOutStatus = Type.Object({
  uri: Type.String(),
  id: Type.String(),
  status: Type.Object({ callStatus: status, callerStatus: status, calleeStatus: status }),
})
