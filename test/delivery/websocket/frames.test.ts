import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import utils from '@rc-ex/ws/utils'
import { encodeFrame, parseFrame } from '#delivery/websocket/frames'

// As RingCentral's client reads frames; see clients/websocket.test.ts for the cast.
const client = utils as unknown as typeof utils.default

test('a frame of a head alone has one element, one with a body two', () => {
  const head = { type: 'ClientRequest', messageId: '1', status: 204 } as const
  assert.equal(encodeFrame(head), '[{"type":"ClientRequest","messageId":"1","status":204}]')
  assert.equal(
    encodeFrame({ ...head, status: 200 }, { type: 'json', text: '{"a":1}' }),
    '[{"type":"ClientRequest","messageId":"1","status":200},{"a":1}]',
  )
})

test('multipart stands behind the head as it is', () => {
  const text = '--Boundary_1\r\nContent-Type: application/json\r\n\r\n{}\r\n--Boundary_1--\r\n'
  const frame = encodeFrame({ type: 'ClientRequest', messageId: '1' }, { type: 'multipart', text })
  assert.equal(frame, `[{"type":"ClientRequest","messageId":"1"},${text}]`)
  assert.deepEqual(client.splitWsgData(frame), [{ type: 'ClientRequest', messageId: '1' }, text])
  const sent = `[{"type":"ClientRequest","messageId":"1","method":"POST","path":"/x"},${text}]`
  const parsed = parseFrame(sent)
  assert.deepEqual('body' in parsed && parsed.body, { type: 'multipart', text })
})

test('whatever texts are in a body, RingCentral’s client reads it as it was', () => {
  const text = fc.oneof(fc.string(), fc.constant(',--Boundary_1'), fc.constant('\\,--Boundary'))
  fc.assert(
    fc.property(fc.dictionary(text, fc.array(text)), text, (body, messageId) => {
      const head = { type: 'ServerNotification', messageId } as const
      const frame = encodeFrame(head, { type: 'json', text: JSON.stringify(body) })
      const [readHead, readBody] = client.splitWsgData(frame) as [object, object]
      assert.deepEqual(JSON.stringify(readHead), JSON.stringify(head))
      assert.equal(JSON.stringify(readBody), JSON.stringify(body))
    }),
    { numRuns: 200 },
  )
})

test('a request is read with its query in order, lists as a name several times', () => {
  const head = {
    type: 'ClientRequest',
    messageId: 'x/1',
    method: 'get',
    path: '/restapi/v1.0/',
    headers: { 'X-User-Agent': 'a' },
    query: { messageType: ['SMS', 'Fax'], page: 2, isOn: true, none: null },
  }
  assert.deepEqual(parseFrame(JSON.stringify([head])), {
    type: 'ClientRequest',
    messageId: 'x/1',
    method: 'GET',
    path: '/restapi/v1.0/',
    headers: { 'X-User-Agent': 'a' },
    query: [
      ['messageType', 'SMS'],
      ['messageType', 'Fax'],
      ['page', '2'],
      ['isOn', 'true'],
    ],
    body: null,
  })
})

test('no text throws', () => {
  const frame = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((value) =>
      JSON.stringify([
        {
          type: 'ClientRequest',
          messageId: '1',
          method: 'GET',
          path: '/',
          query: value,
          headers: value,
        },
      ]),
    ),
  )
  fc.assert(
    fc.property(frame, (text) => {
      assert.ok(['ClientRequest', 'Heartbeat', 'unsound'].includes(parseFrame(text).type))
    }),
    { numRuns: 500 },
  )
})
