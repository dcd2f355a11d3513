// What a mailbox tells: bodies, counts, guide and live, and that a change that is undone tells nobody.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertRefused } from '../demo-world.ts'
import { form } from '../form.ts'
import {
  ids,
  leverToken,
  noon,
  numbers,
  origin,
  own,
  sms,
  startWorld,
  type World,
} from '../world.ts'
import { filterOf, listen, pass, type Told } from './event-world.ts'

const lever = (world: World, path: string, json: object) =>
  world.call('POST', `http://127.0.0.1/_platform/${path}`, { token: leverToken, json })
const inbound = (world: World, text: string, to: readonly string[] = [numbers.ann]) =>
  lever(world, 'inbound/sms', { from: numbers.outside, to, text })
const bodies = (heard: readonly Told[]) => heard.map(({ body }) => body)
const store = `${own}/message-store`
const fax = (to: string) =>
  form([{ name: 'attachment', fileName: 'a.txt', type: 'text/plain', content: 'hi' }], {
    json: JSON.stringify({ to: [{ phoneNumber: to }] }),
  })

describe('a mailbox', () => {
  it('tells of a text that arrived with all of it, once for each subscription', async () => {
    using world = startWorld()
    const filter = filterOf('instant-message')
    const listener = listen(world, [`${filter}?type=SMS`, filter])
    const { messages } = (await inbound(world, 'hello')).body
    const at = new Date(noon).toISOString()
    const { id, conversationId } = messages[0]
    const uri = `${origin}/restapi/v1.0/account/1/extension/${ids.ann}/message-store/${id}`
    assert.deepEqual(listener.heard(), [
      {
        filter: `${filter}?type=SMS`,
        body: {
          id: String(id),
          to: [{ phoneNumber: numbers.ann, name: 'Ann', location: 'Oakland, CA', target: true }],
          from: { phoneNumber: numbers.outside, location: 'San Francisco, CA' },
          type: 'SMS',
          creationTime: at,
          readStatus: 'Unread',
          priority: 'Normal',
          attachments: [
            { id, type: 'Text', contentType: 'text/plain', uri: `${uri}/content/${id}` },
          ],
          direction: 'Inbound',
          availability: 'Alive',
          subject: 'hello',
          messageStatus: 'Received',
          conversation: {
            id: String(conversationId),
            uri: `${origin}/restapi/v1.0/conversation/${conversationId}`,
          },
          lastModifiedTime: at,
          conversationId: String(conversationId),
          eventType: 'Create',
          owner: { extensionId: String(ids.ann), extensionType: 'User', name: 'Ann' },
        },
      },
    ])
  })

  it('tells of each step of a text that is sent, as a change of the mailbox and no more', async () => {
    using world = startWorld()
    const all = listen(world, [filterOf('message-store'), filterOf('instant-message')])
    const { id } = (await world.call('POST', `${own}/sms`, { json: sms('hi', numbers.outside) }))
      .body
    await pass(world, 10)
    const changed = { type: 'SMS', newCount: 0, updatedCount: 1 }
    assert.deepEqual(
      bodies(all.heard()).map(({ changes, lastUpdated }) => [
        changes,
        Date.parse(lastUpdated) - noon,
      ]),
      [
        [[{ type: 'SMS', newCount: 1, updatedCount: 0, newMessageIds: [id] }], 0],
        [[changed], 1_000],
        [[changed], 3_000],
      ],
    )
  })

  it('tells a filter of its own direction and types alone', async () => {
    using world = startWorld()
    const filter = filterOf('message-store')
    const outbound = listen(world, [`${filter}?direction=Outbound`])
    const faxes = listen(world, [`${filter}?type=Fax&type=VoiceMail`])
    await inbound(world, 'one')
    await world.call('POST', `${own}/sms`, { json: sms('two', numbers.bob) })
    await lever(world, 'inbound/fax', { from: numbers.outside, to: numbers.ann })
    assert.equal(outbound.heard().length, 1)
    assert.deepEqual(
      bodies(faxes.heard()).map(({ changes }) => changes[0].type),
      ['Fax'],
    )
  })

  it('tells of messages that are deleted together once, with how many of each kind', async () => {
    using world = startWorld()
    await inbound(world, 'one')
    await inbound(world, 'two')
    await world.call('POST', `${own}/sms`, { json: sms('three', numbers.bob) })
    await lever(world, 'inbound/voicemail', { from: numbers.outside, to: '101' })
    const all = listen(world, [filterOf('message-store')])
    const inboundOnly = listen(world, [`${filterOf('message-store')}?type=SMS&direction=Inbound`])
    assert.equal((await world.call('DELETE', store)).status, 204)
    assert.deepEqual(
      bodies(all.heard()).map(({ changes }) => changes),
      [
        [
          { type: 'SMS', newCount: 0, updatedCount: 3 },
          { type: 'VoiceMail', newCount: 0, updatedCount: 1 },
        ],
      ],
    )
    assert.deepEqual(
      bodies(inboundOnly.heard()).map(({ changes }) => changes),
      [[{ type: 'SMS', newCount: 0, updatedCount: 2 }]],
    )
    await world.call('DELETE', store)
    assert.deepEqual(all.heard(), [])
  })

  it('tells of a fax on its way with what became of it, and where it arrives', async () => {
    using world = startWorld()
    const sender = listen(world, [filterOf('fax')])
    const bobs = filterOf('fax', ids.bob)
    const receiver = listen(world, [`${bobs}?direction=Inbound`], { extensionId: ids.bob })
    await world.call('POST', `${own}/fax`, fax(numbers.bob))
    await pass(world, 30)
    assert.deepEqual(
      bodies(sender.heard()).map((body) => [
        body.eventType,
        body.messageStatus,
        body.to[0].messageStatus,
      ]),
      [
        ['Create', 'Queued', 'Queued'],
        ['Update', 'Sent', 'Sent'],
      ],
    )
    const [arrived, ...more] = bodies(receiver.heard())
    assert.deepEqual([arrived.type, arrived.faxPageCount, more.length], ['Fax', 1, 0])
    assert.match(arrived.attachments[0].uri, /^http:\/\/platform\.test\/restapi.+\/content\/\d+$/)
  })

  it('tells nobody of a fax that a lever ends for nobody anew, and of one that is called off once', async () => {
    using world = startWorld()
    const sendTime = new Date(noon + 3_600_000).toISOString()
    const later = form(
      [{ name: 'attachment', fileName: 'a.txt', type: 'text/plain', content: 'hi' }],
      {
        json: JSON.stringify({ to: [{ phoneNumber: numbers.bob }], sendTime }),
      },
    )
    const { id } = (await world.call('POST', `${own}/fax`, later)).body
    await pass(world, 1)
    const listener = listen(world, [filterOf('message-store'), filterOf('fax')])
    await world.call('DELETE', `${store}/${id}`)
    await pass(world, 7_200)
    assert.deepEqual(
      listener.heard().map(({ filter }) => filter),
      [filterOf('message-store')],
    )
  })

  it('in guide tells of any message that arrives, in live of texts alone', async () => {
    const arrive = async (world: World) => {
      await inbound(world, 'hi')
      await lever(world, 'inbound/fax', { from: numbers.outside, to: numbers.ann })
      await lever(world, 'inbound/voicemail', { from: numbers.outside, to: '101' })
    }
    const filter = filterOf('instant-message')
    using guide = startWorld()
    const all = listen(guide, [filter])
    const faxes = listen(guide, [`${filter}?type=Fax`])
    await arrive(guide)
    const types = (heard: Told[]) => heard.map(({ body }) => body.type)
    assert.deepEqual(types(all.heard()), ['SMS', 'Fax', 'VoiceMail'])
    assert.deepEqual(types(faxes.heard()), ['Fax'])
    using live = startWorld({ profile: 'live' })
    const texts = listen(live, [`${filter}?type=SMS`])
    await arrive(live)
    assert.deepEqual(types(texts.heard()), ['SMS'])
  })

  it('tells of a text to a group in each mailbox, each for itself', async () => {
    using world = startWorld()
    const of = (extensionId: number) =>
      listen(world, [filterOf('instant-message', extensionId)], { extensionId })
    const [anns, bobs] = [of(ids.ann), of(ids.bob)]
    await inbound(world, 'hi', [numbers.ann, numbers.bob])
    for (const [listener, name] of [
      [anns, 'Ann'],
      [bobs, 'Bob'],
    ] as const) {
      const [{ to }] = bodies(listener.heard()) as [{ to: { name: string; target?: boolean }[] }]
      assert.deepEqual(
        to.filter(({ target }) => target).map((party) => party.name),
        [name],
      )
    }
  })

  it('tells nobody of a change that is undone', async () => {
    using world = startWorld()
    const listener = listen(world, [filterOf('message-store'), filterOf('instant-message')])
    const { parts } = world.platform
    const { due } = parts
    const usual = { ...due }
    const failing = () => {
      throw new Error('the disk is full')
    }
    Object.assign(due, { add: failing })
    const { status } = await world.call('POST', `${own}/sms`, { json: sms('hi', numbers.ann) })
    Object.assign(due, usual)
    assert.equal(status, 500)
    assert.deepEqual(listener.heard(), [])
    assert.equal(parts.notifications.list({}, 10).length, 0)
    await world.call('POST', `${own}/sms`, { json: sms('hi', numbers.ann) })
    assert.equal(listener.heard().length, 3)
  })

  it('is a colleague’s to no other user, even where a filter of theirs got into the store', async () => {
    using world = startWorld()
    const filter = filterOf('message-store', ids.ann)
    const spy = listen(world, [filter], { extensionId: ids.bob })
    await inbound(world, 'secret')
    assert.deepEqual(spy.heard(), [])
    const json = { eventFilters: [filter], deliveryMode: { transportType: 'PubNub' } }
    const token = world.token(ids.bob)
    assertRefused(await world.call('POST', '/restapi/v1.0/subscription', { json, token }), {
      status: 403,
      code: 'SUB-406',
      parameterName: 'eventFilters',
    })
  })
})
