// Teams over HTTP, on the demo company: who sees, changes, joins and leaves them.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { assertRefused, type Caller, type DemoWorld, demoWorld, ids } from './demo-world.ts'

const chats = '/team-messaging/v1/chats'
const teams = '/team-messaging/v1/teams'
const notFound = { status: 404, code: 'CMN-102', parameterName: 'chatId' }
const forbidden = { status: 403, code: 'CMN-408' }

/** Extension ids by number. */
const people = { '101': ids.admin, '102': ids.devin, '103': 62264702, '104': 62264839 } as const

describe('teams', () => {
  let world: DemoWorld
  const open = (options?: Parameters<typeof demoWorld>[0]) => (world = demoWorld(options))
  afterEach(() => world.close())

  /** A team that 103 made, with 102 in it. */
  async function glass(as: DemoWorld['as'], more: object = {}): Promise<string> {
    const { body } = await as('103').send('POST', teams, {
      name: 'Glass',
      members: [{ id: String(ids.devin) }],
      ...more,
    })
    return `${teams}/${body.id}`
  }
  const idOf = (path: string) => path.slice(teams.length + 1)
  const membersOf = async (caller: Caller, path: string): Promise<string[]> =>
    (await caller.get(`${chats}/${idOf(path)}`)).body.members.map((one: { id: string }) => one.id)
  const postsOf = async (caller: Caller, path: string) =>
    (await caller.get(`${chats}/${idOf(path)}/posts`)).body.records

  describe('the list', () => {
    it('has the teams of the user, archived ones too, and the public ones they may join', async () => {
      const { as } = open()
      const secret = idOf(await glass(as))
      const shared = idOf(await glass(as, { public: true }))
      const seenBy = async (who: string): Promise<string[]> =>
        (await as(who).get(`${teams}?perPage=250`)).body.records.map(
          (one: { id: string }) => one.id,
        )
      assert.ok((await seenBy('102')).includes(secret))
      const outside = await seenBy('110')
      assert.equal(outside.includes(secret), false)
      assert.ok(outside.includes(shared))
      const { body } = await as('101').get(`${teams}?perPage=250`)
      const own = body.records.map((one: { name: string; status: string }) => one.status)
      assert.ok(own.includes('Archived') && own.includes('Active'))
      const times = body.records.map((one: { creationTime: string }) => one.creationTime)
      assert.deepEqual(times, times.toSorted())
      assert.equal(body.paging.totalElements, body.records.length)
      assert.equal('members' in body.records[0], false)
    })

    it('is read by token, in live by nothing else', async () => {
      for (const profile of ['guide', 'live'] as const) {
        const caller = open({ profile }).as('101')
        // oxlint-disable-next-line no-await-in-loop
        const first = await caller.get(`${teams}?recordCount=1`)
        assert.equal('paging' in first.body, profile === 'guide')
        const token = first.body.navigation.nextPageToken
        // oxlint-disable-next-line no-await-in-loop
        const second = await caller.get(`${teams}?recordCount=1&pageToken=${token}`)
        assert.equal(second.body.records.length, 1)
        assert.notEqual(second.body.records[0].id, first.body.records[0].id)
        // oxlint-disable-next-line no-await-in-loop
        assertRefused(await caller.get(`${teams}?pageToken=x`), {
          status: 400,
          code: 'CMN-101',
          parameterName: 'pageToken',
        })
        if (profile === 'guide') world.close()
      }
    })
  })

  describe('one team', () => {
    it('is read by its members, and a public one by everybody of the company', async () => {
      const { as } = open()
      const [secret, shared] = [await glass(as), await glass(as, { public: true })]
      const { status, body } = await as('102').get(secret)
      assert.equal(status, 200)
      assert.equal(body.type, 'Team')
      assert.equal('members' in body, false)
      assertRefused(await as('104').get(secret), notFound)
      assert.equal((await as('104').get(shared)).status, 200)
      const { body: personal } = await as('104').get(`${chats}/~`)
      for (const id of ['1', 'x', '~', personal.id]) {
        // oxlint-disable-next-line no-await-in-loop
        assertRefused(await as('104').get(`${teams}/${id}`), notFound)
      }
    })

    it('is changed by its admin, field by field, and by nobody else', async () => {
      const { as, clock } = open()
      const path = await glass(as, { description: 'Samples' })
      await clock.advance(5_000)
      const { status, body } = await as('103').send('PATCH', path, { name: ' Quiet glass ' })
      assert.equal(status, 200)
      assert.deepEqual(
        [body.name, body.description, body.public],
        ['Quiet glass', 'Samples', false],
      )
      assert.equal(body.lastModifiedTime, new Date(clock.now()).toISOString())
      const opened = await as('103').send('PATCH', path, { public: true, description: '' })
      assert.deepEqual([opened.body.public, opened.body.description], [true, ''])
      assertRefused(await as('102').send('PATCH', path, { name: 'Mine' }), forbidden)
      assertRefused(await as('104').send('PATCH', path, { name: 'Mine' }), forbidden)
      const wrong: readonly (readonly [object, string])[] = [
        [{ name: ' ' }, 'name'],
        [{ name: '' }, 'name'],
        [{ name: 'x'.repeat(251) }, 'name'],
        [{ description: 'x'.repeat(1001) }, 'description'],
        [{ public: 'yes' }, 'public'],
      ]
      for (const [sent, parameterName] of wrong) {
        // oxlint-disable-next-line no-await-in-loop
        assertRefused(await as('103').send('PATCH', path, sent), {
          status: 400,
          code: 'CMN-101',
          parameterName,
        })
      }
      assert.deepEqual((await as('103').get(path)).body, opened.body)
    })

    it('is deleted by its admin with everything in it, for everybody', async () => {
      const { as } = open()
      const path = await glass(as)
      const chat = `${chats}/${idOf(path)}`
      const { body: post } = await as('102').send('POST', `${chat}/posts`, { text: 'hello' })
      await as('102').send('POST', `${chat}/favorite`)
      assertRefused(await as('102').send('DELETE', path), forbidden)
      assert.equal((await as('103').send('DELETE', path)).status, 204)
      for (const gone of [path, chat, `${chat}/posts/${post.id}`]) {
        // oxlint-disable-next-line no-await-in-loop
        assertRefused(await as('102').get(gone), notFound)
      }
      assert.deepEqual((await as('102').get('/team-messaging/v1/favorites')).body.records, [])
      assertRefused(await as('103').send('DELETE', path), notFound)
    })
  })

  describe('members', () => {
    it('are added by the admin, by id or email, each once, and a post tells the team', async () => {
      const { as } = open()
      const path = await glass(as)
      const sent = {
        members: [
          { id: String(ids.devin) },
          { id: String(people['104']) },
          { email: 'Owen.Halloran@larkfield.example' },
          { email: 'marta.oduya@larkfield.example' },
        ],
      }
      assertRefused(await as('102').send('POST', `${path}/add`, sent), forbidden)
      assert.equal((await as('103').send('POST', `${path}/add`, sent)).status, 204)
      const wanted = (['101', '102', '103', '104'] as const).map((who) => String(people[who]))
      assert.deepEqual((await membersOf(as('104'), path)).toSorted(), wanted.toSorted())
      const [post] = await postsOf(as('104'), path)
      assert.equal(post.type, 'PersonsAdded')
      assert.equal(post.creatorId, '62264702')
      assert.deepEqual(post.addedPersonIds, [String(people['104']), String(ids.admin)])
      assert.equal('text' in post, false)
      // Nobody new: nothing to tell.
      assert.equal((await as('103').send('POST', `${path}/add`, sent)).status, 204)
      assert.equal((await postsOf(as('104'), path)).length, 1)
    })

    it('are not added when one of them is unknown', async () => {
      const { as } = open()
      const path = await glass(as)
      const wrong: readonly (readonly [object, string])[] = [
        [{ members: [{ id: String(ids.admin) }, { id: '5' }] }, 'members.id'],
        [{ members: [{ id: 'glip-1' }] }, 'members.id'],
        [{ members: [{ id: String(ids.queue) }] }, 'members.id'],
        [{ members: [{ email: 'nobody@example.com' }] }, 'members.email'],
        [{ members: [] }, 'members'],
        [{}, 'members'],
      ]
      for (const [sent, parameterName] of wrong) {
        // oxlint-disable-next-line no-await-in-loop
        assertRefused(await as('103').send('POST', `${path}/add`, sent), {
          status: 400,
          code: 'CMN-101',
          parameterName,
        })
      }
      assert.equal((await membersOf(as('103'), path)).length, 2)
    })

    it('are removed by the admin, all or none, but not the admin by themselves', async () => {
      const { as } = open()
      const path = await glass(as)
      const remove = (who: string, ...members: object[]) =>
        as(who).send('POST', `${path}/remove`, { members })
      const devin = { id: String(ids.devin) }
      assertRefused(await remove('102', { id: '62264702' }), forbidden)
      const refused = { status: 400, code: 'CMN-101', parameterName: 'members.id' }
      assertRefused(await remove('103', devin, { id: String(ids.admin) }), refused)
      assertRefused(await remove('103', { id: '62264702' }), refused)
      assertRefused(await remove('103', {}), refused)
      assertRefused(await remove('103'), { ...refused, parameterName: 'members' })
      assert.equal((await membersOf(as('103'), path)).length, 2)
      assert.equal((await remove('103', devin)).status, 204)
      assertRefused(await as('102').get(path), notFound)
    })

    it('come by themselves into a public team, and a post tells it', async () => {
      const { as } = open()
      const [secret, shared] = [await glass(as), await glass(as, { public: true })]
      assertRefused(await as('104').send('POST', `${secret}/join`), notFound)
      assert.equal((await as('104').send('POST', `${shared}/join`)).status, 204)
      assert.ok((await membersOf(as('104'), shared)).includes(String(people['104'])))
      const [post] = await postsOf(as('102'), shared)
      assert.deepEqual([post.type, post.creatorId], ['PersonJoined', String(people['104'])])
      assert.equal((await as('104').send('POST', `${shared}/join`)).status, 204)
      assert.equal((await postsOf(as('102'), shared)).length, 1)
      const told = `${chats}/${idOf(shared)}/posts/${post.id}`
      assertRefused(await as('104').send('PATCH', told, { text: 'I was never here' }), forbidden)
    })

    it('leave; once the admin has left, every member administers the team', async () => {
      const { as } = open()
      const path = await glass(as)
      assertRefused(await as('102').send('PATCH', path, { name: 'Ours' }), forbidden)
      assert.equal((await as('103').send('POST', `${path}/leave`)).status, 204)
      assertRefused(await as('103').get(path), notFound)
      assert.equal((await as('102').send('PATCH', path, { name: 'Ours' })).status, 200)
      assertRefused(await as('104').send('POST', `${path}/leave`), notFound)
      await as('102').send('PATCH', path, { public: true })
      assertRefused(await as('104').send('POST', `${path}/leave`), forbidden)
      assertRefused(await as('104').send('PATCH', path, { name: 'Mine' }), forbidden)
    })
  })

  it('an archived team is read, and neither joined, left, changed nor added to until it is active again', async () => {
    const { as, clock } = open()
    const path = await glass(as, { public: true })
    assertRefused(await as('102').send('POST', `${path}/archive`), forbidden)
    assert.equal((await as('103').send('POST', `${path}/archive`)).status, 204)
    const archived = (await as('102').get(path)).body
    assert.equal(archived.status, 'Archived')
    await clock.advance(1_000)
    assert.equal((await as('103').send('POST', `${path}/archive`)).status, 204)
    assert.deepEqual((await as('102').get(path)).body, archived)
    const offered = (await as('104').get(`${teams}?perPage=250`)).body.records
    assert.equal(
      offered.some((one: { id: string }) => one.id === archived.id),
      false,
    )
    const members = [{ id: String(ids.devin) }]
    assertRefused(await as('104').send('POST', `${path}/join`), forbidden)
    assertRefused(await as('102').send('POST', `${path}/leave`), forbidden)
    assertRefused(await as('103').send('PATCH', path, { name: 'x' }), forbidden)
    assertRefused(await as('103').send('POST', `${path}/add`, { members }), forbidden)
    assertRefused(await as('103').send('POST', `${path}/remove`, { members }), forbidden)
    assertRefused(await as('102').send('POST', `${path}/unarchive`), forbidden)
    assert.equal((await as('103').send('POST', `${path}/unarchive`)).status, 204)
    assert.equal((await as('104').send('POST', `${path}/join`)).status, 204)
  })

  it('in live the codes say which it is', async () => {
    const { as } = open({ profile: 'live' })
    const path = await glass(as)
    assertRefused(await as('102').send('DELETE', path), { status: 403, code: 'CMN-402' })
    await as('103').send('POST', `${path}/archive`)
    assertRefused(await as('102').send('POST', `${path}/leave`), { status: 403, code: 'CMN-109' })
  })
})
