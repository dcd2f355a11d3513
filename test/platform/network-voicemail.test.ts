import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { messageStore } from '#catalog/message-store'
import { callRecordReply } from '#platform/methods/calls/call-record-reply'
import { messageReply } from '#platform/methods/messages/message-reply'
import { findMe, type NewCall, placeCall } from '#platform/network/calls'
import { satisfies } from '#lib/schema'
import { defaultPresence } from '#storage/platform/presence'
import { callWorld, numbers, type World } from './call-world.ts'

const second = 1000
const minute = 60 * second

const place = ({ parts, account }: World, call: Omit<NewCall, 'account'>) =>
  parts.db.transaction(() => placeCall(parts, { account, ...call }))

const logged = ({ parts }: World, extensionId: number) =>
  parts.callLog.list({ extensionId }, { states: ['Logged'] }, { limit: 50, offset: 0 })

const mailbox = ({ parts }: World, extensionId: number) =>
  parts.messages.list(
    extensionId,
    { createdFrom: 0, createdTo: Number.MAX_SAFE_INTEGER, availability: ['Alive'] },
    { limit: 50, offset: 0 },
  )

const dana = { phoneNumber: numbers.customer, name: 'Dana Customer' }

/** Seconds of the recording of a message, by its bytes: 8,000 of one byte each. */
function secondsOf({ parts }: World, messageId: number): number {
  const [attachment] = parts.messages.find(messageId)?.attachments ?? []
  const file = parts.messages.content(messageId, attachment?.id ?? 0)
  const bytes = Buffer.from(parts.files.read(file?.key ?? ''))
  assert.equal(bytes.toString('latin1', 0, 4), 'RIFF')
  assert.equal(bytes.readUInt32LE(40), bytes.length - 44)
  return bytes.readUInt32LE(40) / bytes.readUInt32LE(28)
}

describe('a call that nobody answers', () => {
  it('leaves a voicemail as long as the caller spoke, linked from its record', async () => {
    const world = callWorld()
    const { bob, parts, clock } = world
    const plan = { answer: 'noAnswer', voicemailMs: 9 * second } as const
    place(world, { from: dana, to: { phoneNumber: numbers.bob }, plan })
    await clock.advance(2 * minute)
    const [message, ...others] = mailbox(world, bob.id)
    assert.ok(message)
    assert.deepEqual(others, [])
    assert.deepEqual(
      [message.type, message.readStatus, message.from.name, message.to[0]?.phoneNumber],
      ['VoiceMail', 'Unread', 'Dana Customer', numbers.bob],
    )
    assert.equal(message.details.vmTranscriptionStatus, 'NotAvailable')
    assert.equal(message.attachments[0]?.vmDuration, 9)
    assert.equal(secondsOf(world, message.id), 9)
    const reply = messageReply(message, { origin: 'http://platform.test', accountId: 1 })
    assert.ok(satisfies(messageStore.readMessage.returns, reply))

    const [record] = logged(world, bob.id)
    assert.ok(record)
    assert.deepEqual(
      [record.result, record.durationMs, record.details.message],
      ['Voicemail', 25 * second + 9 * second, { id: message.id, type: 'VoiceMail' }],
    )
    const where = { origin: 'http://platform.test', path: '/call-log', view: 'Detailed' } as const
    assert.equal(callRecordReply(record, where).message?.uri, reply.uri)
    assert.equal(parts.calls.list().length, 0)
  })

  it('is a missed call when the caller does not speak to the box', async () => {
    const world = callWorld()
    const plan = { answer: 'noAnswer', voicemailMs: 0 } as const
    place(world, { from: dana, to: { extensionId: world.bob.id }, plan })
    await world.clock.advance(2 * minute)
    assert.deepEqual(
      logged(world, world.bob.id).map(({ result, details }) => [result, details.reason]),
      [['Missed', 'No Answer']],
    )
    assert.deepEqual(mailbox(world, world.bob.id), [])
  })

  it('comes to the box at once when the line is busy or its owner wants no calls', async () => {
    for (const isBusy of [true, false]) {
      const world = callWorld()
      const { bob, parts, clock } = world
      if (isBusy) place(world, { from: { extensionId: bob.id }, to: dana })
      else parts.presence.set(bob.id, { ...defaultPresence, dndStatus: 'DoNotAcceptAnyCalls' })
      const plan = { voicemailMs: 5 * second }
      const call = place(world, { from: dana, to: { extensionId: bob.id }, plan })
      assert.equal(call.callee.status, 'VoiceMail')
      // The caller at the box makes no phone ring, and keeps no line busy.
      const [atBox] = parts.callLog.active({ extensionId: bob.id })
      if (!isBusy) assert.equal(atBox?.details.telephonyStatus, 'NoCall')
      // oxlint-disable-next-line no-await-in-loop -- one world after the other
      await clock.advance(3 * minute)
      const results = logged(world, bob.id).map(({ result }) => result)
      assert.ok(results.includes('Voicemail'))
      assert.equal(mailbox(world, bob.id).length, 1)
    }
  })

  it('between colleagues shows the extension, no number', async () => {
    const world = callWorld()
    const { ann, bob } = world
    const plan = { answer: 'noAnswer' } as const
    place(world, { from: { extensionId: ann.id }, to: { extensionId: bob.id }, plan })
    await world.clock.advance(2 * minute)
    const [message] = mailbox(world, bob.id)
    assert.deepEqual(
      [message?.from.extensionNumber, message?.from.name, message?.from.phoneNumber],
      ['101', 'Ann Lee', undefined],
    )
    assert.deepEqual(
      logged(world, ann.id).map(({ result }) => result),
      ['Call connected'],
    )
  })

  it('rings on at an extension that is disabled, which has no box', async () => {
    const world = callWorld()
    const { bob, parts, clock } = world
    parts.accounts.updateExtension({ ...bob, status: 'Disabled' })
    place(world, { from: dana, to: { extensionId: bob.id } })
    assert.deepEqual(parts.callLog.active({ extensionId: bob.id }), [])
    await clock.advance(2 * minute)
    assert.deepEqual(
      logged(world, bob.id).map(({ result }) => result),
      ['Missed'],
    )
    assert.deepEqual(mailbox(world, bob.id), [])
  })

  it('of a RingOut reaches no box, as RingCentral says NoAnswer of it', async () => {
    const world = callWorld()
    const { bob, parts, clock } = world
    parts.presence.set(bob.id, { ...defaultPresence, dndStatus: 'DoNotAcceptAnyCalls' })
    const { startRingOut } = await import('#platform/network/calls')
    parts.db.transaction(() =>
      startRingOut(parts, {
        account: world.account,
        owner: world.ann,
        from: numbers.ann,
        to: { extensionId: bob.id },
      }),
    )
    await clock.advance(2 * minute)
    assert.deepEqual(mailbox(world, bob.id), [])
  })
})

describe('an extension that is found at other phones', () => {
  it('has them rung in turn when its own is not answered, each a leg of its record', async () => {
    const world = callWorld()
    const { bob, parts, clock } = world
    const at = [
      ['+12065550130', 'Busy'],
      ['+12065550131', 'Declined'],
      [numbers.customer, 'Accepted'],
    ] as const
    for (const [number] of at) {
      const type = 'Other' as const
      parts.forwardingNumbers.add({
        extensionId: bob.id,
        number,
        label: '',
        type,
        flipNumber: null,
      })
    }
    const plan = { answer: 'noAnswer', talkMs: 20 * second, findMe: findMe(parts, bob.id) } as const
    const call = place(world, { from: dana, to: { extensionId: bob.id }, plan })
    await clock.advance(29 * second)
    const found = parts.calls.find(call.id)
    assert.deepEqual(
      found?.members.map(({ status, queueId }) => [status, queueId]),
      [
        ['Busy', null],
        ['Rejected', null],
        ['Ringing', null],
      ],
    )
    await clock.advance(minute)
    const [record, ...others] = logged(world, bob.id)
    assert.deepEqual([record?.result, others], ['Accepted', []])
    assert.deepEqual(
      record?.details.legs
        .filter(({ legType }) => legType === 'FindMe')
        .map(({ action, to, result, reason }) => [action, to.phoneNumber, result, reason]),
      [
        ['FindMe', '+12065550130', 'Missed', 'Line Busy'],
        ['FindMe', '+12065550131', 'Declined', undefined],
        ['FindMe', numbers.customer, 'Accepted', undefined],
      ],
    )
    assert.deepEqual(mailbox(world, bob.id), [])
  })

  it('has a voicemail box all the same, when none of them is answered', async () => {
    const world = callWorld()
    const found = [{ number: numbers.customer, answer: 'noAnswer', ringMs: 0 }] as const
    const plan = { answer: 'noAnswer', findMe: found } as const
    place(world, { from: dana, to: { extensionId: world.bob.id }, plan })
    await world.clock.advance(2 * minute)
    assert.equal(mailbox(world, world.bob.id).length, 1)
  })
})

describe('a call queue', () => {
  const toQueue = ({ queue }: World, plan: NewCall['plan'] = {}) => ({
    from: dana,
    to: { extensionId: queue.id },
    plan,
  })

  it('rings its members in turn until one answers, and every phone has its own record', async () => {
    const world = callWorld()
    const { ann, bob, queue, clock } = world
    place(world, toQueue(world, { answeredBy: bob.id, talkMs: 30 * second }))
    const rings = (id: number) =>
      world.parts.callLog.active({ extensionId: id }).map(({ details }) => details.telephonyStatus)
    assert.deepEqual([rings(ann.id), rings(bob.id)], [['Ringing'], []])
    await clock.advance(15 * second)
    assert.deepEqual([rings(ann.id), rings(bob.id)], [[], ['Ringing']])
    await clock.advance(6 * second)
    assert.deepEqual(rings(bob.id), ['CallConnected'])
    await clock.advance(minute)
    const [anns, bobs, queues] = [ann, bob, queue].map(({ id }) => logged(world, id))
    assert.deepEqual(
      anns?.map(({ result, durationMs, details }) => [result, durationMs, details.reason]),
      [['Missed', 15 * second, 'No Answer']],
    )
    assert.deepEqual(
      bobs?.map(({ result, details }) => [result, details.isQueueCall]),
      [['Accepted', true]],
    )
    const [record] = queues ?? []
    assert.ok(record)
    assert.deepEqual(
      record.details.legs.map(({ legType, result, to }) => [legType, result, to.name]),
      [
        ['Accept', 'Accepted', 'Sales'],
        ['PstnToSip', 'Accepted', 'Sales'],
        ['Hunting', 'Missed', 'Ann Lee'],
        ['Hunting', 'Accepted', 'Bob Ray'],
      ],
    )
    const where = { origin: '', path: '', view: 'Detailed' } as const
    const legs = callRecordReply(record, where).legs ?? []
    assert.deepEqual(
      legs.map(({ action, reason, duration }) => [action, reason, duration]).slice(2),
      [
        ['Hunting', 'No Answer', 15],
        ['Hunting', undefined, Math.round((record.durationMs ?? 0) / 1000) - 15],
      ],
    )
  })

  it('takes a message into its own mailbox when no member answers', async () => {
    const world = callWorld()
    const { ann, bob, queue, clock } = world
    place(world, toQueue(world, { answer: 'noAnswer', voicemailMs: 4 * second }))
    await clock.advance(minute)
    assert.equal(mailbox(world, queue.id).length, 1)
    assert.deepEqual(
      [ann, bob, queue].map(({ id }) => logged(world, id).map(({ result }) => result)),
      [['Missed'], ['Missed'], ['Voicemail']],
    )
  })

  it('lets the caller wait while all are busy, and rings who is free by then', async () => {
    const world = callWorld()
    const { ann, bob, clock } = world
    place(world, { from: dana, to: { extensionId: ann.id }, plan: { talkMs: 5 * minute } })
    const short = { talkMs: 10 * second, calleeRingMs: second }
    place(world, { from: dana, to: { extensionId: bob.id }, plan: short })
    const call = place(world, toQueue(world))
    assert.deepEqual(call.members, [])
    await clock.advance(26 * second)
    assert.deepEqual(
      world.parts.calls.find(call.id)?.members.map(({ extensionId }) => extensionId),
      [bob.id],
    )
  })
})
