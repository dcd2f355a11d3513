// What team messaging and extensions tell, and whom.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ids, noon, origin, own, startWorld, type World } from '../world.ts'
import { filterOf, listen, type Told } from './event-world.ts'

const root = '/team-messaging/v1'
const filters = ['/team-messaging/v1/posts', '/team-messaging/v1/chats']
const types = (heard: readonly Told[]) => heard.map(({ body }) => body.eventType)
const at = new Date(noon).toISOString()

/** A team of Ann's with others, and who listens in it. */
async function team(world: World, members: readonly number[]) {
  const listeners = [ids.ann, ids.bob, ids.cleo].map((extensionId) =>
    listen(world, filters, { extensionId }),
  )
  const { body } = await world.call('POST', `${root}/teams`, {
    json: { name: 'Team', members: members.map((id) => ({ id: String(id) })) },
  })
  const change = (verb: string, rest: string, json?: object, extensionId: number = ids.ann) =>
    world.call(verb, `${root}/teams/${body.id}${rest}`, {
      ...(json ? { json } : {}),
      token: world.token(extensionId),
    })
  return { id: String(body.id), change, heard: () => listeners.map((one) => types(one.heard())) }
}

const bob = { members: [{ id: String(ids.bob) }] }

describe('team messaging', () => {
  it('tells members of a post, with null for what it does not have, and of one that is gone its id', async () => {
    using world = startWorld()
    const { id } = await team(world, [ids.bob])
    const listener = listen(world, filters, { extensionId: ids.bob })
    const posts = `${root}/chats/${id}/posts`
    const post = (await world.call('POST', posts, { json: { text: 'hi' } })).body
    await world.call('PATCH', `${posts}/${post.id}`, { json: { text: 'ho' } })
    await world.call('DELETE', `${posts}/${post.id}`)
    const whole = {
      text: 'hi',
      addedPersonIds: null,
      attachments: null,
      mentions: null,
      activity: null,
      title: null,
      iconUri: null,
      iconEmoji: null,
      id: post.id,
      groupId: id,
      type: 'TextMessage',
      creatorId: String(ids.ann),
      creationTime: at,
      lastModifiedTime: at,
      eventType: 'PostAdded',
    }
    assert.deepEqual(listener.heard(), [
      { filter: filters[0], body: whole },
      { filter: filters[0], body: { ...whole, text: 'ho', eventType: 'PostChanged' } },
      { filter: filters[0], body: { id: post.id, groupId: id, eventType: 'PostRemoved' } },
    ])
  })

  it('gives the files of a post the address that the subscriber knows', async () => {
    using world = startWorld()
    const listener = listen(world, filters)
    const elsewhere = listen(world, filters, { origin: 'http://127.0.0.1:9' })
    const { id } = await team(world, [])
    const raw = { type: 'text/plain', body: 'hi' }
    const file = (await world.call('POST', `${root}/files?name=a.txt`, { raw })).body
    const json = { attachments: [{ id: file.id, type: 'File' }] }
    await world.call('POST', `${root}/chats/${id}/posts`, { json })
    const uriOf = (heard: readonly Told[]) => heard.at(-1)?.body.attachments[0].contentUri
    assert.equal(uriOf(listener.heard()), `${origin}${root}/files/${file.id}/content`)
    assert.equal(uriOf(elsewhere.heard()), `http://127.0.0.1:9${root}/files/${file.id}/content`)
  })

  it('tells who comes and goes of themselves, the others of a change, and strangers nothing', async () => {
    using world = startWorld()
    const { change, heard } = await team(world, [])
    assert.deepEqual(heard(), [['GroupJoined'], [], []])
    await change('POST', '/add', bob)
    assert.deepEqual(heard(), [['GroupChanged', 'PostAdded'], ['GroupJoined', 'PostAdded'], []])
    await change('POST', '/add', bob)
    assert.deepEqual(heard(), [[], [], []])
    await change('PATCH', '', { name: 'Crew' })
    await change('PATCH', '', { name: 'Crew', description: 'all of us' })
    await change('PATCH', '', { name: 'Gang', public: true })
    const changes = ['GroupRenamed', 'GroupChanged', 'GroupRenamed', 'GroupChanged']
    assert.deepEqual(heard(), [changes, changes, []])
    await change('POST', '/remove', bob)
    assert.deepEqual(heard(), [['GroupChanged'], ['GroupLeft'], []])
    await change('POST', '/join', undefined, ids.cleo)
    assert.deepEqual(heard(), [['GroupChanged', 'PostAdded'], [], ['GroupJoined', 'PostAdded']])
    await change('POST', '/archive')
    await change('POST', '/archive')
    await change('POST', '/unarchive')
    assert.deepEqual(heard(), [
      ['GroupChanged', 'GroupChanged'],
      [],
      ['GroupChanged', 'GroupChanged'],
    ])
    await change('POST', '/leave', undefined, ids.cleo)
    assert.deepEqual(heard(), [['GroupChanged'], [], ['GroupLeft']])
    await change('DELETE', '')
    assert.deepEqual(heard(), [['GroupLeft'], [], []])
  })

  it('tells of a conversation when it begins, and not when it is opened again', async () => {
    using world = startWorld()
    const listener = listen(world, filters, { extensionId: ids.bob })
    const { body } = await world.call('POST', `${root}/conversations`, { json: bob })
    await world.call('POST', `${root}/conversations`, { json: bob })
    assert.deepEqual(listener.heard(), [
      {
        filter: filters[1],
        body: {
          id: body.id,
          name: null,
          description: null,
          type: 'PrivateChat',
          status: 'Active',
          members: [String(ids.ann), String(ids.bob)],
          isPublic: false,
          creationTime: at,
          lastModifiedTime: at,
          eventType: 'GroupJoined',
        },
      },
    ])
  })
})

describe('an extension', () => {
  it('tells of a change once, with what changed, and of a write that changes nothing not at all', async () => {
    using world = startWorld()
    const listener = listen(world, [filterOf('extension'), filterOf('extensions')])
    const put = (firstName: string) => world.call('PUT', own, { json: { contact: { firstName } } })
    await put('Anna')
    await put('Anna')
    const body = { extensionId: String(ids.ann), eventType: 'Update', hints: ['ExtensionInfo'] }
    assert.deepEqual(listener.heard(), [
      { filter: filterOf('extension'), body },
      { filter: filterOf('extensions'), body },
    ])
    await world.call('DELETE', `${own}/profile-image`)
    assert.deepEqual(listener.heard(), [])
  })
})
