import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { numbers, own, startWorld, type World } from '../world.ts'
import { pull } from './pull.ts'

const call = async (world: World, body: object = {}) =>
  (await pull(world, 'POST /inbound/call', { from: numbers.outside, to: numbers.ann, ...body }))
    .reply

/** The codes of the parties of a call. */
const codes = (reply: { parties: { code: string }[] }) => reply.parties.map(({ code }) => code)

describe('a call by lever', () => {
  it('goes as planned on the platform’s clock', async () => {
    using world = startWorld()
    const made = await call(world, { name: 'Dana', ringSeconds: 4, talkSeconds: 60 })
    assert.deepEqual(codes(made), ['Proceeding', 'Proceeding'])
    await world.clock.advance(4_000)
    const presence = await world.get(`${own}/presence`)
    assert.equal(presence.body.telephonyStatus, 'CallConnected')
    await world.clock.advance(60_000)
    const { records } = (await world.get(`${own}/call-log`)).body
    assert.deepEqual(
      [records[0].result, records[0].duration, records[0].from.name, records[0].sessionId],
      ['Accepted', 64, 'Dana', made.id],
    )
    assert.deepEqual((await pull(world, 'GET /calls')).reply, { calls: [] })
    const { reply } = await pull(world, 'GET /calls?ended=true')
    assert.deepEqual(codes(reply.calls[0]), ['Disconnected', 'Disconnected'])
  })

  it('is moved by hand, party by party, and shows every change', async () => {
    using world = startWorld()
    const made = await call(world, { manual: true })
    await world.clock.advance(600_000)
    const party = (what: string, id = '2', callId = made.id) =>
      pull(world, `POST /calls/${callId}/parties/${id}/${what}`)
    assert.deepEqual(codes((await party('answer')).reply), ['Answered', 'Answered'])
    assert.deepEqual(codes((await party('hold')).reply), ['Answered', 'Hold'])
    assert.equal((await world.get(`${own}/presence`)).body.telephonyStatus, 'OnHold')
    assert.deepEqual(
      codes((await party('unhold', made.parties[1].id, made.telephonySessionId)).reply),
      ['Answered', 'Answered'],
    )
    const again = await party('answer')
    assert.deepEqual(
      [again.status, again.reply.field, again.reply.detail],
      [409, 'partyId', 'The party has answered already.'],
    )
    assert.deepEqual(codes((await party('hang-up', '1')).reply), ['Disconnected', 'Disconnected'])
    const late = await party('answer')
    assert.deepEqual([late.status, late.reply.detail], [409, 'The call has ended.'])
    const { reply } = await pull(world, `GET /calls/${made.id}`)
    assert.deepEqual(
      reply.changes.map((change: { sequence: number; party: { code: string } }) => [
        change.sequence,
        change.party.code,
      ]),
      [
        [1, 'Setup'],
        [2, 'Proceeding'],
        [3, 'Setup'],
        [4, 'Proceeding'],
        [5, 'Answered'],
        [6, 'Answered'],
        [7, 'Hold'],
        [8, 'Answered'],
        [9, 'Disconnected'],
        [10, 'Disconnected'],
      ],
    )
    assert.equal(reply.call.sequence, 10)
  })

  it('is rejected, or sent to voicemail', async () => {
    using world = startWorld()
    const rejected = await call(world, { manual: true })
    await pull(world, `POST /calls/${rejected.id}/parties/2/reject`)
    const sent = await call(world, { manual: true })
    await pull(world, `POST /calls/${sent.id}/parties/2/voicemail`)
    await world.clock.advance(9_000)
    await pull(world, `POST /calls/${sent.id}/parties/1/hang-up`)
    const { records } = (await world.get(`${own}/call-log`)).body
    assert.deepEqual(
      records.map(({ result }: { result: string }) => result),
      ['Voicemail', 'Declined'],
    )
    const [message] = (await world.get(`${own}/message-store?messageType=VoiceMail`)).body.records
    assert.equal(message.attachments[0].vmDuration, 9)
  })

  it('can be a client’s RingOut, by the id that the client has', async () => {
    using world = startWorld()
    const json = { from: { phoneNumber: numbers.ann }, to: { phoneNumber: '+12065550139' } }
    const { body } = await world.call('POST', `${own}/ring-out`, { json })
    const status = async () => (await world.get(`${own}/ring-out/${body.id}`)).body.status
    await world.clock.advance(600_000)
    assert.equal((await status()).callerStatus, 'Success')
    assert.equal((await status()).calleeStatus, 'InProgress')
    await pull(world, `POST /calls/${body.id}/parties/2/answer`)
    assert.equal((await status()).callStatus, 'Success')
    await pull(world, `POST /calls/${body.id}/parties/2/hang-up`)
    assert.equal((await status()).calleeStatus, 'Finished')
  })

  it('finds who is called at their forwarding numbers', async () => {
    using world = startWorld()
    const none = await pull(world, 'POST /calls', { from: '102', to: '101', findMe: true })
    assert.deepEqual([none.status, none.reply.field], [400, 'findMe'])
    const json = { phoneNumber: '+12065550105', label: 'Shed', type: 'Other' }
    assert.equal((await world.call('POST', `${own}/forwarding-number`, { json })).status, 200)
    const unsure = await pull(world, 'POST /calls', {
      from: '102',
      to: '101',
      findMe: true,
      answer: 'busy',
    })
    assert.deepEqual([unsure.status, unsure.reply.field], [400, 'findMe'])
    const made = await call(world, { findMe: true, talkSeconds: 10 })
    await world.clock.advance(26_000)
    const { reply } = await pull(world, `GET /calls/${made.id}`)
    assert.deepEqual(codes(reply.call), ['Proceeding', 'Proceeding', 'Proceeding'])
    const own2 = await pull(world, `POST /calls/${made.id}/parties/2/answer`)
    assert.deepEqual([own2.status, own2.reply.detail], [409, 'Another phone of theirs rings now.'])
    await world.clock.advance(60_000)
    const { records } = (await world.get(`${own}/call-log?view=Detailed`)).body
    assert.deepEqual(
      records[0].legs.map(({ legType, action }: Record<string, string>) => [legType, action]),
      [
        ['Accept', 'Phone Call'],
        ['PstnToSip', 'Phone Call'],
        ['FindMe', 'FindMe'],
      ],
    )
    assert.equal(records[0].duration, 25 + 5 + 10)
  })

  it('is placed from an extension, to whom its number says', async () => {
    using world = startWorld()
    const place = (body: object) => pull(world, 'POST /calls', { from: '101', ...body })
    const [out, colleague, queue] = await Promise.all([
      place({ to: numbers.outside, answer: 'busy' }),
      place({ to: '(510) 555-0102', manual: true }),
      place({ to: '201', answeredBy: '102' }),
    ])
    assert.deepEqual(
      [out.status, out.reply.parties[1].reason, out.reply.parties[0].from],
      [201, 'TargetBusy', numbers.annVoice],
    )
    assert.deepEqual(
      colleague?.reply.parties.map((party: { extensionId: number }) => party.extensionId),
      [101, 102],
    )
    // Its one member is on the phone.
    assert.equal(queue?.reply.parties.length, 2)
  })

  it('is refused with the field at fault and what to do', async () => {
    using world = startWorld()
    const made = await call(world, { manual: true })
    const cases: [`GET /${string}` | `POST /${string}`, unknown, [number, string]][] = [
      ['POST /inbound/call', { from: numbers.bob, to: numbers.ann }, [400, 'from']],
      ['POST /inbound/call', { from: numbers.outside, to: '999' }, [400, 'to']],
      [
        'POST /inbound/call',
        { from: numbers.outside, to: '101', ringSeconds: -1 },
        [400, 'ringSeconds'],
      ],
      [
        'POST /inbound/call',
        { from: numbers.outside, to: '201', answeredBy: '9' },
        [400, 'answeredBy'],
      ],
      [
        'POST /inbound/call',
        { from: numbers.outside, to: '101', manual: true, answer: 'busy' },
        [400, 'answer'],
      ],
      ['POST /calls', { from: '201', to: '101' }, [400, 'from']],
      ['POST /calls', { from: '101', to: 'home' }, [400, 'to']],
      ['GET /calls/12', undefined, [404, 'callId']],
      [`POST /calls/${made.id}/parties/7/answer`, undefined, [404, 'partyId']],
      [`POST /calls/${made.id}/parties/1/answer`, undefined, [409, 'partyId']],
      [`POST /calls/${made.id}/parties/2/hold`, undefined, [409, 'partyId']],
      [`POST /calls/${made.id}/parties/2/hang-up`, undefined, [409, 'partyId']],
    ]
    for (const [route, body, expected] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, reply } = await pull(world, route, body)
      assert.deepEqual([status, reply.field], expected, `${route} ${JSON.stringify(body)}`)
      assert.ok(reply.remedy.length > 0)
    }
  })
})

describe('a text under way', () => {
  const send = async (world: World, to: string) => {
    const json = { from: { phoneNumber: numbers.ann }, to: [{ phoneNumber: to }], text: 'Hi' }
    return (await world.call('POST', `${own}/sms`, { json })).body
  }
  const settle = (world: World, id: number, body: object) =>
    pull(world, `POST /messages/${id}/outcome`, body)

  it('ends as a lever says, and stays so', async () => {
    using world = startWorld()
    const outcomes = [
      [{ status: 'Delivered' }, 'Delivered', undefined],
      [{ status: 'DeliveryFailed', code: 'SMS-CAR-431' }, 'DeliveryFailed', 'SMS-CAR-431'],
      [{ status: 'SendingFailed', code: 'SMS-RC-430' }, 'SendingFailed', 'SMS-RC-430'],
    ] as const
    for (const to of ['+12065550139', numbers.outside]) {
      for (const [body, status, code] of outcomes) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const { id } = await send(world, to)
        assert.equal((await settle(world, id, body)).status, 200) // oxlint-disable-line no-await-in-loop -- ditto
        await world.clock.advance(60_000) // oxlint-disable-line no-await-in-loop -- ditto
        const { body: after } = await world.get(`${own}/message-store/${id}`) // oxlint-disable-line no-await-in-loop -- ditto
        assert.deepEqual([after.messageStatus, after.deliveryErrorCode], [status, code])
      }
    }
    assert.deepEqual(world.errors, [])
  })

  it('waits for it at the number that does, however long', async () => {
    using world = startWorld()
    const { id } = await send(world, '+12065550139')
    await world.clock.advance(3_600_000)
    const { body } = await world.get(`${own}/message-store/${id}`)
    assert.equal(body.messageStatus, 'Queued')
  })

  it('is settled once, with a code where it failed', async () => {
    using world = startWorld()
    const { id } = await send(world, numbers.outside)
    const cases: [number, object, number, string][] = [
      [id, { status: 'Delivered', code: 'SMS-CAR-431' }, 400, 'code'],
      [id, { status: 'DeliveryFailed' }, 400, 'code'],
      [id, { status: 'DeliveryFailed', code: 'bad' }, 400, 'code'],
      [id, { status: 'Queued' }, 400, 'status'],
      [7, { status: 'Delivered' }, 404, 'messageId'],
    ]
    for (const [message, body, ...expected] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, reply } = await settle(world, message, body)
      assert.deepEqual([status, reply.field], expected)
    }
    await settle(world, id, { status: 'Delivered' })
    const again = await settle(world, id, { status: 'Delivered' })
    assert.deepEqual([again.status, again.reply.detail], [409, 'The text is Delivered.'])
  })
})
