// Conversations, the short lists of chats and people over HTTP, on the demo company.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { type Method, pathOf, verbOf } from '#catalog/method'
import { teamMessaging } from '#catalog/team-messaging'
import { assertRefused, type DemoWorld, demoWorld, ids } from './demo-world.ts'
import { ids as companyIds, startWorld } from './world.ts'

const root = '/team-messaging/v1'
const conversations = `${root}/conversations`
const notFound = { status: 404, code: 'CMN-102', parameterName: 'chatId' }
const [priya, owen] = ['62264702', '62264839'] as const

interface Row {
  readonly id: string
  readonly type: string
  readonly name?: string
  readonly lastModifiedTime: string
}

describe('conversations', () => {
  let world: DemoWorld
  const open = (options?: Parameters<typeof demoWorld>[0]) => (world = demoWorld(options))
  afterEach(() => world.close())

  const start = (who: string, ...members: object[]) =>
    world.as(who).send('POST', conversations, { members })

  it('are made once: 201 at first, then 200 and the same, whoever of them asks and in whatever order', async () => {
    open()
    const first = await start('103', { id: owen }, { email: 'noor.haddad@larkfield.example' })
    assert.equal(first.status, 201)
    assert.equal(first.body.type, 'Group')
    assert.deepEqual(
      first.body.members.map((one: { id: string }) => one.id),
      [priya, owen, '62265588'],
    )
    const again = await start('104', { id: '62265588' }, { id: priya }, { id: owen })
    assert.equal(again.status, 200)
    assert.deepEqual(again.body, first.body)
    const another = await start('103', { id: owen })
    assert.equal(another.status, 201)
    assert.equal(another.body.type, 'Direct')
    assert.notEqual(another.body.id, first.body.id)
  })

  it('with nobody named is the personal chat', async () => {
    const { as } = open()
    const { status, body } = await as('103').send('POST', conversations, {})
    assert.equal(status, 200)
    assert.equal(body.id, (await as('103').get(`${root}/chats/~`)).body.id)
    assert.equal((await start('103', { id: priya })).body.id, body.id)
  })

  it('are not made with strangers or with too many', async () => {
    open()
    const refused = { status: 400, code: 'CMN-101' }
    assertRefused(await start('103', { id: '5' }), { ...refused, parameterName: 'members.id' })
    const email = { email: 'nobody@example.com' }
    assertRefused(await start('103', email), { ...refused, parameterName: 'members.email' })
    const many = Array.from({ length: 16 }, () => ({ id: owen }))
    assertRefused(await start('103', ...many), { ...refused, parameterName: 'members' })
  })

  it('are listed without teams, oldest first, and read by who is in them', async () => {
    const { as } = open()
    const { body } = await start('103', { id: owen })
    const listed = await as('104').get(`${conversations}?perPage=250`)
    const types = new Set(listed.body.records.map((row: Row) => row.type))
    assert.equal(types.has('Team') || types.has('Everyone'), false)
    assert.equal(listed.body.records.at(-1).id, body.id)
    assert.deepEqual((await as('104').get(`${conversations}/${body.id}`)).body, body)
    assertRefused(await as('102').get(`${conversations}/${body.id}`), notFound)
    const [team] = (await as('102').get(`${root}/chats?type=Team`)).body.records
    assertRefused(await as('102').get(`${conversations}/${team.id}`), notFound)
    assert.equal((await as('102').get(`${conversations}/~`)).body.type, 'Personal')
  })

  it('in live are paged by token alone', async () => {
    const { body } = await open({ profile: 'live' }).as('101').get(`${conversations}?recordCount=1`)
    assert.deepEqual(Object.keys(body).toSorted(), ['navigation', 'records'])
    assert.deepEqual(Object.keys(body.navigation), ['nextPageToken'])
  })

  describe('recent chats', () => {
    it('have the one that changed last first, of the types and as many as asked for', async () => {
      const { as, clock } = open()
      const caller = as('101')
      await clock.advance(60_000)
      await caller.send('POST', `${root}/chats/~/posts`, { text: 'milk' })
      const { body } = await caller.get(`${root}/recent/chats`)
      assert.deepEqual(Object.keys(body), ['records'])
      assert.equal(body.records[0].type, 'Personal')
      const times = body.records.map((row: Row) => row.lastModifiedTime)
      assert.deepEqual(times, times.toSorted().toReversed())
      const some = await caller.get(`${root}/recent/chats?type=Team&recordCount=2`)
      assert.deepEqual(
        some.body.records.map((row: Row) => row.type),
        ['Team', 'Team'],
      )
      assertRefused(await caller.get(`${root}/recent/chats?recordCount=0`), {
        status: 400,
        code: 'CMN-101',
        parameterName: 'recordCount',
      })
    })
  })

  describe('favorites', () => {
    const named = async (name: string): Promise<string> => {
      const { body } = await world.as('101').get(`${root}/chats?perPage=250`)
      return body.records.find((row: Row) => row.name === name).id
    }

    it('are the user’s own, each once, in the order they were marked', async () => {
      const { as, clock } = open()
      const caller = as('101')
      const [sales, crews] = [await named('Sales'), await named('Installation')]
      for (const id of [crews, sales, crews, '~']) {
        // oxlint-disable-next-line no-await-in-loop
        const marked = await caller.send('POST', `${root}/chats/${id}/favorite`)
        assert.equal(marked.status, 204)
        // oxlint-disable-next-line no-await-in-loop
        await clock.advance(1_000)
      }
      const listed = (await caller.get(`${root}/favorites`)).body.records
      assert.deepEqual(
        listed.map((row: Row) => row.name ?? row.type),
        ['Installation', 'Sales', 'Personal'],
      )
      assert.equal((await caller.get(`${root}/favorites?recordCount=1`)).body.records.length, 1)
      assert.deepEqual((await as('102').get(`${root}/favorites`)).body.records, [])
      const off = () => caller.send('POST', `${root}/chats/${crews}/unfavorite`)
      assert.equal((await off()).status, 204)
      assert.equal((await off()).status, 204)
      assert.equal((await caller.get(`${root}/favorites`)).body.records.length, 2)
    })

    it('are chats the user is in', async () => {
      const { as } = open()
      const sales = await named('Sales')
      assertRefused(await as('106').send('POST', `${root}/chats/${sales}/favorite`), notFound)
      assertRefused(await as('106').send('POST', `${root}/chats/${sales}/unfavorite`), notFound)
      assertRefused(await as('106').send('POST', `${root}/chats/1/favorite`), notFound)
      const team = await as('103').send('POST', `${root}/teams`, { name: 'Open', public: true })
      const answer = await as('106').send('POST', `${root}/chats/${team.body.id}/favorite`)
      assertRefused(answer, { status: 403, code: 'CMN-408' })
    })

    it('are at most 250', async () => {
      const { as, platform } = open()
      const { conversations: store } = platform.parts
      const chat = store.chats(ids.devin, ['Team'], { limit: 1, offset: 0 })[0]
      assert(chat)
      platform.parts.db.transaction(() => {
        for (let index = 0; index < 250; index += 1) {
          const { id } = store.addChat({ ...chat, name: `Team ${index}` }, [ids.devin])
          store.addFavorite(id, ids.devin, index)
        }
      })
      assertRefused(await as('102').send('POST', `${root}/chats/${chat.id}/favorite`), {
        status: 400,
        code: 'CMN-101',
        parameterName: 'chatId',
      })
      const [first] = store.favorites(ids.devin, 1)
      const again = await as('102').send('POST', `${root}/chats/${first?.id}/favorite`)
      assert.equal(again.status, 204)
      assert.equal((await as('102').get(`${root}/favorites`)).body.records.length, 30)
      const all = await as('102').get(`${root}/favorites?recordCount=999`)
      assert.equal(all.body.records.length, 250)
    })
  })

  it('everyone is the chat of the whole company', async () => {
    const { as } = open()
    const { status, body } = await as('104').get(`${root}/everyone`)
    assert.equal(status, 200)
    assert.equal(body.type, 'Everyone')
    assert.equal(body.name, 'Larkfield Windows & Doors')
    assert.equal((await as('104').get(`${root}/chats/${body.id}`)).body.type, 'Everyone')
  })

  it('a person is somebody of the company', async () => {
    const caller = open().as('104')
    const { status, body } = await caller.get(`${root}/persons/${ids.devin}`)
    assert.equal(status, 200)
    assert.deepEqual(body, {
      id: String(ids.devin),
      firstName: 'Devin',
      lastName: 'Castellanos',
      email: 'devin.castellanos@larkfield.example',
      companyId: String(ids.account),
    })
    for (const id of ['5', 'glip-15', String(ids.queue), '062264561', '~']) {
      // oxlint-disable-next-line no-await-in-loop
      assertRefused(await caller.get(`${root}/persons/${id}`), {
        ...notFound,
        parameterName: 'personId',
      })
    }
  })

  it('need the TeamMessaging permission', async () => {
    const caller = open().as('101', ['ReadMessages'])
    for (const path of ['conversations', 'recent/chats', 'favorites', 'everyone', 'persons/5']) {
      // oxlint-disable-next-line no-await-in-loop
      assertRefused(await caller.get(`${root}/${path}`), { status: 403, code: 'CMN-408' })
    }
  })
})

it('up to 30 persons are read at once, each with a status of its own', async () => {
  using company = startWorld()
  const read = (list: readonly (number | string)[]) =>
    company.get(`${root}/persons/${list.join(',')}`, {
      headers: { accept: 'application/vnd.ringcentral.multipart+json' },
    })
  const { bob, zoe, cleo } = companyIds
  const { status, bytes } = await read([bob, zoe, cleo])
  assert.equal(status, 207)
  assert.deepEqual(
    JSON.parse(bytes.toString()).map((one: { status: number; body: Row }) => [
      one.status,
      one.body.id,
    ]),
    [
      [200, String(bob)],
      [404, undefined],
      [200, String(cleo)],
    ],
  )
  assert.equal((await read(Array.from({ length: 31 }, () => bob))).status, 400)
})

it('every method of team messaging answers under its older address too', async () => {
  using company = startWorld()
  const list = async (path: string) => (await company.get(path)).body
  await company.call('POST', '/restapi/v1.0/glip/teams', { json: { name: 'Older' } })
  const own = await list(`${root}/chats`)
  assert.equal(own.records[0].name, 'Older')
  assert.deepEqual(await list('/restapi/v1.0/glip/chats/'), own)
  for (const method of Object.values<Method>(teamMessaging)) {
    const path = pathOf(method).replaceAll(/\{\w+\}/g, '77')
    const verb = verbOf(method)
    const older = path.replace(root, '/restapi/v1.0/glip')
    // oxlint-disable-next-line no-await-in-loop
    const answer = await company.call(verb, older, verb === 'GET' ? {} : { json: {} })
    assert.notEqual(answer.body?.message, 'Invalid URI', older)
  }
  assert.equal((await company.get('/restapi/v1.0/glip/nothing')).body.errorCode, 'CMN-120')
})
