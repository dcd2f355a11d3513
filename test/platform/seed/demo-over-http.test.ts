// The demo account as its users see it: signed into with what the seed handed out, every list read whole.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type DemoWorld, demoWorld, ids } from '../demo-world.ts'

describe('the demo account over HTTP', () => {
  let world: DemoWorld
  before(() => (world = demoWorld()))
  after(() => world.close())

  it('signs the admin in with the JWT of either app, and with no other app’s', async () => {
    const { platformApp, gatewayApp } = world.credentials
    const signIn = async (app: typeof platformApp, assertion: string) => {
      const response = await world.platform.fetch(
        new Request('http://platform.test/restapi/oauth/token', {
          method: 'POST',
          headers: {
            authorization: `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}`,
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: new URLSearchParams({
            grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
            assertion,
          }),
        }),
      )
      const { owner_id } = (await response.json()) as { owner_id?: string }
      return { status: response.status, owner_id }
    }
    const admin = { status: 200, owner_id: String(ids.admin) }
    assert.deepEqual(await signIn(platformApp, platformApp.jwt), admin)
    assert.deepEqual(await signIn(gatewayApp, gatewayApp.jwt), admin)
    assert.equal((await signIn(gatewayApp, platformApp.jwt)).status, 400)
  })

  it('answers every list of its month with replies that fit their schemas', async () => {
    const account = '/restapi/v1.0/account/~'
    const month = 'dateFrom=2026-10-01&perPage=1000'
    const lists = [
      `${account}/extension/~/message-store?${month}`,
      `${account}/extension/~/call-log?${month}&view=Detailed&showDeleted=true`,
      `${account}/call-log?${month}&view=Detailed`,
      `${account}/extension/~/active-calls`,
      `${account}/presence?detailedTelephonyState=true`,
      `${account}/extension`,
      '/team-messaging/v1/chats?perPage=250',
      '/restapi/v1.0/subscription',
    ]
    for (const number of ['101', '105', '109', '112']) {
      const caller = world.as(number)
      for (const list of lists) {
        const isAccountWide = list.startsWith(`${account}/call-log`)
        if (isAccountWide && number !== '101') continue
        // oxlint-disable-next-line no-await-in-loop
        const { status, body } = await caller.get(list)
        assert.equal(status, 200, `${number} ${list}: ${JSON.stringify(body).slice(0, 300)}`)
      }
    }
  })

  it('shows the admin something of each kind where a list looks at the last day by default', async () => {
    const caller = world.as('101')
    const own = '/restapi/v1.0/account/~/extension/~'
    const { body } = await caller.get(`${own}/message-store`)
    const types = new Set(body.records.map((one: { type: string }) => one.type))
    assert.deepEqual(types, new Set(['SMS', 'Fax', 'VoiceMail', 'Pager']))
    const unread = await caller.get(`${own}/message-store?readStatus=Unread&direction=Inbound`)
    assert.ok(unread.body.records.length > 0)
    const calls = await caller.get(`${own}/call-log`)
    assert.ok(calls.body.records.length >= 8)
  })
})
