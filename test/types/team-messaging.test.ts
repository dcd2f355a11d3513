// Compile-time proof for team messaging beyond the guide: see rc-ex.test.ts, which says how it works.
// oxlint-disable import/default -- the linter does not read .d.mts files; tsc does and finds the exports
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type CreateConversationRequest from '@rc-ex/core/definitions/CreateConversationRequest'
import type EveryoneTeamInfo from '@rc-ex/core/definitions/EveryoneTeamInfo'
import type TMAddTeamMembersRequest from '@rc-ex/core/definitions/TMAddTeamMembersRequest'
import type TMChatListWithoutNavigation from '@rc-ex/core/definitions/TMChatListWithoutNavigation'
import type TMConversationInfo from '@rc-ex/core/definitions/TMConversationInfo'
import type TMConversationList from '@rc-ex/core/definitions/TMConversationList'
import type TMPersonInfo from '@rc-ex/core/definitions/TMPersonInfo'
import type TMPostInfo from '@rc-ex/core/definitions/TMPostInfo'
import type TMRemoveTeamMembersRequest from '@rc-ex/core/definitions/TMRemoveTeamMembersRequest'
import type TMTeamInfo from '@rc-ex/core/definitions/TMTeamInfo'
import type TMTeamList from '@rc-ex/core/definitions/TMTeamList'
import type TMUpdatePostRequest from '@rc-ex/core/definitions/TMUpdatePostRequest'
import type TMUpdateTeamRequest from '@rc-ex/core/definitions/TMUpdateTeamRequest'
import type { BodyOf, Fits, Full, Loose, ReplyOf } from './fits.ts'

type Replies = [
  Fits<ReplyOf<'readGlipPostNew'>, Loose<TMPostInfo>>,
  Fits<ReplyOf<'patchGlipPostNew'>, Loose<TMPostInfo>>,
  Fits<ReplyOf<'listGlipTeamsNew'>, Loose<TMTeamList>>,
  Fits<ReplyOf<'readGlipTeamNew'>, Loose<TMTeamInfo>>,
  Fits<ReplyOf<'patchGlipTeamNew'>, Loose<TMTeamInfo>>,
  Fits<ReplyOf<'listGlipConversationsNew'>, Loose<TMConversationList>>,
  Fits<ReplyOf<'createGlipConversationNew'>, Loose<TMConversationInfo>>,
  Fits<ReplyOf<'readGlipConversationNew'>, Loose<TMConversationInfo>>,
  Fits<ReplyOf<'listRecentChatsNew'>, Loose<TMChatListWithoutNavigation>>,
  Fits<ReplyOf<'listFavoriteChatsNew'>, Loose<TMChatListWithoutNavigation>>,
  Fits<ReplyOf<'readGlipEveryoneNew'>, Loose<EveryoneTeamInfo>>,
  Fits<ReplyOf<'readGlipPersonNew'>, Loose<TMPersonInfo>>,
]

type Bodies = [
  Fits<Full<TMUpdatePostRequest>, BodyOf<'patchGlipPostNew'>>,
  Fits<Full<TMUpdateTeamRequest>, BodyOf<'patchGlipTeamNew'>>,
  Fits<Full<TMAddTeamMembersRequest>, BodyOf<'addGlipTeamMembersNew'>>,
  Fits<Full<TMRemoveTeamMembersRequest>, BodyOf<'removeGlipTeamMembersNew'>>,
  Fits<Full<CreateConversationRequest>, BodyOf<'createGlipConversationNew'>>,
]

test('replies and bodies of team messaging agree with the types of @rc-ex/core', () => {
  const compiled: [Replies['length'], Bodies['length']] = [12, 5]
  assert.deepEqual(compiled, [12, 5])
})
