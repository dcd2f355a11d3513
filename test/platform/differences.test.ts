// The table of what the guide and the public specification have differently, each row seen on the wire
// under both profiles. A row without a probe fails.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EventName, events } from '#catalog/events'
import { differences, eventsIn, liveEvents, liveRows, methodsIn } from '#catalog/live'
import { type Method, pathOf, verbOf } from '#catalog/method'
import type { MethodId } from '#catalog/methods'
import type { Profile } from '#catalog/profile'
import { type Answer, appSecret, ids, own, sms, startWorld, type World } from './world.ts'

const account = '/restapi/v1.0/account/~'
const profiles = ['guide', 'live'] as const

/** What a probe sees of a difference: compared with what each profile is to show. */
type Probe = (world: World) => Promise<unknown>

/** A probe, and what it sees under each profile. */
interface Row extends Readonly<Record<Profile, unknown>> {
  readonly probe: Probe
}

const refused = ({ status, body }: Answer) => [status, body.errors[0].errorCode]
const members = ({ body }: Answer) => Object.keys(body).toSorted()

const token = async (world: World, form: Record<string, string>) =>
  world.call('POST', '/restapi/oauth/token', {
    token: null,
    headers: { authorization: `Basic ${Buffer.from(`app:${appSecret}`).toString('base64')}` },
    raw: {
      type: 'application/x-www-form-urlencoded',
      body: new URLSearchParams(form).toString(),
    },
  })

const rows: Readonly<Record<string, Row>> = {
  'A duplicate or concurrent request': {
    async probe(world) {
      const send = () => world.call('POST', `${own}/sms`, { json: sms() })
      const replies = await Promise.all([send(), send()])
      return replies.filter(({ status }) => status !== 200).map(refused)
    },
    guide: [[503, 'CMN-304']],
    live: [[429, 'CMN-304']],
  },
  'A missing permission or feature': {
    probe: async (world) => [
      refused(
        await world.get(`${own}/message-store`, {
          token: world.token(ids.ann, { scopes: ['SMS'] }),
        }),
      ),
      refused(
        await world.call('PUT', `${account}/extension/${ids.ann}`, {
          token: world.token(ids.bob),
          json: {},
        }),
      ),
    ],
    guide: [
      [403, 'CMN-408'],
      [403, 'CMN-408'],
    ],
    live: [
      [403, 'CMN-401'],
      [403, 'CMN-419'],
    ],
  },
  'A missing, broken or expired token': {
    async probe(world) {
      const ended = world.token(ids.ann, { lifeMs: 1 })
      await world.clock.advance(2)
      const basic = { authorization: 'Basic YXBwOng=' }
      return [
        refused(await world.get(own, { token: null })),
        refused(await world.get(own, { token: null, headers: { authorization: 'x' } })),
        refused(await world.get(own, { token: null, headers: basic })),
        refused(await world.get(own, { token: 'never-issued' })),
        refused(await world.get(own, { token: ended })),
        refused(await world.get(own, { token: world.token(null) })),
      ]
    },
    guide: Array.from({ length: 6 }, (_, index) =>
      index < 5 ? [401, 'OAU-128'] : [403, 'CMN-408'],
    ),
    live: [
      [401, 'AGW-401'],
      [401, 'AGW-402'],
      [401, 'OAU-151'],
      [401, 'OAU-213'],
      [401, 'OAU-128'],
      [401, 'CMN-405'],
    ],
  },
  'The outer errorCode': {
    probe: async (world) => (await world.get(own, { token: 'never-issued' })).body.errorCode,
    guide: 'OAU-128',
    live: 'TokenInvalid',
  },
  'A wrong parameter of a message or call': {
    probe: async (world) =>
      refused(
        await world.call('POST', `${own}/sms`, { json: sms('x', '+14155550142', '+14155550143') }),
      ),
    guide: [400, 'CMN-101'],
    live: [400, 'MSG-245'],
  },
  'Something missing that the body names': {
    async probe(world) {
      const teams = '/team-messaging/v1'
      const to = { phoneNumber: '+14155550142' }
      const lists = `${own}/forwarding-number`
      const chat = await world.call('POST', `${teams}/teams`, { json: { name: 'Crew' } })
      const refusals = [
        [
          'POST',
          `${own}/company-pager`,
          { from: { extensionId: '1' }, to: [{ extensionId: '1' }] },
        ],
        ['POST', `${own}/company-pager`, { to: [{ extensionNumber: '99999' }] }],
        ['POST', `${own}/ring-out`, { from: { forwardingNumberId: '1' }, to }],
        ['POST', `${own}/fax`, { originalMessageId: 1 }],
        ['DELETE', lists, { records: [{ forwardingNumberId: '1' }] }],
        ['POST', `${teams}/teams`, { name: 'Crew', members: [{ id: '1' }] }],
        ['POST', `${teams}/teams/${chat.body.id}/add`, { members: [{ email: 'no@one.test' }] }],
        ['POST', `${teams}/conversations`, { members: [{ id: '1' }] }],
        [
          'POST',
          `${teams}/chats/${chat.body.id}/posts`,
          { text: 'x', attachments: [{ id: '1', type: 'File' }] },
        ],
      ] as const
      return Promise.all(
        refusals.map(async ([verb, path, body]) =>
          refused(await world.call(verb, path, { json: { text: 'x', ...body } })),
        ),
      )
    },
    guide: Array.from({ length: 9 }, () => [400, 'CMN-101']),
    live: Array.from({ length: 9 }, () => [400, 'CMN-102']),
  },
  'An unknown entry of the directory': {
    probe: async (world) => refused(await world.get(`${account}/directory/entries/5`)),
    guide: [404, 'CMN-102'],
    live: [404, 'ADG-122'],
  },
  'Paging of team messaging': {
    probe: async (world) =>
      Promise.all(
        ['chats', 'teams', 'conversations'].map(async (list) =>
          members(await world.get(`/team-messaging/v1/${list}`)),
        ),
      ),
    guide: Array.from({ length: 3 }, () => ['navigation', 'paging', 'records', 'uri']),
    live: Array.from({ length: 3 }, () => ['navigation', 'records']),
  },
  'Paging of the list of subscriptions': {
    probe: async (world) => members(await world.get('/restapi/v1.0/subscription')),
    guide: ['navigation', 'paging', 'records', 'uri'],
    live: ['records', 'uri'],
  },
  'Totals of call logs and active calls': {
    probe: async (world) =>
      Promise.all(
        [`${own}/call-log`, `${account}/call-log`, `${own}/active-calls`].map(async (path) => {
          const { body } = await world.get(path)
          return 'totalElements' in body.paging && 'lastPage' in body.navigation
        }),
      ),
    guide: [true, true, true],
    live: [false, false, false],
  },
  'Cancelling a RingOut': {
    async probe(world) {
      const json = { from: { phoneNumber: '+15105550101' }, to: { phoneNumber: '+14155550142' } }
      const { body } = await world.call('POST', `${own}/ring-out`, { json })
      await world.clock.advance(20_000)
      const at = async () =>
        (await world.get(`${own}/ring-out/${body.id}`)).body.status.callerStatus
      const connected = await at()
      await world.call('DELETE', `${own}/ring-out/${body.id}`)
      return [connected, await at()]
    },
    guide: ['Success', 'Finished'],
    live: ['Success', 'Success'],
  },
  'Reading the account': {
    async probe(world) {
      const { body } = await world.get(account)
      return 'company' in body && 'businessAddress' in body
    },
    guide: true,
    live: false,
  },
  'The event filter …/message-store/instant': {
    async probe(world) {
      const create = async (filter: string) =>
        world.call('POST', '/restapi/v1.0/subscription', {
          json: {
            eventFilters: [`${own}/message-store/instant${filter}`],
            deliveryMode: { transportType: 'PubNub' },
          },
        })
      return [(await create('')).status, (await create('?type=SMS')).status]
    },
    guide: [200, 200],
    live: [400, 200],
  },
  'A token for the app itself (client_credentials)': {
    async probe(world) {
      const reply = await token(world, { grant_type: 'client_credentials' })
      return [reply.status, reply.body.errors?.[0].errorCode]
    },
    guide: [200, undefined],
    live: [400, 'OAU-270'],
  },
}

const placed = (method: Method) =>
  pathOf(method)
    .replaceAll(/\{(?:account|extension)Id\}/g, '~')
    .replaceAll(/\{\w+\}/g, '1')

/** Rows on a method: its rate group as the header says it, or whom its user permission shuts out. */
function methodRow(about: string): Row | undefined {
  const id = (Object.keys(liveRows) as MethodId[]).find((one) => about.includes(`${one} (`))
  if (id === undefined) return undefined
  const [guide, live] = [methodsIn('guide')[id], methodsIn('live')[id]]
  if (about.startsWith('Rate group')) {
    return {
      async probe(world) {
        const { headers } = await world.call(verbOf(guide), placed(guide))
        return headers.get('x-rate-limit-group')
      },
      guide: guide.rateGroup.toLowerCase(),
      live: live.rateGroup.toLowerCase(),
    }
  }
  return {
    probe: async (world) =>
      (await world.get(placed(guide), { token: world.token(ids.bob) })).status,
    guide: 200,
    live: 403,
  }
}

/** Rows on an event: the only permission that a token needs to subscribe to it. */
function eventRow(about: string): Row | undefined {
  const name = (Object.keys(liveEvents) as EventName[]).find((one) => about.includes(` ${one} (`))
  if (name === undefined) return undefined
  const filter = events[name].filter.replaceAll(/\{\w+\}/g, '~')
  const permissions = profiles.map((profile) => eventsIn(profile)[name].permission)
  return {
    async probe(world) {
      const replies = permissions.map((permission) =>
        world.call('POST', '/restapi/v1.0/subscription', {
          token: world.token(ids.ann, { scopes: permission === null ? [] : [permission] }),
          json: { eventFilters: [filter], deliveryMode: { transportType: 'PubNub' } },
        }),
      )
      return (await Promise.all(replies)).map(({ status }) => status)
    },
    guide: [200, 403],
    live: [403, 200],
  }
}

for (const { about } of differences) {
  for (const profile of profiles) {
    test(`${about}: as ${profile} has it`, async () => {
      const row = rows[about] ?? methodRow(about) ?? eventRow(about)
      assert.ok(row, `no probe shows the difference "${about}"`)
      using world = startWorld({
        profile,
        limits: about.startsWith('Rate group') ? 'guide' : 'off',
      })
      assert.deepEqual(await row.probe(world), row[profile])
      assert.notDeepEqual(row.guide, row.live)
    })
  }
}
