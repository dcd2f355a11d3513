// @ringcentral/sdk, unmodified: the client most code uses. Login, refresh, revoke, and what it does
// when a token dies under it, on both servers.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, describe, test } from 'node:test'
import { SDK } from '@ringcentral/sdk'
import FormData from 'form-data'
import { startWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

const extension = '/restapi/v1.0/account/~/extension/~'

for (const where of ['platform', 'gateway'] as const) {
  describe(`@ringcentral/sdk on the ${where}`, () => {
    const connect = async () => {
      const { running, mighty } = world
      const { clientId, clientSecret } = running.platformApp
      const sdk =
        where === 'platform'
          ? new SDK({
              server: running.platform ?? '',
              clientId: clientId ?? '',
              clientSecret: clientSecret ?? '',
            })
          : new SDK({ server: running.gateway })
      const jwt = where === 'platform' ? (running.platformApp.jwt ?? '') : mighty.jwt
      const platform = sdk.platform()
      await platform.login({ jwt })
      return platform
    }

    test('logs in with a JWT and reads its own extension', async () => {
      const platform = await connect()
      const { owner_id: ownerId } = await platform.auth().data()
      const reply = await platform.get(extension)
      const { id } = (await reply.json()) as { id: number }
      assert.equal(String(id), ownerId)
      assert.ok(reply.headers.get('rcrequestid'))
    })

    test('sends a text and finds it in the mailbox by a filter', async () => {
      const phoneNumber = where === 'platform' ? '+14155550124' : '+14155550126'
      const platform = await connect()
      const sent = await platform.post(`${extension}/sms`, {
        from: { phoneNumber: '+15105550101' },
        to: [{ phoneNumber }],
        text: 'By the older client.',
      })
      const { id } = (await sent.json()) as { id: number }
      const list = await platform.get(`${extension}/message-store`, {
        phoneNumber,
        direction: ['Outbound'],
        messageType: 'SMS',
        conversationId: undefined,
      })
      const { records } = (await list.json()) as { records: { id: number }[] }
      assert.deepEqual(
        records.map((record) => record.id),
        [id],
      )
    })

    test('sends a fax as its examples do, a form with a JSON part', async () => {
      const platform = await connect()
      const form = new FormData()
      form.append('json', Buffer.from(JSON.stringify({ to: [{ phoneNumber: '+14155550125' }] })), {
        filename: 'request.json',
        contentType: 'application/json',
      })
      form.append('attachment', Buffer.from('Page one.'), {
        filename: 'a.txt',
        contentType: 'text/plain',
      })
      const reply = await platform.post(`${extension}/fax`, form)
      interface Fax {
        uri: string
        type: string
        faxPageCount: number
        attachments: { uri: string; contentType: string }[]
      }
      let fax = (await reply.json()) as Fax // RingCentral's shape
      assert.equal(fax.type, 'Fax')
      // Rendered beside the calls: as with RingCentral, a client asks again until there are pages.
      for (let asked = 0; fax.faxPageCount === 0 && asked < 300; asked += 1) {
        await sleep(50) // oxlint-disable-line no-await-in-loop
        // oxlint-disable-next-line no-await-in-loop
        fax = (await (await platform.get(fax.uri)).json()) as Fax // ditto
      }
      assert.equal(fax.faxPageCount, 1)
      const content = await platform.get(fax.attachments[0]?.uri ?? '')
      assert.equal(content.headers.get('content-type'), 'application/pdf')
      assert.equal(Buffer.from(await content.arrayBuffer()).toString('latin1', 0, 5), '%PDF-')
    })

    test('refreshes, and its old access token is dead', async () => {
      const platform = await connect()
      const { access_token: before } = await platform.auth().data()
      await platform.refresh()
      const { access_token: now } = await platform.auth().data()
      assert.notEqual(now, before)
      assert.equal((await platform.get(extension)).status, 200)
      const server = where === 'platform' ? world.running.platform : world.running.gateway
      const old = await fetch(`${server}${extension}`, {
        headers: { authorization: `Bearer ${before}` },
      })
      assert.equal(old.status, 401)
    })

    test('logs out, and the session is gone', async () => {
      const platform = await connect()
      const { access_token: token } = await platform.auth().data()
      await platform.logout()
      const server = where === 'platform' ? world.running.platform : world.running.gateway
      const after = await fetch(`${server}${extension}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      assert.equal(after.status, 401)
    })
  })
}

describe('@ringcentral/sdk through the gateway', () => {
  test('client id and secret are ignored: the JWT alone says who the agent is', async () => {
    const sdk = new SDK({
      server: world.running.gateway,
      clientId: 'anything',
      clientSecret: 'wrong',
    })
    await sdk.platform().login({ jwt: world.mighty.jwt })
    assert.equal((await sdk.platform().get(extension)).status, 200)
  })

  test('a paused agent is out at once, and the client says so', async () => {
    const { agent, key } = await world.admin<{ agent: { id: string }; key: { secret: string } }>(
      'POST',
      '/agents',
      { name: 'soon-paused' },
    )
    await world.admin('POST', `/agents/${agent.id}/pause`)
    const reply = await fetch(`${world.running.gateway}${extension}`, {
      headers: { authorization: `Bearer ${key.secret}` },
    })
    assert.equal(reply.status, 401)
    const body = (await reply.json()) as { errorCode: string; ringfence: { reason: string } }
    assert.equal(body.errorCode, 'OAU-128')
    assert.equal(body.ringfence.reason, 'agent_paused')
  })

  test('every call of these tests is in the audit log, and it verifies', async () => {
    const verified = await world.admin<{ intact: boolean; count: number }>(
      'POST',
      '/audit/verify',
      {},
    )
    assert.ok(verified.intact)
    assert.ok(verified.count > 20)
  })
})
