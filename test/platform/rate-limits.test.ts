// Rate limits as a client meets them: the headers of every response, the penalty, raised limits, none.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { methodsIn } from '#catalog/live'
import { type Method, pathOf, verbOf } from '#catalog/method'
import { createThrottle } from '#platform/stages/throttle'
import {
  type Answer,
  appSecret,
  ids,
  leverToken,
  own,
  sms,
  startWorld,
  type World,
} from './world.ts'

/** The headers of a reply: group, limit, remaining, window, and how long to wait. */
const rateOf = ({ headers }: Answer) =>
  [
    'x-rate-limit-group',
    'x-rate-limit-limit',
    'x-rate-limit-remaining',
    'x-rate-limit-window',
    'retry-after',
  ].map((name) => headers.get(name))

const mailbox = `${own}/message-store`
const callLog = `${own}/call-log`
const guideLimits = { Light: '50', Medium: '40', Heavy: '10', Auth: '5' } as const

const oauth = (world: World, path: string, form: Record<string, string>, secret = appSecret) =>
  world.call('POST', `/restapi/oauth/${path}`, {
    token: null,
    raw: { type: 'application/x-www-form-urlencoded', body: String(new URLSearchParams(form)) },
    headers: { authorization: `Basic ${Buffer.from(`app:${secret}`).toString('base64')}` },
  })

/** Calls `count` times, one after the other, and answers the last. */
async function times(count: number, call: () => Promise<Answer>): Promise<Answer> {
  const answer = await call()
  return count > 1 ? times(count - 1, call) : answer
}

describe('every response says how much is left', () => {
  for (const profile of ['guide', 'live'] as const) {
    it(`of the group of its method (${profile})`, async () => {
      using world = startWorld({ profile, limits: 'guide' })
      const left = new Map(
        Object.entries(guideLimits).map(([group, limit]) => [group, Number(limit)]),
      )
      for (const method of Object.values<Method>(methodsIn(profile))) {
        const { rateGroup } = method
        if (method.open) continue // answered to anybody, and not counted
        const limit = guideLimits[rateGroup]
        // Whatever comes of it: without a body many are refused, and count as well.
        const path = pathOf(method).replaceAll(/\{(account|extension)Id\}/g, '~')
        const known = path.replaceAll(/\{\w+\}/g, '1')
        /* oxlint-disable no-await-in-loop -- one after the other */
        const stranger = await world.call(verbOf(method), known, { token: null })
        assert.equal(stranger.status, 401)
        assert.deepEqual(rateOf(stranger), [rateGroup.toLowerCase(), limit, limit, '60', null])
        const answer = await world.call(verbOf(method), known)
        /* oxlint-enable no-await-in-loop */
        const remaining = (left.get(rateGroup) ?? 0) - 1
        left.set(rateGroup, remaining)
        assert.ok(answer.status !== 429)
        assert.deepEqual(
          rateOf(answer),
          [rateGroup.toLowerCase(), limit, String(remaining), '60', null],
          method.route,
        )
        if (remaining === 0) {
          // oxlint-disable-next-line no-await-in-loop -- ditto
          await world.clock.advance(60_000)
          for (const [group, full] of Object.entries(guideLimits)) left.set(group, Number(full))
        }
      }
    })
  }

  it('of Medium where no method is, and of Auth at the OAuth endpoints', async () => {
    using world = startWorld({ limits: 'guide' })
    const unknown = await world.get('/restapi/v1.0/nothing')
    assert.deepEqual(rateOf(unknown), ['medium', '40', '40', '60', null])
    const token = await oauth(world, 'token', { grant_type: 'client_credentials' })
    assert.equal(token.status, 200)
    assert.deepEqual(rateOf(token), ['auth', '5', '4', '60', null])
    const wrong = await oauth(world, 'token', { grant_type: 'client_credentials' }, 'wrong')
    assert.deepEqual([wrong.status, rateOf(wrong)[0], rateOf(wrong)[1]], [401, 'auth', '5'])
    const revoked = await oauth(world, 'revoke', { token: token.body.access_token })
    assert.deepEqual([revoked.status, rateOf(revoked)[0]], [200, 'auth'])
  })
})

describe('over the limit', () => {
  it('a call is 429 CMN-301 with the seconds to wait, and does nothing', async () => {
    using world = startWorld({ limits: 'guide' })
    const send = () => world.call('POST', `${own}/sms`, { json: sms() })
    assert.deepEqual(rateOf(await times(40, send)), ['medium', '40', '0', '60', null])
    const refused = await send()
    assert.deepEqual(
      [refused.status, refused.body.errorCode, ...rateOf(refused)],
      [429, 'CMN-301', 'medium', '40', '0', '60', '60'],
    )
    const inbox = world.platform.parts.messages.count(ids.bob, {
      createdFrom: 0,
      createdTo: Number.MAX_SAFE_INTEGER,
      availability: ['Alive'],
    })
    assert.equal(inbox, 40)
  })

  it('a call made during the penalty starts it again; after it, calls go through', async () => {
    using world = startWorld({ limits: 'guide' })
    const read = () => world.get(callLog)
    assert.equal((await times(11, read)).status, 429)
    await world.clock.advance(59_999)
    assert.equal((await read()).status, 429)
    await world.clock.advance(59_999)
    assert.equal((await read()).status, 429)
    await world.clock.advance(60_000)
    assert.deepEqual(rateOf(await read()), ['heavy', '10', '9', '60', null])
  })

  it('other users, other apps and other groups are not', async () => {
    using world = startWorld({ limits: 'guide' })
    assert.equal((await times(11, () => world.get(callLog))).status, 429)
    assert.equal((await world.get(mailbox)).status, 200)
    const bob = await world.get(callLog, { token: world.token(ids.bob) })
    assert.deepEqual([bob.status, rateOf(bob)[2]], [200, '9'])
    world.addApp('other')
    const token = world.token(ids.ann, { clientId: 'other' })
    assert.equal((await world.get(callLog, { token })).status, 200)
    // Another session of the same user and app is the same user and app.
    assert.equal((await world.get(callLog, { token: world.token(ids.ann) })).status, 429)
    // A token of the app itself is counted for the account.
    const itself = await world.get('/restapi/v1.0/account/~/call-log', { token: world.token(null) })
    assert.deepEqual([itself.status, rateOf(itself)[2]], [200, '9'])
  })

  it('so are requests for tokens, were they wrong', async () => {
    using world = startWorld({ limits: 'guide' })
    const ask = () => oauth(world, 'token', { grant_type: 'client_credentials' }, 'wrong')
    assert.equal((await times(5, ask)).status, 401)
    const refused = await ask()
    assert.deepEqual(
      [refused.status, refused.body.errorCode, ...rateOf(refused)],
      [429, 'CMN-301', 'auth', '5', '0', '60', '60'],
    )
  })
})

describe('a raised limit', () => {
  const raise = (world: World, limits: unknown) =>
    world.call('PUT', 'http://127.0.0.1/_platform/apps/app/limits', {
      token: leverToken,
      json: limits,
    })

  it('holds for its app and group from the next call on, and ends a penalty', async () => {
    using world = startWorld({ limits: 'guide' })
    assert.equal((await times(11, () => world.get(callLog))).status, 429)
    assert.equal((await raise(world, { Heavy: 100 })).status, 200)
    assert.deepEqual(rateOf(await world.get(callLog)), ['heavy', '100', '89', '60', null])
    assert.deepEqual(rateOf(await world.get(mailbox)), ['medium', '40', '39', '60', null])
    assert.equal((await raise(world, { Heavy: null })).status, 200)
    const back = await world.get(callLog)
    assert.deepEqual([back.status, rateOf(back)[1]], [429, '10'])
  })

  it('is as cheap as a small one', () => {
    const throttle = createThrottle()
    const app = { clientId: 'app', limits: { Light: 1_000_000_000 } }
    for (let user = 0; user < 1_000; user += 1) {
      throttle.take({ user: String(user), app, group: 'Light', now: 0 })
    }
    let last = ''
    for (let call = 0; call < 200_000; call += 1) {
      const { headers } = throttle.take({ user: '0', app, group: 'Light', now: call / 100 })
      last = headers['X-Rate-Limit-Remaining'] ?? ''
    }
    assert.equal(last, String(1_000_000_000 - 200_001))
  })

  it('counts exactly what a plain list of times counts, whatever the times, limits and users', () => {
    const call = fc.record({
      gap: fc.oneof(fc.constantFrom(0, 1, 59_999, 60_000), fc.integer({ min: 1, max: 40_000 })),
      user: fc.constantFrom('1', '2'),
      limit: fc.constantFrom(1, 2, 3, 5),
    })
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const throttle = createThrottle()
        const passed: Record<string, number[]> = { 1: [], 2: [] }
        const limits: Record<string, number> = {}
        const penalties: Record<string, number> = {}
        let now = 0
        for (const { gap, user, limit } of calls) {
          now += gap
          if (limits[user] !== limit) penalties[user] = 0
          limits[user] = limit
          const made = (passed[user] ?? []).filter((at) => at > now - 60_000)
          const isLimited = now < (penalties[user] ?? 0) || made.length >= limit
          const app = { clientId: 'app', limits: { Heavy: limit } }
          const verdict = throttle.take({ user, app, group: 'Heavy', now })
          assert.equal(verdict.limited, isLimited)
          const remaining = isLimited ? 0 : limit - made.length - 1
          assert.equal(verdict.headers['X-Rate-Limit-Remaining'], String(remaining))
          if (isLimited) penalties[user] = now + 60_000
          else passed[user]?.push(now)
        }
      }),
      { seed: 1, numRuns: 500 },
    )
  })
})

describe('switched off', () => {
  it('nothing is limited, and nothing said of limits', async () => {
    using world = startWorld({ limits: 'off' })
    const last = await times(60, () => world.get(callLog))
    assert.deepEqual([last.status, ...rateOf(last)], [200, null, null, null, null, null])
    const ask = () => oauth(world, 'token', { grant_type: 'client_credentials' })
    assert.equal((await times(10, ask)).status, 200)
    const unknown = await world.get('/nothing')
    assert.deepEqual(rateOf(unknown), [null, null, null, null, null])
  })
})
