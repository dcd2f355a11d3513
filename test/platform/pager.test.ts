// Notes between extensions.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertRefused } from './demo-world.ts'
import { type Answer, ids, own, startWorld, type World } from './world.ts'

const path = `${own}/company-pager`
const send = (world: World, json: object, token?: string): Promise<Answer> =>
  world.call('POST', path, { json: { text: 'Lunch?', ...json }, ...(token ? { token } : {}) })
const mailbox = async (world: World, id: number) =>
  (
    await world.get(
      `/restapi/v1.0/account/~/extension/${id}/message-store?messageType=Pager&perPage=10`,
    )
  ).body.records

describe('a pager message', () => {
  it('is in the mailboxes of who sent it and of who gets it', async () => {
    using world = startWorld()
    const { status, body } = await send(world, {
      from: { extensionNumber: '101' },
      to: [{ extensionId: String(ids.bob) }, { extensionNumber: '103' }],
    })
    assert.equal(status, 200)
    const { id, uri, conversationId, conversation, attachments, ...rest } = body
    assert.equal(
      uri,
      `http://platform.test/restapi/v1.0/account/1/extension/101/message-store/${id}`,
    )
    assert.deepEqual(attachments, [
      { id, uri: `${uri}/content/${id}`, type: 'Text', contentType: 'text/plain' },
    ])
    assert.equal(conversation.id, String(conversationId))
    assert.deepEqual(rest, {
      extensionId: '101',
      to: [
        { extensionNumber: '102', extensionId: '102', name: 'Bob' },
        { extensionNumber: '103', extensionId: '103', name: 'Cleo' },
      ],
      from: { extensionNumber: '101', extensionId: '101', name: 'Ann' },
      type: 'Pager',
      creationTime: '2026-11-23T12:00:00.000Z',
      lastModifiedTime: '2026-11-23T12:00:00.000Z',
      readStatus: 'Read',
      priority: 'Normal',
      direction: 'Outbound',
      availability: 'Alive',
      subject: 'Lunch?',
      messageStatus: 'Sent',
      pgToDepartment: false,
    })
    for (const receiver of [ids.bob, ids.cleo]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const [got, ...more] = await mailbox(world, receiver)
      assert.deepEqual(more, [])
      assert.deepEqual(
        [got.direction, got.readStatus, got.messageStatus, got.subject, got.from.name],
        ['Inbound', 'Unread', 'Received', 'Lunch?', 'Ann'],
      )
    }
    assert.equal((await world.get(`${uri}/content/${id}`)).bytes.toString(), 'Lunch?')
  })

  it('can be to oneself: both copies are in the one mailbox, in one conversation', async () => {
    using world = startWorld()
    await send(world, { to: [{ extensionNumber: '101' }] })
    const copies = await mailbox(world, ids.ann)
    assert.deepEqual(copies.map((one: { direction: string }) => one.direction).toSorted(), [
      'Inbound',
      'Outbound',
    ])
    assert.equal(copies[0].conversationId, copies[1].conversationId)
  })

  it('to a call queue is to each of its members', async () => {
    using world = startWorld()
    const { body } = await send(world, {
      to: [{ extensionNumber: String(ids.care) }, { extensionNumber: '102' }],
    })
    assert.equal(body.pgToDepartment, true)
    assert.equal((await mailbox(world, ids.bob)).length, 1)
  })

  it('is refused for whom it cannot go to or come from, and nothing is stored', async () => {
    using world = startWorld()
    const colleague = [{ extensionNumber: '102' }]
    const cases: [object, string][] = [
      [{ to: [] }, 'to'],
      [{ to: [{ extensionNumber: '999' }] }, 'to.extensionNumber'],
      [{ to: [{ extensionId: String(ids.zoe) }] }, 'to.extensionId'],
      [{ to: [{}] }, 'to.extensionNumber'],
      [{ to: colleague, from: { extensionNumber: '102' } }, 'from'],
      [{ to: colleague, from: { extensionId: '5' } }, 'from.extensionId'],
      [{ to: colleague, text: 'a'.repeat(1025) }, 'text'],
      [{ to: colleague, text: '' }, 'text'],
      [{ to: colleague, replyOn: 1 }, 'replyOn'],
    ]
    for (const [json, parameterName] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assertRefused(await send(world, json), { status: 400, code: 'CMN-101', parameterName })
    }
    assert.equal((await mailbox(world, ids.bob)).length, 0)
    const inAnothersName = await world.call(
      'POST',
      `/restapi/v1.0/account/~/extension/${ids.bob}/company-pager`,
      { json: { to: colleague, text: 'x' } },
    )
    assertRefused(inAnothersName, { status: 403, code: 'CMN-408' })
  })

  it('answers another one that is in the mailbox', async () => {
    using world = startWorld()
    const first = await send(world, { to: [{ extensionNumber: '102' }] })
    const [got] = await mailbox(world, ids.bob)
    const token = world.token(ids.bob)
    const to = [{ extensionNumber: '101' }]
    const answer = await send(world, { to, replyOn: got.id, text: 'Yes' }, token)
    assert.equal(answer.body.conversationId, got.conversationId)
    const stolen = await send(world, { to, replyOn: first.body.id }, token)
    assertRefused(stolen, { status: 400, code: 'CMN-101', parameterName: 'replyOn' })
  })
})
