// Which events each method and each lever that changes something causes: those of whoever calls (Ann, an
// admin, who follows the whole account) and those that a colleague (Bob) hears. A method that is new fails
// here until it says what it causes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventName } from '#catalog/events'
import { methods } from '#catalog/methods'
import type { Method } from '#catalog/method'
import { levers } from '#platform/levers/levers'
import { form } from '../form.ts'
import {
  type Answer,
  ids,
  leverToken,
  numbers,
  own,
  type Sent,
  sms,
  startWorld,
  type World,
} from '../world.ts'
import { allFilters, listen, namesOf, pass } from './event-world.ts'

/** How something is caused, after what it takes, and who hears what. */
interface Cause {
  readonly before?: (world: World) => Promise<string>
  readonly act: (world: World, subject: string) => Promise<Answer>
  readonly ann?: readonly EventName[]
  readonly bob?: readonly EventName[]
}

const teamMessaging = '/team-messaging/v1'
const chats = `${teamMessaging}/chats`
const teams = `${teamMessaging}/teams`
const account = '/restapi/v1.0/account/~'
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 1)])

const does =
  (verb: string, path: string, sent: Sent = {}) =>
  (world: World, subject: string) =>
    world.call(verb, path.replace('{subject}', subject), sent)
const lever = (path: string, json: object = {}) =>
  does('POST', `http://127.0.0.1/_platform/${path}`, { token: leverToken, json })

/** Does it and returns the id of what it made. */
const makes =
  (verb: string, path: string, sent: Sent = {}, name = 'id') =>
  async (world: World): Promise<string> => {
    const { status, body } = await world.call(verb, path, sent)
    assert.ok(status < 300, `${path}: ${status} ${JSON.stringify(body)}`)
    return String(body[name])
  }
const madeByLever = (path: string, json: object) =>
  makes('POST', `http://127.0.0.1/_platform/${path}`, { token: leverToken, json })

const inbox = makes('POST', `${own}/sms`, { json: sms('hello', numbers.ann, numbers.ann) })
const team = makes('POST', teams, { json: { name: 'Team', members: [{ id: String(ids.bob) }] } })
const openTeam = makes('POST', teams, { json: { name: 'Team', public: true } })
const homeNumber = makes('POST', `${own}/forwarding-number`, {
  json: { type: 'Home', phoneNumber: numbers.outside },
})
const contact = makes('POST', `${own}/address-book/contact`, { json: { firstName: 'Dana' } })
const sound = form([
  { name: 'attachment', fileName: 'a.wav', type: 'audio/wav', content: 'RIFF0000WAVE' },
])
const prompt = makes('POST', `${account}/ivr-prompts`, sound)
const picture = form([{ name: 'image', fileName: 'a.png', type: 'image/png', content: png }])
const givenPicture = async (world: World) => {
  await world.call('POST', `${own}/profile-image`, picture)
  return ''
}
const subscription = makes('POST', '/restapi/v1.0/subscription', {
  json: {
    eventFilters: [`${own}/voicemail`],
    deliveryMode: { transportType: 'PubNub' },
  },
})
const ringOut = makes('POST', `${own}/ring-out`, {
  json: { from: { phoneNumber: numbers.ann }, to: { phoneNumber: numbers.outside } },
})

async function post(world: World): Promise<string> {
  const id = await team(world)
  const made = await world.call('POST', `${chats}/${id}/posts`, { json: { text: 'hi' } })
  return `${id}/posts/${made.body.id}`
}

const rings: readonly EventName[] = [
  'account-presence',
  'account-telephony-sessions',
  'presence',
  'telephony-sessions',
]
const ringsBob = ['presence', 'telephony-sessions'] as const
const followed = ['account-presence', 'account-telephony-sessions'] as const
const byHand = { manual: true } as const
/** A call from Ann's phone that rings Bob's. */
const ringing = madeByLever('calls', { from: '101', to: '102', ...byHand })
async function answered(world: World): Promise<string> {
  const id = await ringing(world)
  await lever(`calls/${id}/parties/2/answer`)(world, '')
  return id
}

/** What both members of a chat hear. */
const inChat = (...names: readonly EventName[]) => ({ ann: names, bob: names })
const changesAnn = { ann: ['extension', 'extensions'], bob: ['extensions'] } as const

/** What the methods cause; those that cause nothing are below. */
const causes: Readonly<Record<string, Cause>> = {
  createSMSMessage: {
    act: does('POST', `${own}/sms`, { json: sms() }),
    ann: ['message-store'],
    bob: ['instant-message', 'message-store'],
  },
  createMMS: {
    act: does(
      'POST',
      `${own}/mms`,
      form([{ name: 'attachment', fileName: 'a.png', type: 'image/png', content: png }], {
        json: JSON.stringify(sms()),
      }),
    ),
    ann: ['message-store'],
    bob: ['instant-message', 'message-store'],
  },
  createFaxMessage: {
    act: does(
      'POST',
      `${own}/fax`,
      form([{ name: 'attachment', fileName: 'a.txt', type: 'text/plain', content: 'hi' }], {
        json: JSON.stringify({ to: [{ phoneNumber: numbers.bob }] }),
      }),
    ),
    ann: ['fax', 'message-store'],
  },
  createInternalTextMessage: {
    act: does('POST', `${own}/company-pager`, {
      json: { to: [{ extensionNumber: '102' }], text: 'hi' },
    }),
    ann: ['message-store'],
    bob: ['instant-message', 'message-store'],
  },
  deleteMessage: {
    before: inbox,
    act: does('DELETE', `${own}/message-store/{subject}`),
    ann: ['message-store'],
  },
  updateMessage: {
    before: inbox,
    act: does('PUT', `${own}/message-store/{subject}`, { json: { readStatus: 'Unread' } }),
    ann: ['message-store'],
  },
  patchMessage: {
    before: inbox,
    act: does('PATCH', `${own}/message-store/{subject}`, { json: { availability: 'Deleted' } }),
    ann: ['message-store'],
  },
  deleteMessageByFilter: {
    before: inbox,
    act: does('DELETE', `${own}/message-store`),
    ann: ['message-store'],
  },
  createRingOutCall: {
    act: does('POST', `${own}/ring-out`, {
      json: { from: { phoneNumber: numbers.ann }, to: { phoneNumber: numbers.outside } },
    }),
    ann: rings,
    bob: ['account-presence'],
  },
  deleteRingOutCall: {
    before: ringOut,
    act: does('DELETE', `${own}/ring-out/{subject}`),
    ann: rings,
    bob: ['account-presence'],
  },
  updateUserPresenceStatus: {
    act: does('PUT', `${own}/presence`, { json: { dndStatus: 'DoNotAcceptAnyCalls' } }),
    ann: ['account-presence', 'presence', 'presence-dnd'],
    bob: ['account-presence'],
  },
  updateUnifiedPresence: {
    act: does('PATCH', `${own}/unified-presence`, { json: { glip: { visibility: 'Invisible' } } }),
    ann: ['account-presence', 'presence'],
    bob: ['account-presence'],
  },
  updateExtension: {
    act: does('PUT', own, { json: { contact: { firstName: 'Anna' } } }),
    ...changesAnn,
  },
  createUserProfileImage: {
    act: does('POST', `${own}/profile-image`, picture),
    ...changesAnn,
  },
  updateUserProfileImage: {
    act: does('PUT', `${own}/profile-image`, picture),
    ...changesAnn,
  },
  deleteUserProfileImage: {
    before: givenPicture,
    act: does('DELETE', `${own}/profile-image`),
    ...changesAnn,
  },
  createForwardingNumber: {
    act: does('POST', `${own}/forwarding-number`, {
      json: { type: 'Home', phoneNumber: numbers.outside },
    }),
    ...changesAnn,
  },
  updateForwardingNumber: {
    before: homeNumber,
    act: does('PUT', `${own}/forwarding-number/{subject}`, {
      json: { phoneNumber: '+14155550143' },
    }),
    ...changesAnn,
  },
  deleteForwardingNumber: {
    before: homeNumber,
    act: does('DELETE', `${own}/forwarding-number/{subject}`),
    ...changesAnn,
  },
  deleteForwardingNumbers: {
    before: homeNumber,
    act: (world, id) =>
      world.call('DELETE', `${own}/forwarding-number`, {
        json: { records: [{ forwardingNumberId: id }] },
      }),
    ...changesAnn,
  },
  createGlipPostNew: {
    before: team,
    act: does('POST', `${chats}/{subject}/posts`, { json: { text: 'hi' } }),
    ...inChat('tm-post'),
  },
  patchGlipPostNew: {
    before: post,
    act: does('PATCH', `${chats}/{subject}`, { json: { text: 'ho' } }),
    ...inChat('tm-post'),
  },
  deleteGlipPostNew: {
    before: post,
    act: does('DELETE', `${chats}/{subject}`),
    ...inChat('tm-post'),
  },
  createGlipTeamNew: {
    act: does('POST', teams, { json: { name: 'Team', members: [{ id: String(ids.bob) }] } }),
    ...inChat('tm-chat'),
  },
  createGlipConversationNew: {
    act: does('POST', `${teamMessaging}/conversations`, {
      json: { members: [{ id: String(ids.bob) }] },
    }),
    ...inChat('tm-chat'),
  },
  patchGlipTeamNew: {
    before: team,
    act: does('PATCH', `${teams}/{subject}`, { json: { name: 'Crew' } }),
    ...inChat('tm-chat'),
  },
  deleteGlipTeamNew: {
    before: team,
    act: does('DELETE', `${teams}/{subject}`),
    ...inChat('tm-chat'),
  },
  addGlipTeamMembersNew: {
    before: openTeam,
    act: does('POST', `${teams}/{subject}/add`, { json: { members: [{ id: String(ids.bob) }] } }),
    ...inChat('tm-chat', 'tm-post'),
  },
  removeGlipTeamMembersNew: {
    before: team,
    act: does('POST', `${teams}/{subject}/remove`, {
      json: { members: [{ id: String(ids.bob) }] },
    }),
    ...inChat('tm-chat'),
  },
  joinGlipTeamNew: {
    before: openTeam,
    act: (world, id) => world.call('POST', `${teams}/${id}/join`, { token: world.token(ids.bob) }),
    ...inChat('tm-chat', 'tm-post'),
  },
  leaveGlipTeamNew: {
    before: team,
    act: does('POST', `${teams}/{subject}/leave`),
    ...inChat('tm-chat'),
  },
  archiveGlipTeamNew: {
    before: team,
    act: does('POST', `${teams}/{subject}/archive`),
    ...inChat('tm-chat'),
  },
  unarchiveGlipTeamNew: {
    before: async (world) => {
      const id = await team(world)
      await world.call('POST', `${teams}/${id}/archive`)
      return id
    },
    act: does('POST', `${teams}/{subject}/unarchive`),
    ...inChat('tm-chat'),
  },
}

/** Methods that write and cause no event. */
const silent: Readonly<Record<string, Cause>> = {
  deleteUserCallLog: { act: does('DELETE', `${own}/call-log`) },
  favoriteGlipChatNew: { before: team, act: does('POST', `${chats}/{subject}/favorite`) },
  unfavoriteGlipChatNew: { before: team, act: does('POST', `${chats}/{subject}/unfavorite`) },
  createGlipFileNew: {
    act: does('POST', `${teamMessaging}/files?name=a.txt`, {
      raw: { type: 'text/plain', body: 'hi' },
    }),
  },
  createSubscription: {
    act: does('POST', '/restapi/v1.0/subscription', {
      json: { eventFilters: [`${own}/voicemail`], deliveryMode: { transportType: 'PubNub' } },
    }),
  },
  renewSubscription: {
    before: subscription,
    act: does('POST', '/restapi/v1.0/subscription/{subject}/renew'),
  },
  updateSubscription: {
    before: subscription,
    act: does('PUT', '/restapi/v1.0/subscription/{subject}', { json: {} }),
  },
  deleteSubscription: {
    before: subscription,
    act: does('DELETE', '/restapi/v1.0/subscription/{subject}'),
  },
  createContact: {
    act: does('POST', `${own}/address-book/contact`, { json: { firstName: 'Dana' } }),
  },
  updateContact: {
    before: contact,
    act: does('PUT', `${own}/address-book/contact/{subject}`, { json: { firstName: 'Dan' } }),
  },
  patchContact: {
    before: contact,
    act: does('PATCH', `${own}/address-book/contact/{subject}`, { json: { firstName: 'Dan' } }),
  },
  deleteContact: {
    before: contact,
    act: does('DELETE', `${own}/address-book/contact/{subject}`),
  },
  createIVRPrompt: { act: does('POST', `${account}/ivr-prompts`, sound) },
  updateIVRPrompt: {
    before: prompt,
    act: does('PUT', `${account}/ivr-prompts/{subject}`, { json: { filename: 'b' } }),
  },
  deleteIVRPrompt: { before: prompt, act: does('DELETE', `${account}/ivr-prompts/{subject}`) },
  updateForwardAllCompanyCalls: {
    act: does('PATCH', `${account}/forward-all-calls`, { json: { enabled: false } }),
  },
}

/** What the levers cause that let something happen. */
const leverCauses: Readonly<Record<string, Cause>> = {
  inboundSms: {
    act: lever('inbound/sms', { from: numbers.outside, to: [numbers.bob], text: 'hi' }),
    bob: ['instant-message', 'message-store'],
  },
  inboundFax: {
    act: lever('inbound/fax', { from: numbers.outside, to: numbers.bob }),
    bob: ['fax', 'instant-message', 'message-store'],
  },
  inboundVoicemail: {
    act: lever('inbound/voicemail', { from: numbers.outside, to: '102' }),
    bob: ['instant-message', 'message-store', 'voicemail'],
  },
  inboundCall: {
    act: lever('inbound/call', { from: numbers.outside, to: '102' }),
    ann: followed,
    bob: [...ringsBob, 'account-presence'],
  },
  placeCall: {
    act: lever('calls', { from: '101', to: '102', ...byHand }),
    ann: rings,
    bob: [...ringsBob, 'account-presence'],
  },
  answerCall: {
    before: ringing,
    act: lever('calls/{subject}/parties/2/answer'),
    ann: rings,
    bob: [...ringsBob, 'account-presence'],
  },
  rejectCall: {
    before: ringing,
    act: lever('calls/{subject}/parties/2/reject'),
    ann: rings,
    bob: [...ringsBob, 'account-presence', 'missed-calls'],
  },
  sendToVoicemail: {
    before: ringing,
    act: lever('calls/{subject}/parties/2/voicemail'),
    ann: rings,
    bob: [...ringsBob, 'account-presence'],
  },
  holdCall: {
    before: answered,
    act: lever('calls/{subject}/parties/2/hold'),
    ann: followed,
    bob: [...ringsBob, 'account-presence'],
  },
  unholdCall: {
    before: async (world) => {
      const id = await answered(world)
      await lever(`calls/${id}/parties/2/hold`)(world, '')
      return id
    },
    act: lever('calls/{subject}/parties/2/unhold'),
    ann: followed,
    bob: [...ringsBob, 'account-presence'],
  },
  hangUp: {
    before: answered,
    act: lever('calls/{subject}/parties/1/hang-up'),
    ann: rings,
    bob: [...ringsBob, 'account-presence'],
  },
  settleText: {
    before: makes('POST', `${own}/sms`, { json: sms('hi', numbers.outside) }),
    act: lever('messages/{subject}/outcome', { status: 'DeliveryFailed', code: 'SMS-CAR-412' }),
    ann: ['message-store'],
  },
  settleFax: {
    before: async (world) => {
      const id = await makes(
        'POST',
        `${own}/fax`,
        form([{ name: 'attachment', fileName: 'a.txt', type: 'text/plain', content: 'hi' }], {
          json: JSON.stringify({ to: [{ phoneNumber: numbers.outside }] }),
        }),
      )(world)
      await pass(world, 0) // it is rendered
      return id
    },
    act: lever('faxes/{subject}/outcome', { code: 'LineBusy' }),
    ann: ['fax', 'message-store'],
  },
}

/** What arrives and is no text: `…/instant?type=SMS`, as `live` has it, does not want it. */
const noTexts = ['createInternalTextMessage', 'inboundFax', 'inboundVoicemail']

for (const profile of ['guide', 'live'] as const) {
  for (const [id, cause] of Object.entries({ ...causes, ...silent, ...leverCauses })) {
    const { before, act, ann = [], bob = [] } = cause
    const isTold = (event: EventName) =>
      event !== 'instant-message' || profile === 'guide' || !noTexts.includes(id)
    const expected = [ann, bob].map((names) => names.filter(isTold).toSorted())
    const what = [...new Set(expected.flat())].join(', ') || 'nobody'
    test(`${profile}: ${id} tells ${what}`, async () => {
      using world = startWorld({ profile })
      const subject = (await before?.(world)) ?? ''
      const listeners = [ids.ann, ids.bob].map((extensionId) => ({
        extensionId,
        listener: listen(world, allFilters(extensionId, profile), { extensionId }),
      }))
      const { status, body } = await act(world, subject)
      assert.ok(status < 300, `${status} ${JSON.stringify(body)}`)
      const heard = listeners.map(({ extensionId, listener }) =>
        namesOf(listener.heard(), extensionId),
      )
      assert.deepEqual(heard, expected)
      assert.deepEqual(world.errors, [])
    })
  }
}

test('every method that writes says which events it causes, or that it causes none', () => {
  const writing = (Object.entries(methods) as [string, Method][])
    .filter(([, { access }]) => access === 'write')
    .map(([id]) => id)
  const said = [...Object.keys(causes), ...Object.keys(silent)]
  assert.deepEqual(said.toSorted(), writing.toSorted())
  const unknown = Object.keys(leverCauses).filter((id) => !Object.hasOwn(levers, id))
  assert.deepEqual(unknown, [])
})
