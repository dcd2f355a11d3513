// Calls as a client sees them: through the spine, over HTTP's own types, with every reply judged.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Permission } from '#catalog/permissions'
import type { Profile } from '#catalog/profile'
import { frozenClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { openPlatform } from '#platform/app'
import { addCompany, morning, numbers } from './call-world.ts'

const own = '/restapi/v1.0/account/~/extension/~'
const toBob = { from: { phoneNumber: numbers.ann }, to: { phoneNumber: numbers.bob } }

const everything: readonly Permission[] = ['RingOut', 'ReadCallLog', 'ReadPresence']

/** A platform with the small company; tokens are `ann` and `bob`. */
function start(profile: Profile = 'guide', scopes = everything) {
  const clock = frozenClock(morning)
  const platform = openPlatform(
    { clock, makeSecret: () => 'unused', log: silentLog },
    { path: ':memory:', profile, limits: 'off', leverToken: 'levers', seed: 1, checkReplies: true },
  )
  const { db, apps, sessions } = platform.parts
  db.transaction(() => {
    addCompany(platform.parts)
    apps.add(
      {
        clientId: 'app',
        accountId: 1,
        name: 'App',
        permissions: scopes,
        grantTypes: [],
        redirectUris: [],
        isPublic: false,
        limits: {},
        issuesRefreshTokens: false,
      },
      null,
    )
    for (const [token, extensionId] of [
      ['ann', 101],
      ['bob', 102],
    ] as const) {
      sessions.open(
        {
          id: token,
          clientId: 'app',
          accountId: 1,
          extensionId,
          scopes,
          endpointId: token,
          createdAt: morning,
        },
        {
          accessToken: token,
          accessExpiresAt: morning + 3_600_000,
          refreshToken: null,
          refreshExpiresAt: null,
        },
      )
    }
  })

  /** Sends a request and reads its reply, with what is in it named by its dotted path. */
  async function send(token: string, verb: string, path: string, body?: unknown) {
    const url = path.startsWith('http') ? path : `http://platform.test${path}`
    const response = await platform.fetch(
      new Request(url, {
        method: verb,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
    const text = await response.text()
    const reply: unknown = text === '' ? null : JSON.parse(text)
    const at = (name: string): unknown =>
      name.split('.').reduce<unknown>((value, key) => Object(value)[key], reply)
    return { status: response.status, at }
  }
  return { clock, platform, send }
}

describe('calls through the spine', () => {
  it('lead a RingOut through its life, seen by both extensions', async () => {
    const { clock, platform, send } = start()
    const made = await send('ann', 'POST', `${own}/ring-out`, toBob)
    assert.equal(made.status, 200)
    const uri = String(made.at('uri'))
    assert.match(uri, /^http:\/\/platform\.test\/restapi\/v1\.0\/account\/1\/extension\/101\//)
    const show = async (token: string) => {
      const presence = await send(token, 'GET', `${own}/presence?detailedTelephonyState=true`)
      const active = await send(token, 'GET', `${own}/active-calls`)
      const log = await send(token, 'GET', `${own}/call-log?view=Detailed`)
      return [
        presence.at('telephonyStatus'),
        active.at('records.0.result'),
        log.at('records.0.result'),
      ]
    }
    assert.deepEqual(await show('ann'), ['Ringing', 'In Progress', undefined])
    assert.deepEqual(await show('bob'), ['NoCall', undefined, undefined])
    await clock.advance(15_000)
    assert.equal((await send('ann', 'GET', uri)).at('status.callStatus'), 'Success')
    assert.deepEqual(await show('ann'), ['CallConnected', 'In Progress', undefined])
    assert.deepEqual(await show('bob'), ['CallConnected', 'In Progress', undefined])
    await clock.advance(90_000)
    assert.equal((await send('ann', 'GET', uri)).at('status.calleeStatus'), 'Finished')
    assert.deepEqual(await show('ann'), ['NoCall', undefined, 'Call connected'])
    assert.deepEqual(await show('bob'), ['NoCall', undefined, 'Accepted'])
    const account = await send('ann', 'GET', '/restapi/v1.0/account/~/call-log')
    assert.equal(account.at('paging.totalElements'), 2)
    const company = await send('ann', 'GET', '/restapi/v1.0/account/~/presence')
    assert.equal(company.at('paging.totalElements'), 5)
    platform.close()
  })

  it('are cancelled with an empty 204, again and again', async () => {
    const { platform, send } = start()
    const uri = String((await send('ann', 'POST', `${own}/ring-out`, toBob)).at('uri'))
    assert.equal((await send('ann', 'DELETE', uri)).status, 204)
    assert.equal((await send('ann', 'GET', uri)).at('status.callStatus'), 'CannotReach')
    assert.equal((await send('ann', 'DELETE', uri)).status, 204)
    platform.close()
  })

  it('are refused in the words of the profile, and nothing rings', async () => {
    const { from, to } = toBob
    const cases = [
      [{ to }, ['CMN-101', 'from'], ['CMN-101', 'from']],
      [{ from }, ['CMN-101', 'to'], ['CMN-101', 'to']],
      [{ from, to: {} }, ['CMN-101', 'to.phoneNumber'], ['CMN-101', 'to.phoneNumber']],
      [
        { from, to: { phoneNumber: '12' } },
        ['CMN-101', 'to.phoneNumber'],
        ['TEL-109', 'to.phoneNumber'],
      ],
      [{ from: to, to }, ['CMN-101', 'from.phoneNumber'], ['TEL-108', 'from.phoneNumber']],
      [
        { from, to, callerId: { phoneNumber: numbers.customer } },
        ['CMN-101', 'callerId.phoneNumber'],
        ['RNG-102', 'callerId.phoneNumber'],
      ],
    ] as const
    for (const [index, profile] of (['guide', 'live'] as const).entries()) {
      const { platform, send } = start(profile)
      for (const [body, ...expected] of cases) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const refused = await send('ann', 'POST', `${own}/ring-out`, body)
        assert.deepEqual([refused.at('errorCode'), refused.at('parameterName')], expected[index])
      }
      assert.deepEqual(platform.parts.callLog.active({ accountId: 1 }), [])
      platform.close()
    }
  })

  it('need the app permission, and are nobody else’s to place', async () => {
    const { platform, send } = start('guide', ['ReadCallLog'])
    const refused = await send('ann', 'POST', `${own}/ring-out`, toBob)
    assert.deepEqual(
      [refused.status, refused.at('errorCode'), refused.at('permissionName')],
      [403, 'CMN-408', 'RingOut'],
    )
    platform.close()

    const other = start()
    const bobs = '/restapi/v1.0/account/~/extension/102/ring-out'
    const foreign = await other.send('ann', 'POST', bobs, toBob)
    assert.deepEqual([foreign.status, foreign.at('errorCode')], [403, 'CMN-408'])
    const unknown = await other.send('ann', 'GET', `${own}/ring-out/nothing`)
    assert.deepEqual(
      [unknown.status, unknown.at('errorCode'), unknown.at('parameterName')],
      [404, 'CMN-102', 'ringoutId'],
    )
    other.platform.close()
  })
})
