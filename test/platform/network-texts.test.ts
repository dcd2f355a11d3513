import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { receiveText } from '#platform/network/incoming-texts'
import { sendText } from '#platform/network/texts'
import type { Message } from '#storage/platform/messages'
import { callWorld, numbers, type World } from './call-world.ts'

const second = 1000

const send = ({ parts, account, ann }: World, to: readonly string[], text = 'Hello there') =>
  parts.db.transaction(() =>
    sendText(parts, { account, sender: ann, from: numbers.ann, to, text, files: [] }),
  )

const receive = (
  { parts, account }: World,
  from: string,
  text: string,
  to: readonly string[] = [numbers.ann],
) => parts.db.transaction(() => receiveText(parts, { account, from, to, text, files: [] }))

function found({ parts }: World, { id }: Pick<Message, 'id'>): Message {
  const message = parts.messages.find(id)
  assert.ok(message)
  return message
}

const inbox = ({ parts, ann }: World) =>
  parts.messages
    .list(
      ann.id,
      {
        createdFrom: 0,
        createdTo: Number.MAX_SAFE_INTEGER,
        availability: ['Alive'],
        directions: ['Inbound'],
      },
      { limit: 50, offset: 0 },
    )
    .map(({ from, subject }) => [from.phoneNumber, subject])

/** The statuses of a message, second by second. */
async function way(world: World, message: Message, seconds = 8) {
  const seen: string[] = [message.status]
  for (let at = 0; at < seconds; at += 1) {
    // oxlint-disable-next-line no-await-in-loop -- second by second
    await world.clock.advance(second)
    const { status } = found(world, message)
    if (seen.at(-1) !== status) seen.push(status)
  }
  const { details } = found(world, message)
  return [seen.join(' '), details.deliveryErrorCode]
}

describe('a text to a magic number', () => {
  it('ends as its row says', async () => {
    const cases = [
      ['+12065550140', 'Queued Sent DeliveryFailed', 'SMS-CAR-412'],
      ['+12065550141', 'Queued Sent DeliveryFailed', 'SMS-CAR-430'],
      ['+12065550142', 'Queued SendingFailed', 'SMS-UP-500'],
      ['+12065550143', 'Queued Sent', undefined],
      ['+12065550144', 'Queued SendingFailed', 'SMS-UP-410'],
      ['+12065550139', 'Queued', undefined],
      ['+12065550105', 'Queued Sent Delivered', undefined],
      [numbers.customer, 'Queued Sent Delivered', undefined],
    ] as const
    const world = callWorld()
    for (const [number, ...expected] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.deepEqual(await way(world, send(world, [number])), expected, number)
    }
  })

  it('is replied to with its words, once it was delivered', async () => {
    const world = callWorld()
    const message = send(world, ['+12065550150'], 'Lunch at $& or {text}?')
    await world.clock.advance(7 * second)
    assert.deepEqual(inbox(world), [])
    await world.clock.advance(second)
    assert.deepEqual(inbox(world), [['+12065550150', 'You wrote: “Lunch at $& or {text}?”']])
    const [reply] = world.parts.messages.list(
      world.ann.id,
      { createdFrom: 0, createdTo: Number.MAX_SAFE_INTEGER, availability: ['Alive'] },
      { limit: 1, offset: 0 },
    )
    assert.equal(reply?.conversationId, message.conversationId)
    assert.deepEqual([reply?.status, reply?.readStatus], ['Received', 'Unread'])
  })

  it('fails for a group only when it fails with everybody in it', async () => {
    const world = callWorld()
    const some = send(world, ['+12065550142', numbers.customer])
    const all = send(world, ['+12065550142', '+12065550144'])
    await world.clock.advance(8 * second)
    assert.equal(found(world, some).status, 'Delivered')
    assert.equal(found(world, all).details.deliveryErrorCode, 'SMS-UP-500')
  })
})

describe('who opts out', () => {
  it('gets no more texts from that number until START, and those from another', async () => {
    const world = callWorld()
    const { parts, account, bob, clock } = world
    receive(world, numbers.customer, ' stop ')
    assert.deepEqual(await way(world, send(world, [numbers.customer])), [
      'Queued SendingFailed',
      'SMS-RC-413',
    ])
    const bobs = parts.db.transaction(() =>
      sendText(parts, {
        account,
        sender: bob,
        from: numbers.bob,
        to: [numbers.customer],
        text: 'Hi',
        files: [],
      }),
    )
    await clock.advance(5 * second)
    assert.equal(found(world, bobs).status, 'Delivered')
    receive(world, numbers.customer, 'Start')
    assert.deepEqual(await way(world, send(world, [numbers.customer])), [
      'Queued Sent Delivered',
      undefined,
    ])
    assert.deepEqual(parts.optOuts.list(), [])
  })

  it('does so by the word alone', () => {
    const world = callWorld()
    receive(world, numbers.customer, 'Please stop by at noon')
    assert.deepEqual(world.parts.optOuts.list(), [])
    receive(world, numbers.customer, 'UNSUBSCRIBE')
    assert.equal(world.parts.optOuts.list().length, 1)
    assert.equal(inbox(world).length, 2)
  })

  it('can be a magic number, for good or for ten minutes', async () => {
    const world = callWorld()
    const both = ['+12065550152', '+12065550153'] as const
    for (const number of both) send(world, [number])
    await world.clock.advance(8 * second)
    assert.deepEqual(
      inbox(world).map(([, text]) => text),
      ['STOP', 'STOP'],
    )
    for (const number of both) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.deepEqual(await way(world, send(world, [number])), [
        'Queued SendingFailed',
        'SMS-RC-413',
      ])
    }
    await world.clock.advance(600 * second)
    assert.deepEqual((await way(world, send(world, [both[0]])))[1], 'SMS-RC-413')
    assert.deepEqual((await way(world, send(world, [both[1]])))[0], 'Queued Sent Delivered')
  })
})

describe('a text from the outside', () => {
  it('comes to the owner of the number, or the operator, and to each of a group', () => {
    const world = callWorld()
    const stored = receive(world, numbers.customer, 'Hi all', [
      numbers.main,
      numbers.bob,
      '+14155550143',
    ])
    assert.deepEqual(
      stored.map(({ extensionId }) => extensionId),
      [world.ann.id, world.bob.id],
    )
    assert.deepEqual(
      stored[0]?.to.map(({ phoneNumber, name }) => [phoneNumber, name]),
      [
        [numbers.main, 'Ann Lee'],
        [numbers.bob, 'Bob Ray'],
        ['+14155550143', undefined],
      ],
    )
    assert.equal(stored[0]?.from.location, 'San Francisco, CA')
  })
})
