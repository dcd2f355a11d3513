// Refusals over every method of the catalogue, in the words of both profiles.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { methodsIn } from '#catalog/live'
import { type Method, pathOf, verbOf } from '#catalog/method'
import type { MethodId } from '#catalog/methods'
import { permissions, type Permission } from '#catalog/permissions'
import type { Profile } from '#catalog/profile'
import { pdfOf } from '#platform/seed/media'
import {
  type Answer,
  ids,
  multipart,
  numbers,
  own,
  type Sent,
  sms,
  startWorld,
  type World,
} from './world.ts'
import { honestAddress } from '../receiver.ts'

const profiles = ['guide', 'live'] as const
const allPermissions = Object.keys(permissions) as Permission[] // the keys of that table

/** A body that a method takes. */
const bodies: { readonly [Id in MethodId]?: Sent } = {
  createSMSMessage: { json: sms() },
  createMMS: upload({ ...sms() }),
  createFaxMessage: upload({ to: [{ phoneNumber: numbers.outside }] }),
  createRingOutCall: {
    json: { from: { phoneNumber: numbers.ann }, to: { phoneNumber: numbers.bob } },
  },
  updateExtension: { json: { contact: { firstName: 'Anna' } } },
  createGlipPostNew: { json: { text: 'hello' } },
  patchGlipPostNew: { json: { text: 'hello' } },
  patchGlipTeamNew: { json: { name: 'Team' } },
  addGlipTeamMembersNew: { json: { members: [{ id: String(ids.bob) }] } },
  removeGlipTeamMembersNew: { json: { members: [{ id: String(ids.bob) }] } },
  createGlipConversationNew: { json: { members: [{ id: String(ids.bob) }] } },
  updateForwardAllCompanyCalls: { json: { enabled: true } },
  updateIVRPrompt: { json: { filename: 'a.wav' } },
  createIVRPrompt: upload({}, [{ name: 'a.wav', type: 'audio/wav' }]),
  createUserProfileImage: upload({}, [{ content: Buffer.from('GIF89a') }]),
  updateUserProfileImage: upload({}, [{ content: Buffer.from('GIF89a') }]),
  createGlipFileNew: upload({}),
  createContact: { json: { firstName: 'Carla' } },
  updateContact: { json: { firstName: 'Carla' } },
  patchContact: { json: { firstName: 'Carla' } },
  searchDirectoryEntries: { json: {} },
  createInternalTextMessage: {
    json: { to: [{ extensionNumber: String(ids.bob) }], text: 'hello' },
  },
  createForwardingNumber: { json: { type: 'Home', phoneNumber: numbers.outside } },
  deleteForwardingNumbers: { json: { records: [{ forwardingNumberId: '99' }] } },
  updateForwardingNumber: { json: { flipNumber: '2' } },
  updateMessage: { json: { readStatus: 'Read' } },
  patchMessage: { json: { readStatus: 'Read' } },
  updateUserPresenceStatus: { json: { userStatus: 'Busy' } },
  updateUnifiedPresence: { json: { glip: { availability: 'DND' } } },
  updateSubscription: { json: {} },
  createGlipTeamNew: { json: { name: 'Team', public: true } },
  createSubscription: {
    json: {
      eventFilters: ['/restapi/v1.0/account/~/extension/~/presence'],
      deliveryMode: { transportType: 'WebHook', address: await honestAddress() },
    },
  },
}

/** The query of a method that needs one. */
const queries: { readonly [Id in MethodId]?: string } = {
  checkUserPermission: '?permissionId=ReadCallLog',
  syncUserCallLog: '?recordCount=5',
  syncAccountCallLog: '?recordCount=5',
}

function upload(
  envelope: object,
  files: readonly { name?: string; type?: string; content?: string | Uint8Array }[] = [{}],
): Sent {
  const parts = [
    { headers: ['Content-Type: application/json'], content: JSON.stringify(envelope) },
    ...files.map(({ name = 'a.png', type = 'image/png', content = 'png' }) => ({
      headers: [
        `Content-Disposition: form-data; name="attachment"; filename="${name}"`,
        `Content-Type: ${type}`,
      ],
      content,
    })),
  ]
  return { raw: { type: 'multipart/form-data; boundary=b', body: multipart(parts, 'b') } }
}

const unknownIds: Readonly<Record<string, string>> = {
  messageId: '1',
  attachmentId: '1',
  ringoutId: 'nothing',
  chatId: '1',
  postId: '1',
  personId: '1',
  contactId: '1',
  entryId: '1',
  promptId: '1',
  fileId: '1',
  scaleSize: 'original',
  phoneNumberId: '1',
  callRecordId: '1',
  recordingId: '1',
  subscriptionId: 'nothing',
  forwardingNumberId: '99',
  countryId: '9999',
  stateId: '9999',
  timezoneId: '9999',
  languageId: '9999',
  roleId: '9999',
}

/** The path of a method for its caller: `~` for account and extension, for the rest what `ids` says. */
const placeOf = (method: Method, more: Readonly<Record<string, string>> = {}) =>
  pathOf(method).replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => more[name] ?? unknownIds[name] ?? '~',
  )

interface Case {
  readonly id: MethodId
  readonly method: Method
  /** Calls the method as it would work (but for ids that must exist), with something changed. */
  readonly call: (
    world: World,
    changed?: Sent & { readonly place?: Readonly<Record<string, string>> },
  ) => Promise<Answer>
}

const cases = (profile: Profile): Case[] =>
  (Object.entries(methodsIn(profile)) as [MethodId, Method][]).map(([id, method]) => ({
    id,
    method,
    call: (world, { place = {}, ...changed } = {}) =>
      world.call(verbOf(method), `${placeOf(method, place)}${queries[id] ?? ''}`, {
        ...bodies[id],
        ...changed,
      }),
  }))

/** Asserts a refusal: status, inner code, outer code, and what else it must name. */
function refused(
  answer: Answer,
  status: number,
  code: string,
  named: { parameterName?: string; permissionName?: string; outer?: string } = {},
  about = '',
): void {
  const { outer = code, ...names } = named
  const { body } = answer
  assert.deepEqual(
    [answer.status, body?.errors?.[0]?.errorCode, body?.errorCode],
    [status, code, outer],
    about,
  )
  for (const [name, value] of Object.entries(names)) {
    assert.equal(body[name], value, `${about}: ${name}`)
    assert.equal(body.errors[0][name], value, `${about}: ${name} of errors[0]`)
  }
  assert.equal(typeof body.message, 'string')
  assert.equal(body.errors[0].message, body.message)
  assert.equal(answer.headers.get('content-type'), 'application/json;charset=UTF-8')
  assert.match(answer.headers.get('rcrequestid') ?? '', /^[0-9a-f-]{36}$/)
}

/** Runs a check over every method of a profile, one after the other. */
async function each(
  profile: Profile,
  wanted: (one: Case) => boolean,
  check: (one: Case) => Promise<void>,
): Promise<void> {
  const chosen = cases(profile).filter(wanted)
  assert.ok(chosen.length > 0)
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const one of chosen) await check(one)
}

/** All but what answers anybody. */
const all = ({ method }: Case) => !method.open

describe('every method refuses', () => {
  for (const profile of profiles) {
    const isLive = profile === 'live'

    it(`a call without a good token (${profile})`, async () => {
      using world = startWorld({ profile })
      const expired = world.token(ids.ann, { lifeMs: 1_000 })
      await world.clock.advance(1_000)
      const revoked = world.token(ids.ann)
      const { sessions } = world.platform.parts
      assert.ok(sessions.revoke(revoked, 'app', world.clock.now()))
      const tokens: readonly (readonly [string, Sent, string, string?])[] = [
        ['none', { token: null }, 'AGW-401'],
        ['empty', { token: null, headers: { authorization: '' } }, 'AGW-402'],
        ['broken', { token: null, headers: { authorization: 'Bearer' } }, 'AGW-402'],
        ['two', { token: 'one two' }, 'AGW-402'],
        ['another scheme', { token: null, headers: { authorization: 'Digest x' } }, 'AGW-402'],
        ['Basic', { token: null, headers: { authorization: 'Basic YTpi' } }, 'OAU-151'],
        ['unknown', { token: 'made-up' }, 'OAU-213', 'TokenInvalid'],
        ['revoked', { token: revoked }, 'OAU-213', 'TokenInvalid'],
        ['expired', { token: expired }, 'OAU-128', 'TokenExpired'],
      ]
      await each(profile, all, async ({ id, call }) => {
        for (const [name, sent, code, outer = code] of tokens) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          const answer = await call(world, sent)
          const about = `${id}, ${name}`
          if (isLive) refused(answer, 401, code, { outer }, about)
          else refused(answer, 401, 'OAU-128', {}, about)
        }
      })
    })

    it(`an app without the permission, before it looks at anything else (${profile})`, async () => {
      using world = startWorld({ profile })
      await each(
        profile,
        ({ method }) => method.permission !== null,
        async ({ id, method, call }) => {
          const permissionName = method.permission ?? ''
          const scopes = allPermissions.filter((one) => one !== permissionName)
          const token = world.token(ids.ann, { scopes })
          const place = { accountId: 'x', extensionId: 'x' }
          const answer = await call(world, { token, place })
          if (isLive) {
            refused(
              answer,
              403,
              'CMN-401',
              { permissionName, outer: 'InsufficientPermissions' },
              id,
            )
          } else refused(answer, 403, 'CMN-408', { permissionName }, id)
        },
      )
    })

    it(`an id of an account or extension that is not there (${profile})`, async () => {
      using world = startWorld({ profile })
      for (const accountId of ['2', '3', '01', 'x', '~~', '1%2F2', '99999999999999999999']) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await each(
          profile,
          ({ method }) => pathOf(method).includes('{accountId}'),
          async ({ id, call }) => {
            const answer = await call(world, { place: { accountId } })
            const about = `${id} ${accountId}`
            refused(answer, 404, 'CMN-102', { parameterName: 'accountId' }, about)
          },
        )
      }
      for (const extensionId of [`${ids.zoe}`, '5', 'x', '9999999999999999999']) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await each(
          profile,
          ({ method }) => pathOf(method).includes('{extensionId}'),
          async ({ id, call }) => {
            const answer = await call(world, { place: { extensionId } })
            const about = `${id} ${extensionId}`
            refused(answer, 404, 'CMN-102', { parameterName: 'extensionId' }, about)
          },
        )
      }
    })

    it(`an id of anything else that is not there (${profile})`, async () => {
      using world = startWorld({ profile })
      const ends = /\{(messageId|ringoutId|chatId|subscriptionId|callRecordId|recordingId)\}/
      await each(
        profile,
        ({ method }) => ends.test(pathOf(method)),
        async ({ id, method, call }) => {
          const parameterName = ends.exec(pathOf(method))?.[1] ?? ''
          for (const wrong of ['1', '0', `${ids.ann}`]) {
            // oxlint-disable-next-line no-await-in-loop -- one after the other
            const answer = await call(world, { place: { [parameterName]: wrong } })
            refused(answer, 404, 'CMN-102', { parameterName }, id)
          }
        },
      )
    })

    it(`a body that is no JSON, none at all, or of a media type it does not take (${profile})`, async () => {
      using world = startWorld({ profile })
      // One that takes any file takes any media type.
      const bodied = ({ method }: Case) => method.body !== undefined && !method.rawBody
      const takesJson = ({ method }: Case) =>
        (method.bodyTypes ?? ['application/json']).includes('application/json')
      const takesFiles = ({ method }: Case) =>
        (method.bodyTypes ?? []).includes('multipart/form-data')
      const code = (fine: string) => (isLive ? fine : 'CMN-101')
      const json = (body: string) => ({ raw: { type: 'application/json', body } })
      const form = (body: string, type = 'multipart/form-data; boundary=b') => ({
        raw: { type, body },
      })
      const place = { chatId: '~' }
      const before = everything(world)
      await each(profile, bodied, async (one) => {
        const { id, call } = one
        const wrong: (readonly [Sent, number, string, string])[] = [
          [{ raw: { type: 'text/plain', body: 'x' } }, 415, 'MSG-348', 'Content-Type'],
          [{ raw: { type: 'application/xml', body: '<a/>' } }, 415, 'MSG-348', 'Content-Type'],
          [{ raw: { type: ';', body: 'x' } }, 415, 'MSG-348', 'Content-Type'],
        ]
        if (takesJson(one)) {
          const nothing = [json(''), 400, code('CMN-104'), 'body'] as const
          wrong.push(
            ...(one.method.bodyIsOptional ? [] : [nothing]),
            [json('{'), 400, code('CMN-103'), 'body'],
            [json('{"a":1}}'), 400, code('CMN-103'), 'body'],
            [json('"text"'), 400, 'CMN-101', 'body'],
            [json('[]'), 400, 'CMN-101', 'body'],
            [json('null'), 400, 'CMN-101', 'body'],
            [json(`"${'x'.repeat(2 ** 20)}"`), 400, code('MSG-338'), 'body'],
          )
        } else wrong.push([json('{}'), 415, 'MSG-348', 'Content-Type'])
        if (takesFiles(one)) {
          wrong.push(
            [form(''), 400, code('CMN-104'), 'body'],
            [form('no parts'), 400, code('CMN-103'), 'body'],
            [form('--b\r\n\r\nx'), 400, code('CMN-103'), 'body'],
            [form('--b\r\n\r\nx\r\n--b--', 'multipart/mixed'), 400, code('CMN-103'), 'body'],
            [
              form('--b\r\nContent-Type: application/json\r\n\r\n{\r\n--b--'),
              400,
              code('CMN-103'),
              'body',
            ],
          )
        }
        for (const [sent, status, expected, parameterName] of wrong) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          const answer = await call(world, { place, json: undefined, ...sent })
          const about = `${id}: ${JSON.stringify(sent).slice(0, 80)}`
          refused(answer, status, expected, { parameterName }, about)
        }
      })
      assert.deepEqual(everything(world), before)
    })

    it(`a standard user at another’s extension (${profile})`, async () => {
      using world = startWorld({ profile })
      const token = world.token(ids.bob)
      const place = { extensionId: String(ids.ann) }
      // What colleagues see of each other; nobody has a picture.
      const open: Readonly<Record<string, number>> = {
        readExtension: 200,
        readUserPresenceStatus: 200,
        readUnifiedPresence: 200,
        readExtensionFeatures: 200,
        readUserProfileImageLegacy: 404,
        readScaledProfileImage: 404,
      }
      await each(
        profile,
        ({ method }) => pathOf(method).includes('{extensionId}'),
        async ({ id, method, call }) => {
          const answer = await call(world, { token, place })
          if (open[id]) return assert.equal(answer.status, open[id], id)
          // RingOut is for everybody, but not in another's name.
          const permissionName = method.userPermission ?? method.permission ?? ''
          if (isLive) refused(answer, 403, 'CMN-419', { permissionName }, id)
          else refused(answer, 403, 'CMN-408', { permissionName }, id)
        },
      )
    })

    it(`an app that acts for nobody, but for what spans the account (${profile})`, async () => {
      using world = startWorld({ profile })
      const token = world.token(null)
      await each(profile, all, async ({ id, method, call }) => {
        const path = pathOf(method)
        const spans = path.includes('{accountId}') && !path.includes('{extensionId}')
        const answer = await call(world, { token })
        // Nothing of the account has the ids that these are called with.
        const isFound = !/\{(entryId|promptId|callRecordId|recordingId)\}/.test(path)
        if (spans) return assert.equal(answer.status, isFound ? 200 : 404, id)
        if (isLive) refused(answer, 401, 'CMN-405', {}, id)
        else refused(answer, 403, 'CMN-408', {}, id)
        if (!path.includes('{extensionId}')) return
        const named = await call(world, { token, place: { extensionId: String(ids.bob) } })
        assert.equal(named.status, isLive ? 401 : 403, id)
      })
    })
  }
})

describe('a standard user', () => {
  it('reads the call log of the account in guide; in live it takes another permission', async () => {
    for (const [profile, status] of [
      ['guide', 200],
      ['live', 403],
    ] as const) {
      using world = startWorld({ profile })
      const token = world.token(ids.bob)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const answer = await world.get('/restapi/v1.0/account/~/call-log', { token })
      assert.equal(answer.status, status)
      if (status === 403) {
        refused(answer, 403, 'CMN-408', { permissionName: 'FullCompanyCallLog' })
      }
    }
  })
})

/** All that a refused call could have stored. */
const everything = ({ platform: { parts } }: World) =>
  ['message', 'attachment', 'due', 'call', 'call_record', 'chat', 'post', 'subscription'].map(
    (table) => [table, parts.db.all({ sql: `select * from ${table}`, values: [] } as never)], // a Sql by its shape
  )

interface Wrong {
  readonly path?: 'sms' | 'mms' | 'fax'
  readonly sent: Sent
  /** Status, code and parameter in guide. */
  readonly guide: readonly [number, string, string]
  /** The same in live, where it differs. */
  readonly live?: readonly [number, string, string]
}

const to = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ phoneNumber: `+1415555${1000 + index}` }))
const fax = { to: [{ phoneNumber: numbers.outside }] }
const pdf = (pages: number) => ({
  name: 'a.pdf',
  type: 'application/pdf',
  content: pdfOf(Array.from({ length: pages }, () => ['a page'])),
})
const parameter = (name: string) => [400, 'CMN-101', name] as const

const wrongs: Readonly<Record<string, Wrong>> = {
  'no sender': { sent: { json: { ...sms(), from: undefined } }, guide: parameter('from') },
  'a sender without a number': {
    sent: { json: { ...sms(), from: {} } },
    guide: parameter('from.phoneNumber'),
  },
  'a sender of the wrong type': {
    sent: { json: { ...sms(), from: numbers.ann } },
    guide: parameter('from'),
  },
  'a sender’s number of the wrong type': {
    sent: { json: { ...sms(), from: { phoneNumber: 15105550101 } } },
    guide: parameter('from.phoneNumber'),
  },
  'a sender that is no number': {
    sent: { json: sms('x', numbers.bob, 'nobody') },
    guide: parameter('from.phoneNumber'),
  },
  'a colleague as the sender': {
    sent: { json: sms('x', numbers.outside, numbers.bob) },
    guide: parameter('from.phoneNumber'),
    live: [400, 'MSG-245', 'from.phoneNumber'],
  },
  'a number of the company as the sender': {
    sent: { json: sms('x', numbers.bob, numbers.main) },
    guide: parameter('from.phoneNumber'),
    live: [400, 'MSG-245', 'from.phoneNumber'],
  },
  'a number of the outside as the sender': {
    sent: { json: sms('x', numbers.bob, numbers.outside) },
    guide: parameter('from.phoneNumber'),
    live: [400, 'MSG-245', 'from.phoneNumber'],
  },
  'a sender without SMS': {
    sent: { json: sms('x', numbers.bob, numbers.annVoice) },
    guide: [403, 'CMN-408', 'from.phoneNumber'],
    live: [403, 'MSG-367', 'from.phoneNumber'],
  },
  'a sender without MMS, with a picture': {
    path: 'mms',
    sent: upload(sms('x', numbers.bob, numbers.annText)),
    guide: [403, 'CMN-408', 'from.phoneNumber'],
    live: [403, 'MSG-367', 'from.phoneNumber'],
  },
  'a number abroad, from a number that may not': {
    sent: { json: sms('x', numbers.abroad, numbers.annText) },
    guide: [403, 'CMN-408', 'to.phoneNumber'],
    live: [403, 'MSG-240', 'to.phoneNumber'],
  },
  'no recipient': { sent: { json: { ...sms(), to: undefined } }, guide: parameter('to') },
  'an empty list of recipients': { sent: { json: { ...sms(), to: [] } }, guide: parameter('to') },
  'a recipient that is no list': {
    sent: { json: { ...sms(), to: { phoneNumber: numbers.bob } } },
    guide: parameter('to'),
  },
  'a recipient without a number': {
    sent: { json: { ...sms(), to: [{}] } },
    guide: parameter('to.phoneNumber'),
  },
  'a second recipient that is no number': {
    sent: { json: { ...sms(), to: [{ phoneNumber: numbers.bob }, { phoneNumber: '12' }] } },
    guide: parameter('to.phoneNumber'),
  },
  'no text': { sent: { json: { ...sms(), text: undefined } }, guide: parameter('text') },
  'an empty text': { sent: { json: sms('') }, guide: parameter('text') },
  'a text of the wrong type': { sent: { json: { ...sms(), text: 1 } }, guide: parameter('text') },
  'a text of 1,001 characters': {
    sent: { json: sms('a'.repeat(1001)) },
    guide: parameter('text'),
  },
  'a text of 501 emoji, 1,002 UTF-16 units': {
    sent: { json: sms('😀'.repeat(501)) },
    guide: parameter('text'),
  },
  'a text of 1,001 characters beside a picture': {
    path: 'mms',
    sent: upload(sms('a'.repeat(1001))),
    guide: parameter('text'),
  },
  'a country named twice': {
    sent: { json: { ...sms(), country: { id: '1', isoCode: 'US' } } },
    guide: parameter('country'),
    live: [400, 'MSG-365', 'country'],
  },
  'an MMS without a file': {
    path: 'mms',
    sent: upload(sms(), []),
    guide: parameter('attachments'),
  },
  'an MMS with an empty file': {
    path: 'mms',
    sent: upload(sms(), [{}, { content: '' }]),
    guide: parameter('attachments'),
    live: [400, 'MSG-347', 'attachments'],
  },
  'an MMS with a file of a type that none takes': {
    path: 'mms',
    sent: upload(sms(), [{}, { name: 'a.exe', type: 'application/x-msdownload' }]),
    guide: [415, 'MSG-348', 'attachments'],
  },
  'an MMS with a file of an unknown type': {
    path: 'mms',
    sent: upload(sms(), [{ name: 'a', type: 'application/octet-stream' }]),
    guide: [415, 'MSG-348', 'attachments'],
  },
  'an MMS with eleven files': {
    path: 'mms',
    sent: upload(
      sms(),
      Array.from({ length: 11 }, () => ({})),
    ),
    guide: parameter('attachments'),
    live: [400, 'MSG-379', 'attachments'],
  },
  'an MMS of 1,500,001 bytes': {
    path: 'mms',
    sent: upload(sms(), [{ content: Buffer.alloc(1_500_000) }, { content: 'x' }]),
    guide: parameter('attachments'),
    live: [400, 'MSG-376', 'attachments'],
  },
  'an MMS to eleven': {
    path: 'mms',
    sent: upload({ ...sms(), to: to(11) }),
    guide: parameter('to'),
    live: [400, 'MSG-381', 'to'],
  },
  'a fax without a document': {
    path: 'fax',
    sent: upload(fax, []),
    guide: parameter('attachment'),
  },
  'a fax with an empty document': {
    path: 'fax',
    sent: upload(fax, [{ content: '' }]),
    guide: parameter('attachment'),
    live: [400, 'MSG-347', 'attachment'],
  },
  'a fax with a film': {
    path: 'fax',
    sent: upload(fax, [{ name: 'a.mp4', type: 'video/mp4' }]),
    guide: [415, 'MSG-348', 'attachment'],
  },
  'a fax with an archive': {
    path: 'fax',
    sent: upload(fax, [{ name: 'a.zip', type: 'application/zip' }]),
    guide: [415, 'MSG-348', 'attachment'],
  },
  'a fax over 50 MB': {
    path: 'fax',
    sent: upload(fax, [{ content: Buffer.alloc(50 * 2 ** 20 + 1) }]),
    guide: parameter('attachment'),
    live: [400, 'MSG-338', 'attachment'],
  },
  'a body over 55 MB': {
    path: 'fax',
    sent: { ...upload(fax), headers: { 'content-length': String(55 * 2 ** 20 + 1) } },
    guide: parameter('body'),
    live: [400, 'MSG-338', 'body'],
  },
  'a fax of 201 pages': {
    path: 'fax',
    sent: upload(fax, [pdf(150), pdf(51)]),
    guide: parameter('attachment'),
    live: [400, 'MSG-338', 'attachment'],
  },
  'a fax to nobody': { path: 'fax', sent: upload({}), guide: parameter('to') },
  'a fax to no number': {
    path: 'fax',
    sent: upload({ to: [{ name: 'x' }] }),
    guide: parameter('to.phoneNumber'),
  },
  'a fax of an unknown resolution': {
    path: 'fax',
    sent: upload({ ...fax, faxResolution: 'Medium' }),
    guide: parameter('faxResolution'),
  },
  'a fax at no time': {
    path: 'fax',
    sent: upload({ ...fax, sendTime: 'tomorrow' }),
    guide: parameter('sendTime'),
  },
  'a fax on the 31st of April': {
    path: 'fax',
    sent: upload({ ...fax, sendTime: '2027-04-31' }),
    guide: parameter('sendTime'),
  },
  'a fax whose cover text is too long': {
    path: 'fax',
    sent: upload({ ...fax, coverPageText: 'x'.repeat(1025) }),
    guide: parameter('coverPageText'),
  },
  'a fax with an odd cover': {
    path: 'fax',
    sent: upload({ ...fax, coverIndex: 1.5 }),
    guide: parameter('coverIndex'),
  },
}

describe('a send is refused, and nothing stored, for', () => {
  for (const [name, { path = 'sms', sent, guide, live = guide }] of Object.entries(wrongs)) {
    it(name, async () => {
      for (const [profile, [status, code, parameterName]] of [
        ['guide', guide],
        ['live', live],
      ] as const) {
        using world = startWorld({ profile })
        const before = everything(world)
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const answer = await world.call('POST', `${own}/${path}`, sent)
        refused(answer, status, code, { parameterName }, profile)
        assert.deepEqual(everything(world), before)
      }
    })
  }

  it('a sender that is not the caller, were it by an admin', async () => {
    for (const [profile, code] of [
      ['guide', 'CMN-408'],
      ['live', 'CMN-404'],
    ] as const) {
      using world = startWorld({ profile })
      const before = everything(world)
      const json = sms('x', numbers.outside, numbers.bob)
      const path = `/restapi/v1.0/account/~/extension/${ids.bob}`
      /* oxlint-disable no-await-in-loop -- one after the other */
      refused(await world.call('POST', `${path}/sms`, { json }), 403, code)
      refused(await world.call('POST', `${path}/fax`, upload(fax)), 403, code)
      /* oxlint-enable no-await-in-loop */
      assert.deepEqual(everything(world), before)
    }
  })
})
