// Team messaging over HTTP, on the demo company: who sees what, how lists are paged, what is posted.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  type Answer,
  assertRefused,
  type Caller,
  type DemoWorld,
  demoWorld,
  ids,
} from './demo-world.ts'

const chats = '/team-messaging/v1/chats'
const teams = '/team-messaging/v1/teams'

interface Row {
  readonly id: string
  readonly type: string
  readonly name?: string
  readonly creationTime: string
}

const idsOf = ({ body }: Answer): string[] => body.records.map((row: Row) => row.id)

async function chatNamed(caller: Caller, name: string): Promise<string> {
  const { body } = await caller.get(`${chats}?perPage=250`)
  const found = body.records.find((row: Row) => row.name === name)
  assert(found, `no chat ${name}`)
  return found.id
}

/** Reads a list to its end by token. */
async function readByToken(caller: Caller, path: string): Promise<string[]> {
  const seen: string[] = []
  for (let token = ''; ;) {
    const join = path.includes('?') ? '&' : '?'
    // Each page tells the token of the next.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await caller.get(token === '' ? path : `${path}${join}pageToken=${token}`)
    assert.equal(answer.status, 200)
    seen.push(...idsOf(answer))
    token = answer.body.navigation.nextPageToken
    if (token === undefined) return seen
  }
}

describe('team messaging', () => {
  let world: DemoWorld
  const open = (options?: Parameters<typeof demoWorld>[0]) => (world = demoWorld(options))
  afterEach(() => world.close())

  describe('chats', () => {
    it('lists what the user is in, the oldest first, of the types asked for', async () => {
      const caller = open().as('101')
      const { body } = await caller.get(chats)
      const times = body.records.map((row: Row) => row.creationTime)
      assert.deepEqual(times, times.toSorted())
      const types = new Set(body.records.map((row: Row) => row.type))
      assert.deepEqual(types, new Set(['Everyone', 'Team', 'Group', 'Direct', 'Personal']))
      const some = await caller.get(`${chats}?type=Direct&type=Personal`)
      assert.deepEqual(
        some.body.records.map((row: Row) => row.type),
        ['Direct', 'Direct', 'Personal'],
      )
      assertRefused(await caller.get(`${chats}?type=Secret`), {
        status: 400,
        code: 'CMN-101',
        parameterName: 'type',
      })
    })

    it('hides from everybody else what they are not in', async () => {
      const { as } = open()
      const sales = await chatNamed(as('102'), 'Sales')
      const notFound = { status: 404, code: 'CMN-102', parameterName: 'chatId' }
      const outsider = as('106')
      assert.equal(idsOf(await outsider.get(chats)).includes(sales), false)
      assertRefused(await outsider.get(`${chats}/${sales}`), notFound)
      assertRefused(await outsider.get(`${chats}/${sales}/posts`), notFound)
      assertRefused(
        await outsider.send('POST', `${chats}/${sales}/posts`, { text: 'hi' }),
        notFound,
      )
      assertRefused(await outsider.get(`${chats}/9999999999999999999`), notFound)
    })

    it('reads ~ as the chat with oneself', async () => {
      const caller = open().as('104')
      const { status, body } = await caller.get(`${chats}/~`)
      assert.equal(status, 200)
      assert.equal(body.type, 'Personal')
      assert.deepEqual(body.members, [{ id: '62264839' }])
      const post = await caller.send('POST', `${chats}/~/posts`, { text: 'buy milk' })
      assert.equal(post.body.groupId, body.id)
      assert.deepEqual(idsOf(await caller.get(`${chats}/~/posts`)), [post.body.id])
    })
  })

  describe('paging', () => {
    it('answers pages, links and tokens in guide', async () => {
      const caller = open().as('101')
      const id = await chatNamed(caller, 'Installation')
      const { body } = await caller.get(`${chats}/${id}/posts?page=2&perPage=10`)
      const { totalElements } = body.paging
      assert.ok(totalElements > 30)
      assert.deepEqual(body.paging, {
        page: 2,
        perPage: 10,
        pageStart: 10,
        pageEnd: 19,
        totalPages: Math.ceil(totalElements / 10),
        totalElements,
      })
      const at = (page: number) => ({
        uri: `http://platform.test${chats}/${id}/posts?page=${page}&perPage=10`,
      })
      const { prevPageToken, nextPageToken, ...links } = body.navigation
      assert.deepEqual(links, {
        firstPage: at(1),
        previousPage: at(1),
        nextPage: at(3),
        lastPage: at(body.paging.totalPages),
      })
      const following = await caller.get(
        `${chats}/${id}/posts?recordCount=10&pageToken=${nextPageToken}`,
      )
      assert.deepEqual(idsOf(following), idsOf(await caller.get(links.nextPage.uri)))
      assert.equal(following.body.paging.pageStart, 20)
      const leading = await caller.get(
        `${chats}/${id}/posts?recordCount=10&pageToken=${prevPageToken}`,
      )
      assert.deepEqual(idsOf(leading), idsOf(await caller.get(links.previousPage.uri)))
      assert.equal('prevPageToken' in leading.body.navigation, false)
    })

    it('answers tokens alone in live, 30 records unless asked, and takes no page', async () => {
      const caller = open({ profile: 'live' }).as('101')
      const { body } = await caller.get(`${chats}?type=Team`)
      assert.deepEqual(Object.keys(body).toSorted(), ['navigation', 'records'])
      assert.deepEqual(body.navigation, {})
      const id = body.records.find((row: Row) => row.name === 'Installation').id
      const first = await caller.get(`${chats}/${id}/posts?page=2&perPage=5`)
      assert.equal(first.body.records.length, 30)
      assert.deepEqual(Object.keys(first.body.navigation), ['nextPageToken'])
    })

    it('cuts a page of more than 250 records down to 250', async () => {
      const caller = open().as('101')
      assert.equal((await caller.get(`${chats}?perPage=9000`)).body.paging.perPage, 250)
      assert.equal((await caller.get(`${chats}?recordCount=9000`)).body.paging.perPage, 250)
      assertRefused(await caller.get(`${chats}?recordCount=0`), {
        status: 400,
        code: 'CMN-101',
        parameterName: 'recordCount',
      })
    })

    it('a token keeps its filters and its place while posts are added', async () => {
      const caller = open().as('101')
      const id = await chatNamed(caller, 'Installation')
      const all = idsOf(await caller.get(`${chats}/${id}/posts?perPage=250`))
      const first = await caller.get(`${chats}/${id}/posts?recordCount=4`)
      await caller.send('POST', `${chats}/${id}/posts`, { text: 'in between' })
      const token = first.body.navigation.nextPageToken
      const second = await caller.get(`${chats}/${id}/posts?recordCount=4&pageToken=${token}`)
      assert.deepEqual(idsOf(second), all.slice(4, 8))
      assert.equal(second.body.paging.pageStart, 5)
      const back = second.body.navigation.previousPage.uri
      assert.deepEqual(idsOf(await caller.get(back)), all.slice(0, 4))

      const direct = await caller.get(`${chats}?type=Direct&recordCount=1`)
      const rest = await caller.get(
        `${chats}?recordCount=9&pageToken=${direct.body.navigation.nextPageToken}`,
      )
      assert.deepEqual(
        rest.body.records.map((row: Row) => row.type),
        ['Direct'],
      )
    })

    it('reads every post exactly once by token, also those of the same moment, whatever the size of a page', async () => {
      const caller = open().as('101')
      const posts = `${chats}/~/posts`
      for (let index = 0; index < 20; index += 1) {
        // oxlint-disable-next-line no-await-in-loop
        await caller.send('POST', posts, { text: `note ${index}` })
      }
      const all = idsOf(await caller.get(`${posts}?perPage=250`))
      assert.equal(new Set(all).size, all.length)
      assert.ok(all.length > 20)
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (size) => {
          assert.deepEqual(await readByToken(caller, `${posts}?recordCount=${size}`), all)
        }),
        { numRuns: 12, seed: 1 },
      )
    })

    it('refuses a token that is garbage, or of another list', async () => {
      const { as } = open()
      const caller = as('101')
      const [one, other] = idsOf(await caller.get(`${chats}?type=Team`))
      const ofOther = (await caller.get(`${chats}/${other}/posts?recordCount=1`)).body.navigation
      const colleague = (await as('102').get(`${chats}?recordCount=1`)).body.navigation
      const refused = { status: 400, code: 'CMN-101', parameterName: 'pageToken' }
      const tokens = ['garbage', 'bnVsbA', 'e30', '%00', ofOther.nextPageToken]
      for (const token of tokens) {
        // oxlint-disable-next-line no-await-in-loop
        assertRefused(await caller.get(`${chats}/${one}/posts?pageToken=${token}`), refused)
      }
      assertRefused(await caller.get(`${chats}?pageToken=${colleague.nextPageToken}`), refused)
    })
  })

  describe('posts', () => {
    it('a new post is the newest, moves its chat, and is seen by the others', async () => {
      const { as, clock } = open()
      const id = await chatNamed(as('101'), 'Sales')
      await clock.advance(60_000)
      const { status, body } = await as('102').send('POST', `${chats}/${id}/posts`, {
        text: 'Signed, twelve units',
      })
      assert.equal(status, 201)
      const time = new Date(clock.now()).toISOString()
      assert.deepEqual(body, {
        id: body.id,
        groupId: id,
        type: 'TextMessage',
        text: 'Signed, twelve units',
        creatorId: String(ids.devin),
        creationTime: time,
        lastModifiedTime: time,
      })
      const seen = await as('101').get(`${chats}/${id}/posts?recordCount=1`)
      assert.deepEqual(seen.body.records, [body])
      assert.equal((await as('101').get(`${chats}/${id}`)).body.lastModifiedTime, time)
    })

    it('names the people and teams that a text mentions, each once, and nobody unknown', async () => {
      const { as } = open()
      const caller = as('101')
      const id = await chatNamed(caller, 'Sales')
      const person = `![:Person](${ids.devin})`
      const text = `${person} and ${person}, see ![:Team](${id}), not ![:Person](5) or ![:Task](${id})`
      const { body } = await caller.send('POST', `${chats}/${id}/posts`, { text })
      assert.equal(body.text, text)
      assert.deepEqual(body.mentions, [
        { id: String(ids.devin), type: 'Person', name: 'Devin Castellanos' },
        { id, type: 'Team', name: 'Sales' },
      ])
      const tells = await as('106').send('POST', `${chats}/~/posts`, { text: `![:Team](${id})` })
      assert.equal('mentions' in tells.body, false)
    })

    it('takes attachments instead of a text, or 10,000 characters, and not one more', async () => {
      const caller = open().as('101')
      const { body: file } = await caller.send('POST', '/team-messaging/v1/files?name=a.json', {})
      const attachments = [{ id: file.id, type: 'File' }]
      const bare = await caller.send('POST', `${chats}/~/posts`, { attachments })
      assert.equal(bare.status, 201)
      const { id, name, contentUri } = file
      assert.deepEqual(bare.body.attachments, [{ id, type: 'File', name, contentUri }])
      assert.equal('text' in bare.body, false)
      const long = await caller.send('POST', `${chats}/~/posts`, { text: 'x'.repeat(10_000) })
      assert.equal(long.status, 201)
      const before = idsOf(await caller.get(`${chats}/~/posts`))
      const refused = { status: 400, code: 'CMN-101', parameterName: 'text' }
      for (const body of [{ text: 'x'.repeat(10_001) }, {}, { text: '  ' }, { text: 5 }]) {
        // oxlint-disable-next-line no-await-in-loop
        assertRefused(await caller.send('POST', `${chats}/~/posts`, body), refused)
      }
      const many = Array.from({ length: 26 }, (_, index) => ({ id: String(index), type: 'File' }))
      assertRefused(await caller.send('POST', `${chats}/~/posts`, { attachments: many }), {
        ...refused,
        parameterName: 'attachments',
      })
      assert.deepEqual(idsOf(await caller.get(`${chats}/~/posts`)), before)
    })

    it('takes no post in an archived team', async () => {
      const caller = open().as('101')
      const id = await chatNamed(caller, 'Spring home fair')
      assertRefused(await caller.send('POST', `${chats}/${id}/posts`, { text: 'hello?' }), {
        status: 400,
        code: 'CMN-101',
        parameterName: 'chatId',
      })
    })
  })

  describe('one post', () => {
    const notFound = { status: 404, code: 'CMN-102' }

    it('is read by everybody in its chat, and by nobody else', async () => {
      const { as } = open()
      const sales = await chatNamed(as('102'), 'Sales')
      const { body } = await as('102').send('POST', `${chats}/${sales}/posts`, { text: 'Signed' })
      const seen = await as('101').get(`${chats}/${sales}/posts/${body.id}`)
      assert.equal(seen.status, 200)
      assert.deepEqual(seen.body, body)
      const outside = await as('106').get(`${chats}/${sales}/posts/${body.id}`)
      assertRefused(outside, { ...notFound, parameterName: 'chatId' })
      for (const id of ['1', '9999999999999999999', 'x', '0']) {
        assertRefused(
          // oxlint-disable-next-line no-await-in-loop
          await as('101').get(`${chats}/${sales}/posts/${id}`),
          { ...notFound, parameterName: 'postId' },
        )
      }
      const elsewhere = await as('101').get(`${chats}/~/posts/${body.id}`)
      assertRefused(elsewhere, { ...notFound, parameterName: 'postId' })
    })

    it('is changed by who wrote it: text, mentions and time, and nothing else', async () => {
      const { as, clock } = open()
      const writer = as('102')
      const sales = await chatNamed(writer, 'Sales')
      const { body } = await writer.send('POST', `${chats}/${sales}/posts`, { text: 'Sined' })
      await clock.advance(90_000)
      const text = `Signed, ![:Person](${ids.devin})`
      const path = `${chats}/${sales}/posts/${body.id}`
      const changed = await writer.send('PATCH', path, { text })
      assert.equal(changed.status, 200)
      assert.deepEqual(changed.body, {
        ...body,
        text,
        lastModifiedTime: new Date(clock.now()).toISOString(),
        mentions: [{ id: String(ids.devin), type: 'Person', name: 'Devin Castellanos' }],
      })
      assert.deepEqual((await as('101').get(path)).body, changed.body)
    })

    it('is left alone by others, without a text, and in an archived team', async () => {
      const { as } = open()
      const sales = await chatNamed(as('102'), 'Sales')
      const { body } = await as('102').send('POST', `${chats}/${sales}/posts`, { text: 'Mine' })
      const path = `${chats}/${sales}/posts/${body.id}`
      const another = await as('101').send('PATCH', path, { text: 'Ours' })
      assertRefused(another, { status: 403, code: 'CMN-408' })
      const refused = { status: 400, code: 'CMN-101', parameterName: 'text' }
      for (const wrong of [{}, { text: ' ' }, { text: 'x'.repeat(10_001) }, { text: 7 }]) {
        // oxlint-disable-next-line no-await-in-loop
        assertRefused(await as('102').send('PATCH', path, wrong), refused)
      }
      assert.deepEqual((await as('102').get(path)).body, body)

      const old = await chatNamed(as('101'), 'Spring home fair')
      const posts = (await as('102').get(`${chats}/${old}/posts`)).body.records
      const own = posts.find((post: { creatorId: string }) => post.creatorId === String(ids.devin))
      assertRefused(
        await as('102').send('PATCH', `${chats}/${old}/posts/${own.id}`, { text: 'x' }),
        {
          ...refused,
          parameterName: 'chatId',
        },
      )
    })

    it('is deleted by who wrote it or the team’s admin, and is gone then', async () => {
      const { as } = open()
      const { body: team } = await as('103').send('POST', teams, {
        name: 'Glass',
        members: [{ id: String(ids.devin) }, { id: String(ids.admin) }],
      })
      const posts = `${chats}/${team.id}/posts`
      const write = async (who: string) =>
        `${posts}/${(await as(who).send('POST', posts, { text: who })).body.id}`
      const [ofAdmin, one, other] = [await write('103'), await write('102'), await write('102')]
      const forbidden = { status: 403, code: 'CMN-408' }
      assertRefused(await as('102').send('DELETE', ofAdmin), forbidden)
      assertRefused(await as('101').send('DELETE', one), forbidden)
      assert.equal((await as('102').send('DELETE', one)).status, 204)
      assert.equal((await as('103').send('DELETE', other)).status, 204)
      assertRefused(await as('102').send('DELETE', one), { ...notFound, parameterName: 'postId' })
      const left = (await as('103').get(posts)).body.records
      assert.deepEqual(
        left.map((post: { text: string }) => post.text),
        ['103'],
      )
    })

    it('in live says why it may not be changed', async () => {
      const { as } = open({ profile: 'live' })
      const sales = await chatNamed(as('102'), 'Sales')
      const { body } = await as('102').send('POST', `${chats}/${sales}/posts`, { text: 'Mine' })
      const path = `${chats}/${sales}/posts/${body.id}`
      const answer = await as('101').send('PATCH', path, { text: 'x' })
      assertRefused(answer, { status: 403, code: 'CMN-404' })
      assert.match(answer.body.message, /only who wrote/)
    })
  })

  describe('teams', () => {
    it('a new team has who made it and who was named, by id or email, each once', async () => {
      const { as } = open()
      const { status, body } = await as('103').send('POST', teams, {
        name: ' Quiet glass ',
        description: 'Samples and numbers',
        public: true,
        members: [
          { id: String(ids.devin) },
          { email: 'Devin.Castellanos@larkfield.example' },
          { email: 'owen.halloran@larkfield.example' },
        ],
      })
      assert.equal(status, 201)
      assert.equal(body.type, 'Team')
      assert.equal(body.name, 'Quiet glass')
      assert.equal(body.public, true)
      assert.equal('members' in body, false)
      const chat = await as('104').get(`${chats}/${body.id}`)
      assert.deepEqual(
        new Set(chat.body.members.map((one: { id: string }) => one.id)),
        new Set([String(ids.devin), '62264702', '62264839']),
      )
      assert.equal((await as('101').get(`${chats}/${body.id}`)).status, 404)
    })

    it('is not made when a member is unknown or the name is missing or too long', async () => {
      const caller = open().as('103')
      const before = idsOf(await caller.get(chats))
      const wrong: readonly (readonly [object, string])[] = [
        [{ name: 'a', members: [{ id: String(ids.devin) }, { id: '5' }] }, 'members.id'],
        [{ name: 'a', members: [{ id: 'glip-1' }] }, 'members.id'],
        [{ name: 'a', members: [{ id: String(ids.queue) }] }, 'members.id'],
        [{ name: 'a', members: [{ email: 'nobody@example.com' }] }, 'members.email'],
        [{ name: 'a', members: [{}] }, 'members.email'],
        [{ name: 'x'.repeat(251) }, 'name'],
        [{ name: '  ' }, 'name'],
        [{ description: 'no name' }, 'name'],
        [{ name: 'a', description: 'x'.repeat(1001) }, 'description'],
      ]
      for (const [body, parameterName] of wrong) {
        // oxlint-disable-next-line no-await-in-loop
        assertRefused(await caller.send('POST', teams, body), {
          status: 400,
          code: 'CMN-101',
          parameterName,
        })
      }
      assert.deepEqual(idsOf(await caller.get(chats)), before)
      assert.equal((await caller.send('POST', teams, { name: 'x'.repeat(250) })).status, 201)
    })
  })

  it('needs the TeamMessaging permission', async () => {
    const answer = await open().as('101', ['ReadMessages']).get(chats)
    assertRefused(answer, { status: 403, code: 'CMN-408' })
    assert.equal(answer.body.permissionName, 'TeamMessaging')
  })
})
