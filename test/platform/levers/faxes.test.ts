import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pdfOf } from '#platform/seed/media'
import { multipart, numbers, own, startWorld, type World } from '../world.ts'
import { pull } from './pull.ts'

const waiting = '+12065550139'

async function fax(world: World, to: readonly string[]) {
  const json = JSON.stringify({ to: to.map((phoneNumber) => ({ phoneNumber })) })
  const parts = [
    { headers: ['Content-Type: application/json'], content: json },
    {
      headers: [
        'Content-Disposition: form-data; name="attachment"; filename="a.pdf"',
        'Content-Type: application/pdf',
      ],
      content: pdfOf([['one'], ['two']]),
    },
  ]
  const { body } = await world.call('POST', `${own}/fax`, {
    raw: { type: 'multipart/form-data; boundary=b', body: multipart(parts, 'b') },
  })
  return Number(body.id)
}

const settle = (world: World, id: number, body: object = {}) =>
  pull(world, `POST /faxes/${id}/outcome`, body)

describe('a fax under way', () => {
  it('ends as a lever says, recipient by recipient, and is in the call log as it ended', async () => {
    using world = startWorld()
    const id = await fax(world, [waiting, numbers.outside, '+12065550160'])
    await world.clock.advance(0)
    const one = await settle(world, id, { to: waiting, code: 'NoFaxMachine' })
    assert.deepEqual(
      [one.status, one.reply.status, one.reply.to[0]],
      [200, 'Queued', { number: waiting, status: 'SendingFailed', code: 'NoFaxMachine' }],
    )
    const rest = await settle(world, id)
    assert.deepEqual(
      rest.reply.to.map(({ status }: { status: string }) => status),
      ['SendingFailed', 'Sent', 'Sent'],
    )
    await world.clock.advance(600_000)
    const { body } = await world.get(`${own}/message-store/${id}`)
    assert.equal(body.messageStatus, 'SendingFailed')
    const { records } = (await world.get(`${own}/call-log`)).body
    assert.deepEqual(records.map(({ result }: { result: string }) => result).toSorted(), [
      'Send Error',
      'Sent',
      'Sent',
    ])
    assert.deepEqual(world.errors, [])
  })

  it('waits for it where the number does, and arrives then where it was sent', async () => {
    using world = startWorld()
    const id = await fax(world, [waiting, numbers.bob])
    await world.clock.advance(3_600_000)
    const { body } = await world.get(`${own}/message-store/${id}`)
    assert.deepEqual([body.messageStatus, body.to[1].messageStatus], ['Queued', 'Sent'])
    assert.equal((await settle(world, id)).reply.status, 'Sent')
  })

  it('is refused while it is rendered, once it ended, and for who does not wait', async () => {
    using world = startWorld()
    const id = await fax(world, [waiting])
    const early = await settle(world, id)
    assert.deepEqual([early.status, early.reply.detail], [409, 'The fax is being rendered.'])
    await world.clock.advance(0)
    const cases: [object, string][] = [
      [{ to: numbers.outside }, 'to'],
      [{ to: 'nobody' }, 'to'],
      [{ code: 'RenderingFailed' }, 'code'],
      [{ status: 'Sent' }, 'status'],
    ]
    for (const [body, field] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, reply } = await settle(world, id, body)
      assert.deepEqual([status, reply.field], [400, field])
    }
    await settle(world, id)
    assert.deepEqual((await settle(world, id)).reply.detail, 'The fax is Sent.')
    assert.equal((await settle(world, 7)).status, 404)
    const json = { from: { phoneNumber: numbers.ann }, to: [{ phoneNumber: waiting }], text: 'a' }
    const { body: text } = await world.call('POST', `${own}/sms`, { json })
    assert.equal((await settle(world, text.id)).reply.detail, 'The message is no fax but SMS.')
  })
})
