// Compile-time proof for the bodies of events and for subscriptions: see rc-ex.test.ts, which says how it
// works. The client has no types for faxes, chats and reminders.
// oxlint-disable import/default -- the linter does not read .d.mts files; tsc does and finds the exports
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type AccountPresenceEventBody from '@rc-ex/core/definitions/AccountPresenceEventBody'
import type AccountTelephonySessionsEvent from '@rc-ex/core/definitions/AccountTelephonySessionsEvent'
import type DetailedExtensionPresenceWithSIPEventBody from '@rc-ex/core/definitions/DetailedExtensionPresenceWithSIPEventBody'
import type ExtensionInfoEventBody from '@rc-ex/core/definitions/ExtensionInfoEventBody'
import type ExtensionListEventBody from '@rc-ex/core/definitions/ExtensionListEventBody'
import type ExtensionPresenceEventBody from '@rc-ex/core/definitions/ExtensionPresenceEventBody'
import type InstantMessageEventBody from '@rc-ex/core/definitions/InstantMessageEventBody'
import type MessageEventBody from '@rc-ex/core/definitions/MessageEventBody'
import type MissedCallEvent from '@rc-ex/core/definitions/MissedCallEvent'
import type SubscriptionInfo from '@rc-ex/core/definitions/SubscriptionInfo'
import type TelephonySessionsEventBody from '@rc-ex/core/definitions/TelephonySessionsEventBody'
import type TMPostInfo from '@rc-ex/core/definitions/TMPostInfo'
import type VoicemailMessageEventBody from '@rc-ex/core/definitions/VoicemailMessageEventBody'
import type { Static } from 'typebox'
import type { EventName, events } from '#catalog/events'
import type { Subscription } from '#catalog/schemas/subscription'
import type { Fits, Loose } from './fits.ts'

type Body<Name extends EventName> = Static<(typeof events)[Name]['body']>

/** On the wire members that a post does not have are null; the client’s types know absent ones alone. */
type OrNull<T> = { [K in keyof T]: T[K] | null }

type Bodies = [
  Fits<Body<'instant-message'>, Loose<InstantMessageEventBody>>,
  Fits<Body<'message-store'>, Loose<MessageEventBody>>,
  Fits<Body<'voicemail'>, Loose<VoicemailMessageEventBody>>,
  Fits<Body<'fax'>, Loose<InstantMessageEventBody>>,
  Fits<Body<'presence'>, Loose<ExtensionPresenceEventBody>>,
  Fits<Body<'presence'>, Loose<DetailedExtensionPresenceWithSIPEventBody>>,
  Fits<Body<'presence-dnd'>, Loose<ExtensionPresenceEventBody>>,
  Fits<Body<'account-presence'>, Loose<AccountPresenceEventBody>>,
  Fits<Body<'telephony-sessions'>, Loose<TelephonySessionsEventBody>>,
  Fits<
    Body<'account-telephony-sessions'>,
    Loose<NonNullable<AccountTelephonySessionsEvent['body']>>
  >,
  Fits<Body<'missed-calls'>, Loose<MissedCallEvent>>,
  Fits<Body<'extension'>, Loose<ExtensionInfoEventBody>>,
  Fits<Body<'extensions'>, Loose<ExtensionListEventBody>>,
  Fits<Body<'tm-post'>, OrNull<Loose<TMPostInfo>>>,
]

// The client's newest types have dropped PubNub, which the guide has.
type Blacklisted = Fits<
  Static<typeof Subscription>['blacklistedData'],
  Loose<SubscriptionInfo['blacklistedData']>
>

test('bodies of events agree with the types of @rc-ex/core', () => {
  const compiled: [Bodies['length'], Exclude<Blacklisted, undefined>['reason']] = [14, 'no answer']
  assert.deepEqual(compiled, [14, 'no answer'])
})
