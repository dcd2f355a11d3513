// Literal pins of the methods beyond the guide: verb, path, what they act on, what they need.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groups } from '#catalog/groups'
import type { Method, Methods } from '#catalog/method'

const T = '/team-messaging/v1'
const A = '/restapi/v1.0/account/{accountId}'
const X = '/restapi/v1.0/account/{accountId}/extension/{extensionId}'

/** The rows of a group that the guide does not have, one line each. */
const beyond = (methods: Methods): string[] =>
  Object.entries<Method>(methods)
    .filter(([, { listed }]) => listed === 'beyond')
    .map(
      ([id, { route, access, actsOn, permission, userPermission, rateGroup, source }]) =>
        `${id} | ${route} | ${access} ${actsOn} | ${permission ?? '-'}/${userPermission ?? '-'} | ${rateGroup} | ${source}`,
    )

test('team messaging goes beyond the guide by these', () => {
  assert.deepEqual(beyond(groups['team-messaging'].methods), [
    `readGlipPostNew | GET ${T}/chats/{chatId}/posts/{postId} | read post | TeamMessaging/- | Light | Posts/readGlipPostNew`,
    `patchGlipPostNew | PATCH ${T}/chats/{chatId}/posts/{postId} | write post | TeamMessaging/- | Medium | Posts/patchGlipPostNew`,
    `deleteGlipPostNew | DELETE ${T}/chats/{chatId}/posts/{postId} | write post | TeamMessaging/- | Medium | Posts/deleteGlipPostNew`,
    `listGlipTeamsNew | GET ${T}/teams | read team | TeamMessaging/- | Medium | Teams/listGlipTeamsNew`,
    `readGlipTeamNew | GET ${T}/teams/{chatId} | read team | TeamMessaging/- | Light | Teams/readGlipTeamNew`,
    `patchGlipTeamNew | PATCH ${T}/teams/{chatId} | write team | TeamMessaging/- | Medium | Teams/patchGlipTeamNew`,
    `deleteGlipTeamNew | DELETE ${T}/teams/{chatId} | write team | TeamMessaging/- | Medium | Teams/deleteGlipTeamNew`,
    `addGlipTeamMembersNew | POST ${T}/teams/{chatId}/add | write team | TeamMessaging/- | Medium | Teams/addGlipTeamMembersNew`,
    `removeGlipTeamMembersNew | POST ${T}/teams/{chatId}/remove | write team | TeamMessaging/- | Medium | Teams/removeGlipTeamMembersNew`,
    `joinGlipTeamNew | POST ${T}/teams/{chatId}/join | write team | TeamMessaging/- | Medium | Teams/joinGlipTeamNew`,
    `leaveGlipTeamNew | POST ${T}/teams/{chatId}/leave | write team | TeamMessaging/- | Medium | Teams/leaveGlipTeamNew`,
    `archiveGlipTeamNew | POST ${T}/teams/{chatId}/archive | write team | TeamMessaging/- | Medium | Teams/archiveGlipTeamNew`,
    `unarchiveGlipTeamNew | POST ${T}/teams/{chatId}/unarchive | write team | TeamMessaging/- | Medium | Teams/unarchiveGlipTeamNew`,
    `listGlipConversationsNew | GET ${T}/conversations | read chat | TeamMessaging/- | Medium | Conversations/listGlipConversationsNew`,
    `createGlipConversationNew | POST ${T}/conversations | write chat | TeamMessaging/- | Medium | Conversations/createGlipConversationNew`,
    `readGlipConversationNew | GET ${T}/conversations/{chatId} | read chat | TeamMessaging/- | Light | Conversations/readGlipConversationNew`,
    `listRecentChatsNew | GET ${T}/recent/chats | read chat | TeamMessaging/- | Light | Chats/listRecentChatsNew`,
    `listFavoriteChatsNew | GET ${T}/favorites | read chat | TeamMessaging/- | Light | Chats/listFavoriteChatsNew`,
    `favoriteGlipChatNew | POST ${T}/chats/{chatId}/favorite | write chat | TeamMessaging/- | Medium | Chats/favoriteGlipChatNew`,
    `unfavoriteGlipChatNew | POST ${T}/chats/{chatId}/unfavorite | write chat | TeamMessaging/- | Medium | Chats/unfavoriteGlipChatNew`,
    `readGlipEveryoneNew | GET ${T}/everyone | read chat | TeamMessaging/- | Light | Teams/readGlipEveryoneNew`,
    `readGlipPersonNew | GET ${T}/persons/{personId} | read chat | TeamMessaging/- | Light | Profile/readGlipPersonNew`,
    `createGlipFileNew | POST ${T}/files | write post | TeamMessaging/- | Heavy | Posts/createGlipFileNew`,
    `readGlipFileContent | GET ${T}/files/{fileId}/content | read post | TeamMessaging/- | Medium | Posts/createGlipFileNew`,
  ])
})

test('contacts and the directory are these', () => {
  assert.deepEqual(beyond(groups.contacts.methods), [
    `listContacts | GET ${X}/address-book/contact | read contact | ReadContacts/ReadPersonalContacts | Heavy | External-Contacts/listContacts`,
    `createContact | POST ${X}/address-book/contact | write contact | Contacts/EditPersonalContacts | Heavy | External-Contacts/createContact`,
    `readContact | GET ${X}/address-book/contact/{contactId} | read contact | ReadContacts/ReadPersonalContacts | Heavy | External-Contacts/readContact`,
    `updateContact | PUT ${X}/address-book/contact/{contactId} | write contact | Contacts/EditPersonalContacts | Heavy | External-Contacts/updateContact`,
    `patchContact | PATCH ${X}/address-book/contact/{contactId} | write contact | Contacts/EditPersonalContacts | Heavy | External-Contacts/patchContact`,
    `deleteContact | DELETE ${X}/address-book/contact/{contactId} | write contact | Contacts/EditPersonalContacts | Heavy | External-Contacts/deleteContact`,
    `syncAddressBook | GET ${X}/address-book-sync | read contact | ReadContacts/ReadPersonalContacts | Heavy | External-Contacts/syncAddressBook`,
    `listDirectoryEntries | GET ${A}/directory/entries | read extension | ReadAccounts/- | Medium | Internal-Contacts/listDirectoryEntries`,
    `readDirectoryEntry | GET ${A}/directory/entries/{entryId} | read extension | ReadAccounts/- | Medium | Internal-Contacts/readDirectoryEntry`,
    `searchDirectoryEntries | POST ${A}/directory/entries/search | read extension | ReadAccounts/ReadExtensions | Heavy | Internal-Contacts/searchDirectoryEntries`,
  ])
})

test('users and account go beyond the guide by these', () => {
  assert.deepEqual(beyond(groups.account.methods), [
    `readUserProfileImageLegacy | GET ${X}/profile-image | read extension | ReadAccounts/ReadExtensions | Medium | User-Settings/readUserProfileImageLegacy`,
    `readScaledProfileImage | GET ${X}/profile-image/{scaleSize} | read extension | ReadAccounts/- | Medium | User-Settings/readScaledProfileImage`,
    `createUserProfileImage | POST ${X}/profile-image | write extension | EditExtensions/EditUserInfo | Heavy | User-Settings/createUserProfileImage`,
    `updateUserProfileImage | PUT ${X}/profile-image | write extension | EditExtensions/EditUserInfo | Heavy | User-Settings/updateUserProfileImage`,
    `deleteUserProfileImage | DELETE ${X}/profile-image | write extension | EditExtensions/EditUserInfo | Medium | User-Settings/deleteUserProfileImage`,
    `listExtensionPhoneNumbers | GET ${X}/phone-number | read extension | ReadAccounts/ReadUserPhoneNumbers | Light | Phone-Numbers/listExtensionPhoneNumbers`,
    `listAccountPhoneNumbers | GET ${A}/phone-number | read account | ReadAccounts/ReadCompanyPhoneNumbers | Heavy | Phone-Numbers/listAccountPhoneNumbers`,
    `readAccountPhoneNumber | GET ${A}/phone-number/{phoneNumberId} | read account | ReadAccounts/ReadCompanyPhoneNumbers | Light | Phone-Numbers/readAccountPhoneNumber`,
    `listForwardingNumbers | GET ${X}/forwarding-number | read extension | ReadAccounts/ReadUserForwardingFlipNumbers | Light | Call-Forwarding/listForwardingNumbers`,
    `createForwardingNumber | POST ${X}/forwarding-number | write extension | EditExtensions/EditUserForwardingFlipNumbers | Medium | Call-Forwarding/createForwardingNumber`,
    `deleteForwardingNumbers | DELETE ${X}/forwarding-number | write extension | EditExtensions/EditUserForwardingFlipNumbers | Medium | Call-Forwarding/deleteForwardingNumbers`,
    `readForwardingNumber | GET ${X}/forwarding-number/{forwardingNumberId} | read extension | ReadAccounts/ReadUserForwardingFlipNumbers | Light | Call-Forwarding/readForwardingNumber`,
    `updateForwardingNumber | PUT ${X}/forwarding-number/{forwardingNumberId} | write extension | EditExtensions/EditUserForwardingFlipNumbers | Medium | Call-Forwarding/updateForwardingNumber`,
    `deleteForwardingNumber | DELETE ${X}/forwarding-number/{forwardingNumberId} | write extension | EditExtensions/EditUserForwardingFlipNumbers | Medium | Call-Forwarding/deleteForwardingNumber`,
    `readAuthorizationProfile | GET ${X}/authz-profile | read extension | -/- | Medium | User-Permissions/readAuthorizationProfile`,
    `checkUserPermission | GET ${X}/authz-profile/check | read extension | -/- | Light | User-Permissions/checkUserPermission`,
    `readExtensionFeatures | GET ${X}/features | read extension | ReadAccounts/ReadExtensions | Medium | Features/readExtensionFeatures`,
    `readExtensionCallerId | GET ${X}/caller-id | read extension | ReadAccounts/ReadCallerIDSettings | Light | Caller-ID/readExtensionCallerId`,
  ])
})

test('the company’s settings are these', () => {
  assert.deepEqual(beyond(groups.company.methods), [
    `listIvrPrompts | GET ${A}/ivr-prompts | read account | ReadAccounts/ReadCompanyGreetings | Medium | IVR/listIvrPrompts`,
    `createIVRPrompt | POST ${A}/ivr-prompts | write account | EditAccounts/EditCompanyGreetings | Heavy | IVR/createIVRPrompt`,
    `readIVRPrompt | GET ${A}/ivr-prompts/{promptId} | read account | ReadAccounts/ReadCompanyGreetings | Medium | IVR/readIVRPrompt`,
    `readIVRPromptContent | GET ${A}/ivr-prompts/{promptId}/content | read account | ReadAccounts/- | Heavy | IVR/readIVRPromptContent`,
    `updateIVRPrompt | PUT ${A}/ivr-prompts/{promptId} | write account | EditAccounts/EditCompanyGreetings | Medium | IVR/updateIVRPrompt`,
    `deleteIVRPrompt | DELETE ${A}/ivr-prompts/{promptId} | write account | EditAccounts/EditCompanyGreetings | Heavy | IVR/deleteIVRPrompt`,
    `getForwardAllCompanyCalls | GET ${A}/forward-all-calls | read account | ReadAccounts/ReadCompanyAnsweringRules | Light | Call-Handling-Rules/getForwardAllCompanyCalls`,
    `updateForwardAllCompanyCalls | PATCH ${A}/forward-all-calls | write account | EditAccounts/EditCompanyAnsweringRules | Medium | Call-Handling-Rules/updateForwardAllCompanyCalls`,
  ])
})

test('messages, presence and subscriptions go beyond the guide by these', () => {
  const M = `${X}/message-store`
  assert.deepEqual(beyond(groups.messaging.methods), [
    `createInternalTextMessage | POST ${X}/company-pager | write message | InternalMessages/InternalSMS | Medium | Pager-Messages/createInternalTextMessage`,
  ])
  assert.deepEqual(beyond(groups['message-store'].methods), [
    `updateMessage | PUT ${M}/{messageId} | write message | EditMessages/EditMessages | Medium | Message-Store/updateMessage`,
    `patchMessage | PATCH ${M}/{messageId} | write message | EditMessages/EditMessages | Medium | Message-Store/patchMessage`,
    `deleteMessageByFilter | DELETE ${M} | write message | EditMessages/EditMessages | Medium | Message-Store/deleteMessageByFilter`,
    `syncMessages | GET ${X}/message-sync | read message | ReadMessages/ReadMessages | Light | Message-Store/syncMessages`,
  ])
  const R = 'read call record'
  assert.deepEqual(beyond(groups['call-log'].methods), [
    `readUserCallRecord | GET ${X}/call-log/{callRecordId} | ${R} | ReadCallLog/ReadCallLog | Heavy | Call-Log/readUserCallRecord`,
    `readCompanyCallRecord | GET ${A}/call-log/{callRecordId} | ${R} | ReadCallLog/FullCompanyCallLog | Heavy | Call-Log/readCompanyCallRecord`,
    `deleteUserCallLog | DELETE ${X}/call-log | write call record | EditCallLog/EditCallLog | Heavy | Call-Log/deleteUserCallLog`,
    `syncUserCallLog | GET ${X}/call-log-sync | ${R} | ReadCallLog/ReadCallLog | Heavy | Call-Log/syncUserCallLog`,
    `syncAccountCallLog | GET ${A}/call-log-sync | ${R} | ReadCallLog/ReadCallLog | Heavy | Call-Log/syncAccountCallLog`,
    `listCompanyActiveCalls | GET ${A}/active-calls | ${R} | ReadCallLog/ReadCallLog | Heavy | Call-Log/listCompanyActiveCalls`,
    `readCallRecording | GET ${A}/recording/{recordingId} | ${R} | ReadCallRecording/ReadCallRecording | Heavy | Call-Recordings/readCallRecording`,
    `readCallRecordingContent | GET ${A}/recording/{recordingId}/content | ${R} | ReadCallRecording/- | Heavy | Call-Recordings/readCallRecordingContent`,
  ])
  assert.deepEqual(beyond(groups.presence.methods), [
    `updateUserPresenceStatus | PUT ${X}/presence | write presence | EditPresence/- | Medium | Presence/updateUserPresenceStatus`,
    `readUnifiedPresence | GET ${X}/unified-presence | read presence | ReadPresence/ReadPresenceStatus | Medium | Presence/readUnifiedPresence`,
    `updateUnifiedPresence | PATCH ${X}/unified-presence | write presence | EditPresence/EditPresenceStatus | Medium | Presence/updateUnifiedPresence`,
  ])
  assert.deepEqual(beyond(groups.subscription.methods), [
    `updateSubscription | PUT /restapi/v1.0/subscription/{subscriptionId} | write subscription | -/- | Medium | Subscriptions/updateSubscription`,
  ])
})

test('service info and dictionaries are these, for anybody with a token, some without one', () => {
  const D = '/restapi/v1.0/dictionary'
  assert.deepEqual(beyond(groups.service.methods), [
    'readAPIVersions | GET /restapi | read dictionary | -/- | Light | API-Info/readAPIVersions',
    'readAPIVersion | GET /restapi/v1.0 | read dictionary | -/- | Light | API-Info/readAPIVersion',
    'readAPIStatus | GET /restapi/v1.0/status | read dictionary | -/- | Light | API-Info/readAPIStatus',
    'readClientInfo | GET /restapi/v1.0/client-info | read dictionary | -/- | Light | API-Info/readClientInfo',
    `listCountries | GET ${D}/country | read dictionary | -/- | Light | Regional-Settings/listCountries`,
    `readCountry | GET ${D}/country/{countryId} | read dictionary | -/- | Light | Regional-Settings/readCountry`,
    `listStates | GET ${D}/state | read dictionary | -/- | Light | Regional-Settings/listStates`,
    `readState | GET ${D}/state/{stateId} | read dictionary | -/- | Light | Regional-Settings/readState`,
    `listTimezones | GET ${D}/timezone | read dictionary | -/- | Light | Regional-Settings/listTimezones`,
    `readTimezone | GET ${D}/timezone/{timezoneId} | read dictionary | -/- | Light | Regional-Settings/readTimezone`,
    `listLanguages | GET ${D}/language | read dictionary | -/- | Light | Regional-Settings/listLanguages`,
    `readLanguage | GET ${D}/language/{languageId} | read dictionary | -/- | Light | Regional-Settings/readLanguage`,
    `listFaxCoverPages | GET ${D}/fax-cover-page | read dictionary | -/- | Light | Fax/listFaxCoverPages`,
    `listStandardUserRole | GET ${D}/user-role | read dictionary | -/- | Light | Role-Management/listStandardUserRole`,
    `readStandardUserRole | GET ${D}/user-role/{roleId} | read dictionary | -/- | Light | Role-Management/readStandardUserRole`,
  ])
  const open = Object.entries<Method>(groups.service.methods).filter(([, method]) => method.open)
  assert.deepEqual(
    open.map(([id]) => id),
    ['readAPIVersions', 'readAPIVersion', 'readAPIStatus', 'readClientInfo'],
  )
})
