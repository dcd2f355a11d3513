// Marking, restoring and deleting messages, one by one, in batches and by filter.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertRefused } from './demo-world.ts'
import { ids, numbers, own, sms, startWorld, type World } from './world.ts'

const store = `${own}/message-store`
const find = (world: World, id: number) => world.platform.parts.messages.find(id)

/** Texts that Ann sends, oldest first, a minute apart; their ids. */
async function sent(world: World, texts: readonly string[], to: string = numbers.outside) {
  const made: number[] = []
  for (const text of texts) {
    // oxlint-disable no-await-in-loop -- one after the other
    const { body } = await world.call('POST', `${own}/sms`, { json: sms(text, to) })
    made.push(body.id)
    await world.clock.advance(60_000)
    // oxlint-enable no-await-in-loop
  }
  return made
}

describe('a message', () => {
  it('is marked as unread and read again, and says when', async () => {
    using world = startWorld()
    const [id = 0] = await sent(world, ['a'])
    const unread = await world.call('PUT', `${store}/${id}`, { json: { readStatus: 'Unread' } })
    assert.equal(unread.status, 200)
    assert.equal(unread.body.readStatus, 'Unread')
    assert.equal(unread.body.lastModifiedTime, '2026-11-23T12:01:00.000Z')
    assert.deepEqual((await world.get(`${store}/${id}`)).body, unread.body)
    const read = await world.call('PATCH', `${store}/${id}`, { json: { readStatus: 'Read' } })
    assert.equal(read.body.readStatus, 'Read')
    assertRefused(await world.call('PUT', `${store}/${id}`, { json: {} }), {
      status: 400,
      code: 'CMN-101',
      parameterName: 'readStatus',
    })
    assertRefused(await world.call('PUT', `${store}/${id}`, { json: { readStatus: 'Seen' } }), {
      status: 400,
      code: 'CMN-101',
      parameterName: 'readStatus',
    })
  })

  it('that is deleted comes back, one that is purged does not', async () => {
    using world = startWorld()
    const [id = 0] = await sent(world, ['a'])
    const path = `${store}/${id}`
    const patch = (availability: string) => world.call('PATCH', path, { json: { availability } })
    await world.call('DELETE', path)
    assert.equal(find(world, id)?.availability, 'Deleted')
    assert.equal((await patch('Alive')).body.availability, 'Alive')
    assert.equal((await patch('Deleted')).body.availability, 'Deleted')
    const purged = await patch('Purged')
    assert.equal(purged.body.availability, 'Purged')
    assert.equal(purged.body.subject, undefined)
    const gone = { status: 404, code: 'CMN-102', parameterName: 'messageId' }
    assertRefused(await patch('Alive'), gone)
    assertRefused(await world.call('PUT', path, { json: { readStatus: 'Read' } }), gone)
  })

  it('is changed in no other way, whatever else a body says', async () => {
    using world = startWorld()
    const [id = 0] = await sent(world, ['a'])
    const before = find(world, id)
    const json = { readStatus: 'Unread', id: 1, extensionId: 102, subject: 'b', status: 'Sent' }
    await world.call('PATCH', `${store}/${id}`, { json })
    assert.deepEqual(find(world, id), {
      ...before,
      readStatus: 'Unread',
      modifiedAt: world.clock.now(),
    })
  })

  it('of somebody else is not found', async () => {
    using world = startWorld()
    const [id = 0] = await sent(world, ['a'])
    const token = world.token(ids.bob)
    const json = { readStatus: 'Read' }
    for (const verb of ['PUT', 'PATCH']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assertRefused(await world.call(verb, `${store}/${id}`, { json, token }), {
        status: 404,
        code: 'CMN-102',
        parameterName: 'messageId',
      })
    }
  })
})

describe('messages', () => {
  it('are marked several at once', async () => {
    using world = startWorld()
    const made = await sent(world, ['a', 'b'])
    const answer = await world.call('PUT', `${store}/${[...made, 1].join(',')}`, {
      raw: {
        type: 'application/vnd.ringcentral.multipart+json',
        body: JSON.stringify([...made, 1].map(() => ({ body: { readStatus: 'Unread' } }))),
      },
      headers: { accept: 'application/vnd.ringcentral.multipart+json' },
    })
    assert.equal(answer.status, 207)
    const outcomes = JSON.parse(answer.bytes.toString()) as { status: number }[] // asked for in this form
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      [200, 200, 404],
    )
    for (const id of made) assert.equal(find(world, id)?.readStatus, 'Unread')
  })

  it('are deleted by conversation', async () => {
    using world = startWorld()
    const [kept = 0] = await sent(world, ['a'], numbers.bob)
    const [first = 0, second = 0] = await sent(world, ['b', 'c'])
    const conversationId = find(world, first)?.conversationId
    const { status } = await world.call('DELETE', `${store}?conversationId=${conversationId}`)
    assert.equal(status, 204)
    assert.deepEqual(
      [kept, first, second].map((id) => find(world, id)?.availability),
      ['Alive', 'Deleted', 'Deleted'],
    )
  })

  it('are deleted up to a time and by type, those of others left alone', async () => {
    using world = startWorld()
    const [first = 0, second = 0] = await sent(world, ['a', 'b'], numbers.bob)
    await world.call('DELETE', `${store}?dateTo=2026-11-23T12:00:30Z&type=Fax`)
    assert.equal(find(world, first)?.availability, 'Alive')
    await world.call('DELETE', `${store}?dateTo=2026-11-23T12:00:30Z&type=Text`)
    assert.equal(find(world, first)?.availability, 'Deleted')
    assert.equal(find(world, second)?.availability, 'Alive')
    await world.call('DELETE', store)
    assert.equal(find(world, second)?.availability, 'Deleted')
    const bobs = await world.get(store, { token: world.token(ids.bob) })
    assert.equal(bobs.body.records.length, 2)
    // What is deleted already is not purged by it.
    assert.equal(find(world, first)?.availability, 'Deleted')
  })

  it('are not deleted by conversation and time together', async () => {
    for (const [profile, code] of [
      ['guide', 'CMN-101'],
      ['live', 'MSG-390'],
    ] as const) {
      using world = startWorld({ profile })
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const refused = await world.call('DELETE', `${store}?conversationId=1&type=SMS`)
      assertRefused(refused, { status: 400, code, parameterName: 'type' })
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const wrong = await world.call('DELETE', `${store}?dateTo=2026-13-01`)
      assertRefused(wrong, { status: 400, code: 'CMN-101', parameterName: 'dateTo' })
    }
  })
})
