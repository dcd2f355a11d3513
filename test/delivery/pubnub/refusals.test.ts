// What PubNub's protocol refuses, and with what; and that nothing sent to it makes it fail.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { runs } from '../../fuzz.ts'
import { key, startWorld } from './world.ts'

describe('PubNub’s protocol', () => {
  it('answers that a client is there or leaves', async () => {
    const { text } = startWorld()
    const path = `/v2/presence/sub-key/${key}/channel/ann,bob`
    const common = { status: 200, message: 'OK', service: 'Presence' }
    const heartbeat = await text(`${path}/heartbeat?heartbeat=300&uuid=u&state=%7B%7D`)
    assert.deepEqual(JSON.parse(heartbeat.text), common)
    const leave = await text(`${path}/leave?uuid=u`)
    assert.deepEqual(JSON.parse(leave.text), { ...common, action: 'leave' })
  })

  it('refuses in PubNub’s shapes', async () => {
    const { text } = startWorld()
    const subscribe = (channels: string, query = '', subscribeKey = key) =>
      `/v2/subscribe/${subscribeKey}/${channels}/0${query}`
    const presence = (channel: string) => `/v2/presence/sub-key/${key}/channel/${channel}/heartbeat`
    const access = { error: true, service: 'Access Manager' }
    const forbidden = (...channels: string[]) => ({
      message: 'Forbidden',
      payload: { channels },
      ...access,
      status: 403,
    })
    const error = (status: number, service: string, message: string) => ({
      message,
      error: true,
      service,
      status,
    })
    const cases: readonly (readonly [string, object])[] = [
      [subscribe('ann', '', 'sub-c-nobody'), forbidden('ann')],
      [subscribe('zoe', '?tt=0'), forbidden('zoe')],
      [subscribe('ann,zoe,zed', '?tt=0'), forbidden('zoe', 'zed')],
      [subscribe('zoe-pnpres'), forbidden('zoe-pnpres')],
      [presence('zoe'), forbidden('zoe')],
      [
        subscribe('ann', '', 'demo'),
        {
          message: 'Invalid Subscribe Key',
          payload: { channels: ['ann'] },
          ...access,
          status: 400,
        },
      ],
      [subscribe(',', '?channel-group=all'), error(400, 'Subscribe', 'Missing Channel')],
      [subscribe('ann', '?tt=soon'), error(400, 'Subscribe', 'Invalid Timetoken')],
      [subscribe('ann', '?tt=-1'), error(400, 'Subscribe', 'Invalid Timetoken')],
      [subscribe('ann', `?tt=${'9'.repeat(18)}`), error(400, 'Subscribe', 'Invalid Timetoken')],
      [subscribe('%E0%A4%A'), error(400, 'Balancer', 'Bad Request')],
      ['/v2/subscribe/', error(404, 'Balancer', 'Not Found')],
      [`/subscribe/${key}/ann/0/0`, error(404, 'Balancer', 'Not Found')],
      ['/time/1', error(404, 'Balancer', 'Not Found')],
    ]
    for (const [path, expected] of cases) {
      // oxlint-disable-next-line no-await-in-loop
      const { status, text: body } = await text(path)
      assert.deepEqual(JSON.parse(body), expected, path)
      assert.equal(status, (expected as { status: number }).status, path)
    }
    const posted = await text(subscribe('ann'), { method: 'POST', body: '{}' })
    assert.deepEqual(JSON.parse(posted.text), error(405, 'Balancer', 'Method Not Allowed'))
  })

  it('may be called by pages of any site', async () => {
    const { ask } = startWorld()
    const path = `/v2/subscribe/${key}/ann/0`
    const origin = { headers: { origin: 'https://page.example' } }
    for (const one of [path, '/time/0', '/v2/subscribe/x/y/0', '/time/']) {
      // oxlint-disable-next-line no-await-in-loop
      const headers = (await ask(one, origin))?.headers
      assert.equal(headers?.get('access-control-allow-origin'), '*', one)
      assert.equal(headers?.get('cache-control'), 'no-cache')
    }
    const asked = await ask(path, { ...origin, method: 'OPTIONS' })
    assert.equal(asked?.status, 200)
    assert.equal(asked?.headers.get('access-control-allow-methods'), 'GET')
  })

  it('leaves every other path alone', () => {
    const { ask } = startWorld()
    for (const path of [
      '/',
      '/time',
      '/v2/subscribers/x',
      '/restapi/v1.0/subscription',
      '//time/0',
    ]) {
      assert.equal(ask(path), null, path)
    }
  })

  it('answers whatever is sent, and logs nothing of it', async () => {
    const { ask, errors, pubNub } = startWorld()
    const piece = fc.oneof(
      fc.constantFrom(key, 'ann', 'ann,bob', ',', '..', '%00', '%2F', '%E0%A4%A', '0', ';', '$&'),
      fc.string({ maxLength: 12 }).map((text) => encodeURIComponent(text.toWellFormed())),
    )
    const root = fc.constantFrom('/time', '/subscribe', '/v2/subscribe', '/v2/presence/sub-key')
    const query = fc.oneof(
      fc.constantFrom('', '?tt=0', '?tt=', '?tt=0&tt=1', '?tt=00000000000000000', '?%', '?tt[]=1'),
      fc.string({ maxLength: 12 }).map((text) => `?tt=0&${encodeURI(text.toWellFormed())}`),
    )
    await fc.assert(
      fc.asyncProperty(
        root,
        fc.array(piece, { maxLength: 5 }),
        query,
        async (start, parts, end) => {
          const gone = new AbortController()
          const response = ask([start, ...parts].join('/') + end, { signal: gone.signal })
          // What waits is a poll with a timetoken that holds.
          setImmediate(() => gone.abort())
          const status = (await response)?.status ?? 404
          assert.ok(status < 500 && errors.length === 0)
        },
      ),
      runs(300),
    )
    pubNub.close()
  })
})
