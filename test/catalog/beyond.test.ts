// Literal pins of the methods beyond the guide: verb, path, what they act on, what they need.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groups } from '#catalog/groups'
import type { Method, Methods } from '#catalog/method'

const T = '/team-messaging/v1'

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
  ])
})
