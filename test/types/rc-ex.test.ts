// Compile-time proof that the catalogue's schemas agree with RingCentral's own TypeScript client: what
// the platform replies is what @rc-ex/core's types say, and what the client's types let a developer
// send is what the schemas take. `tsc` is the test; at run time there is one assertion that it ran.
// oxlint-disable import/default -- the linter does not read .d.mts files; tsc does and finds the exports
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type AccountPresenceInfo from '@rc-ex/core/definitions/AccountPresenceInfo'
import type CallLogResponse from '@rc-ex/core/definitions/CallLogResponse'
import type CreateFaxMessageRequest from '@rc-ex/core/definitions/CreateFaxMessageRequest'
import type CreateMMSMessage from '@rc-ex/core/definitions/CreateMMSMessage'
import type CreateSMSMessage from '@rc-ex/core/definitions/CreateSMSMessage'
import type CreateSubscriptionRequest from '@rc-ex/core/definitions/CreateSubscriptionRequest'
import type ExtensionUpdateRequest from '@rc-ex/core/definitions/ExtensionUpdateRequest'
import type FaxResponse from '@rc-ex/core/definitions/FaxResponse'
import type GetAccountInfoResponse from '@rc-ex/core/definitions/GetAccountInfoResponse'
import type GetExtensionInfoResponse from '@rc-ex/core/definitions/GetExtensionInfoResponse'
import type GetExtensionListResponse from '@rc-ex/core/definitions/GetExtensionListResponse'
import type GetMessageInfoResponse from '@rc-ex/core/definitions/GetMessageInfoResponse'
import type GetMessageList from '@rc-ex/core/definitions/GetMessageList'
import type GetRingOutStatusResponse from '@rc-ex/core/definitions/GetRingOutStatusResponse'
import type GetSMSMessageInfoResponse from '@rc-ex/core/definitions/GetSMSMessageInfoResponse'
import type MakeRingOutRequest from '@rc-ex/core/definitions/MakeRingOutRequest'
import type PresenceInfoResponse from '@rc-ex/core/definitions/PresenceInfoResponse'
import type SubscriptionInfo from '@rc-ex/core/definitions/SubscriptionInfo'
import type SubscriptionListResource from '@rc-ex/core/definitions/SubscriptionListResource'
import type TMChatInfo from '@rc-ex/core/definitions/TMChatInfo'
import type TMChatList from '@rc-ex/core/definitions/TMChatList'
import type TMCreatePostRequest from '@rc-ex/core/definitions/TMCreatePostRequest'
import type TMCreateTeamRequest from '@rc-ex/core/definitions/TMCreateTeamRequest'
import type TMPostInfo from '@rc-ex/core/definitions/TMPostInfo'
import type TMPostsList from '@rc-ex/core/definitions/TMPostsList'
import type TMTeamInfo from '@rc-ex/core/definitions/TMTeamInfo'
import type { BodyOf, Fits, Full, Loose, ReplyOf, Sent } from './fits.ts'

// The client's newest types have dropped PubNub, which the guide has.
type Subscribed = Omit<SubscriptionInfo, 'deliveryMode'>

// The specification of 2024-05-29 names the reasons of a status (SuspendedVoluntarily …) otherwise than
// the client, which is newer; both are taken, and what was sent is answered.
type WholeExtension = Omit<GetExtensionInfoResponse, 'statusInfo'>

type Replies = [
  Fits<ReplyOf<'createSMSMessage'>, Loose<GetSMSMessageInfoResponse>>,
  Fits<ReplyOf<'createMMS'>, Loose<GetSMSMessageInfoResponse>>,
  Fits<ReplyOf<'createFaxMessage'>, Loose<Omit<FaxResponse, 'type' | 'to'>>>,
  Fits<ReplyOf<'listMessages'>, Loose<GetMessageList>>,
  Fits<ReplyOf<'readMessage'>, Loose<GetMessageInfoResponse>>,
  Fits<ReplyOf<'readUserCallLog'>, Loose<CallLogResponse>>,
  Fits<ReplyOf<'readCompanyCallLog'>, Loose<CallLogResponse>>,
  Fits<ReplyOf<'listExtensionActiveCalls'>, Loose<CallLogResponse>>,
  Fits<ReplyOf<'createRingOutCall'>, Loose<GetRingOutStatusResponse>>,
  Fits<ReplyOf<'readRingOutCallStatus'>, Loose<GetRingOutStatusResponse>>,
  Fits<ReplyOf<'readUserPresenceStatus'>, Loose<PresenceInfoResponse>>,
  Fits<ReplyOf<'readAccountPresence'>, Loose<AccountPresenceInfo>>,
  Fits<ReplyOf<'listExtensions'>, Loose<GetExtensionListResponse>>,
  Fits<ReplyOf<'readExtension'>, Loose<WholeExtension>>,
  Fits<ReplyOf<'updateExtension'>, Loose<WholeExtension>>,
  Fits<ReplyOf<'readAccountInfo'>, Loose<GetAccountInfoResponse>>,
  Fits<ReplyOf<'listGlipChatsNew'>, Loose<TMChatList>>,
  Fits<ReplyOf<'readGlipChatNew'>, Loose<TMChatInfo>>,
  Fits<ReplyOf<'readGlipPostsNew'>, Loose<TMPostsList>>,
  Fits<ReplyOf<'createGlipPostNew'>, Loose<TMPostInfo>>,
  Fits<ReplyOf<'createGlipTeamNew'>, Loose<TMTeamInfo>>,
  Fits<ReplyOf<'createSubscription'>, Loose<Subscribed>>,
  Fits<
    ReplyOf<'listSubscriptions'>,
    Loose<Omit<SubscriptionListResource, 'records'> & { records: Subscribed[] }>
  >,
  Fits<ReplyOf<'readSubscription'>, Loose<Subscribed>>,
  Fits<ReplyOf<'renewSubscription'>, Loose<Subscribed>>,
]

type Bodies = [
  Fits<Sent<CreateSMSMessage>, BodyOf<'createSMSMessage'>>,
  Fits<Sent<CreateMMSMessage>, BodyOf<'createMMS'>>,
  Fits<Sent<CreateFaxMessageRequest>, BodyOf<'createFaxMessage'>>,
  Fits<Full<MakeRingOutRequest>, BodyOf<'createRingOutCall'>>,
  Fits<Full<ExtensionUpdateRequest>, BodyOf<'updateExtension'>>,
  Fits<Full<TMCreatePostRequest>, BodyOf<'createGlipPostNew'>>,
  Fits<Full<TMCreateTeamRequest>, BodyOf<'createGlipTeamNew'>>,
  Fits<Full<CreateSubscriptionRequest>, BodyOf<'createSubscription'>>,
]

test('replies and bodies agree with the types of @rc-ex/core', () => {
  const compiled: [Replies['length'], Bodies['length']] = [25, 8]
  assert.deepEqual(compiled, [25, 8])
})
