// Compile-time proof for the siblings of messages, calls, presence and subscriptions: see
// rc-ex.test.ts, which says how it works.
// oxlint-disable import/default -- the linter does not read .d.mts files; tsc does and finds the exports
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type AccountPhoneNumbers from '@rc-ex/core/definitions/AccountPhoneNumbers'
import type CallLogRecord from '@rc-ex/core/definitions/CallLogRecord'
import type CallLogResponse from '@rc-ex/core/definitions/CallLogResponse'
import type CallLogSyncResponse from '@rc-ex/core/definitions/CallLogSyncResponse'
import type CompanyPhoneNumberInfo from '@rc-ex/core/definitions/CompanyPhoneNumberInfo'
import type CreateInternalTextMessageRequest from '@rc-ex/core/definitions/CreateInternalTextMessageRequest'
import type ExtensionCallerIdInfo from '@rc-ex/core/definitions/ExtensionCallerIdInfo'
import type FeatureList from '@rc-ex/core/definitions/FeatureList'
import type GetCallRecordingResponse from '@rc-ex/core/definitions/GetCallRecordingResponse'
import type GetExtensionPhoneNumbersResponse from '@rc-ex/core/definitions/GetExtensionPhoneNumbersResponse'
import type GetInternalTextMessageInfoResponse from '@rc-ex/core/definitions/GetInternalTextMessageInfoResponse'
import type GetMessageInfoResponse from '@rc-ex/core/definitions/GetMessageInfoResponse'
import type GetMessageSyncResponse from '@rc-ex/core/definitions/GetMessageSyncResponse'
import type PatchMessageRequest from '@rc-ex/core/definitions/PatchMessageRequest'
import type PresenceInfoRequest from '@rc-ex/core/definitions/PresenceInfoRequest'
import type PresenceInfoResponse from '@rc-ex/core/definitions/PresenceInfoResponse'
import type SubscriptionInfo from '@rc-ex/core/definitions/SubscriptionInfo'
import type UnifiedPresence from '@rc-ex/core/definitions/UnifiedPresence'
import type UpdateMessageRequest from '@rc-ex/core/definitions/UpdateMessageRequest'
import type UpdateSubscriptionRequest from '@rc-ex/core/definitions/UpdateSubscriptionRequest'
import type UpdateUnifiedPresence from '@rc-ex/core/definitions/UpdateUnifiedPresence'
import type { BodyOf, Fits, Full, Loose, ReplyOf } from './fits.ts'

type Replies = [
  Fits<ReplyOf<'listExtensionPhoneNumbers'>, Loose<GetExtensionPhoneNumbersResponse>>,
  Fits<ReplyOf<'listAccountPhoneNumbers'>, Loose<AccountPhoneNumbers>>,
  Fits<ReplyOf<'readAccountPhoneNumber'>, Loose<CompanyPhoneNumberInfo>>,
  Fits<ReplyOf<'createInternalTextMessage'>, Loose<GetInternalTextMessageInfoResponse>>,
  Fits<ReplyOf<'updateMessage'>, Loose<GetMessageInfoResponse>>,
  Fits<ReplyOf<'patchMessage'>, Loose<GetMessageInfoResponse>>,
  Fits<ReplyOf<'syncMessages'>, Loose<GetMessageSyncResponse>>,
  Fits<ReplyOf<'readUserCallRecord'>, Loose<CallLogRecord>>,
  Fits<ReplyOf<'readCompanyCallRecord'>, Loose<CallLogRecord>>,
  Fits<ReplyOf<'syncUserCallLog'>, Loose<CallLogSyncResponse>>,
  Fits<ReplyOf<'syncAccountCallLog'>, Loose<CallLogSyncResponse>>,
  Fits<ReplyOf<'listCompanyActiveCalls'>, Loose<CallLogResponse>>,
  Fits<ReplyOf<'readCallRecording'>, Loose<GetCallRecordingResponse>>,
  Fits<ReplyOf<'readExtensionFeatures'>, Loose<FeatureList>>,
  Fits<ReplyOf<'readExtensionCallerId'>, Loose<ExtensionCallerIdInfo>>,
  Fits<ReplyOf<'updateUserPresenceStatus'>, Loose<PresenceInfoResponse>>,
  Fits<ReplyOf<'readUnifiedPresence'>, Loose<UnifiedPresence>>,
  Fits<ReplyOf<'updateUnifiedPresence'>, Loose<UnifiedPresence>>,
  Fits<ReplyOf<'updateSubscription'>, Loose<Omit<SubscriptionInfo, 'deliveryMode'>>>,
]

type Bodies = [
  Fits<Full<CreateInternalTextMessageRequest>, BodyOf<'createInternalTextMessage'>>,
  Fits<Full<UpdateMessageRequest>, BodyOf<'updateMessage'>>,
  Fits<Full<PatchMessageRequest>, BodyOf<'patchMessage'>>,
  Fits<Full<PresenceInfoRequest>, BodyOf<'updateUserPresenceStatus'>>,
  Fits<Full<UpdateUnifiedPresence>, BodyOf<'updateUnifiedPresence'>>,
  Fits<Full<UpdateSubscriptionRequest>, BodyOf<'updateSubscription'>>,
]

test('replies and bodies of these siblings agree with the types of @rc-ex/core', () => {
  const compiled: [Replies['length'], Bodies['length']] = [19, 6]
  assert.deepEqual(compiled, [19, 6])
})
