import assert from 'node:assert/strict'
import { connect as connectSocket } from 'node:net'
import { once } from 'node:events'
import { test } from 'node:test'
import { DroppedConnection } from '#lib/dropped-connection'
import { connect, startServer } from './world.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1))

async function subscribed(address: string) {
  const client = connect(address)
  await client.have('ConnectionDetails', 1)
  client.send('POST', 'subscribe')
  await client.have('ClientRequest', 1)
  return client
}

test('notifications leave one after the other, each when the host has prepared it', async () => {
  const order: string[] = []
  await using world = await startServer({
    async prepare({ body }) {
      order.push(`prepares ${body}`)
      await new Promise((resolve) => setImmediate(resolve))
      order.push(`has prepared ${body}`)
      return body
    },
  })
  const client = await subscribed(world.address)
  await world.add('s1', numbers(3))
  await client.have('ServerNotification', 3)
  assert.deepEqual(client.bodiesOf('ServerNotification'), [1, 2, 3])
  assert.deepEqual(
    order,
    numbers(3).flatMap((number) => [`prepares ${number}`, `has prepared ${number}`]),
  )
})

test('what the host withholds is given up with its reason, and what follows leaves', async () => {
  await using world = await startServer({
    prepare: ({ body }) => (body === '2' ? { withheld: 'no grant' } : body),
  })
  const client = await subscribed(world.address)
  await world.add('s1', numbers(3))
  await client.have('ServerNotification', 2)
  assert.deepEqual(client.bodiesOf('ServerNotification'), [1, 3])
  // It is stored with what else is written, which may be after what follows has left.
  await world.db.commit(() => {})
  const [failed] = world.notifications.list({ state: 'failed' }, 10)
  assert.deepEqual([failed?.body, failed?.reason], ['2', 'no grant'])
})

test('when a notification cannot be prepared the connection ends, and the next one has it', async () => {
  let isBroken = true
  await using world = await startServer({
    prepare({ body }) {
      if (body === '2' && isBroken) throw new Error('broken')
      return body
    },
  })
  const first = await subscribed(world.address)
  await world.add('s1', numbers(3))
  await first.closed
  assert.deepEqual(first.bodiesOf('ServerNotification'), [1])
  assert.deepEqual(world.errors, ['a notification could not be prepared'])
  isBroken = false
  const [{ wsc }] = first.frames.findLast(([head]) => head.wsc) ?? []
  const second = connect(`${world.address}&wsc=${wsc.token}`)
  await second.have('ServerNotification', 2)
  assert.deepEqual(second.bodiesOf('ServerNotification'), [2, 3])
})

test('the eleventh request at once is refused, the ten are answered', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await using world = await startServer({
    request: async () => {
      await held
      return Response.json({})
    },
  })
  const client = connect(world.address)
  await client.have('ConnectionDetails', 1)
  for (const messageId of numbers(11)) client.send('GET', messageId)
  await client.have('ClientRequest', 1)
  const [refused] = client.frames.slice(1)
  assert.deepEqual([refused?.[0].messageId, refused?.[0].status], ['11', 429])
  assert.equal(refused?.[1].errorCode, 'WSG-429')
  release()
  await client.have('ClientRequest', 11)
  const answered = new Map(client.frames.slice(2).map(([head]) => [head.messageId, head.status]))
  assert.deepEqual(answered, new Map(numbers(10).map((id) => [id, 200])))
})

test('a dropped reply cuts the socket, a failure inside is told in a frame', async () => {
  let error: Error = new Error('inside')
  await using world = await startServer({ request: () => Promise.reject(error) })
  const client = connect(world.address)
  await client.have('ConnectionDetails', 1)
  client.send('GET', '1')
  await client.have('Error', 1)
  assert.deepEqual(
    [client.frames[1]?.[0].messageId, client.frames[1]?.[1].errorCode],
    ['1', 'WSG-500'],
  )
  error = new DroppedConnection()
  client.send('GET', '2')
  await client.closed
})

test('content that is no JSON is refused over a socket', async () => {
  await using world = await startServer({
    request: async () =>
      new Response(Buffer.from([1, 2]), { headers: { 'content-type': 'audio/wav' } }),
  })
  const client = connect(world.address)
  await client.have('ConnectionDetails', 1)
  client.send('GET', '1')
  await client.have('ClientRequest', 1)
  assert.deepEqual(
    [client.frames[1]?.[0].status, client.frames[1]?.[1].errorCode],
    [406, 'WSG-406'],
  )
})

test('a client that answers no ping is cut off and takes up where it was', async () => {
  await using world = await startServer({ limits: { pingAfterMs: 10, pongWithinMs: 20 } })
  const first = await subscribed(world.address)
  const [, [{ wsc }] = [{}]] = first.frames
  first.ws.pause()
  await world.add('s1', numbers(3))
  await world.empty()
  first.ws.terminate()
  const second = connect(`${world.address}&wsc=${wsc.token}`)
  await second.have('ServerNotification', 3)
  assert.deepEqual(second.bodiesOf('ServerNotification'), [1, 2, 3])
})

test('a client that does not read has no more under way than can be replayed', async () => {
  let prepared = 0
  await using world = await startServer({
    prepare({ body }) {
      prepared += 1
      return body
    },
  })
  const client = await subscribed(world.address)
  await world.add('s1', ['0'])
  await client.have('ServerNotification', 1)
  client.ws.pause()
  await world.add('s1', numbers(500))
  // oxlint-disable-next-line no-unmodified-loop-condition -- it is, while this waits
  while (prepared < 100) {
    // oxlint-disable-next-line no-await-in-loop -- it is told by nothing
    await new Promise((resolve) => setImmediate(resolve))
  }
  await world.db.commit(() => {})
  assert.ok(prepared <= 101, String(prepared))
  client.ws.resume()
  await client.have('ServerNotification', 501)
  assert.deepEqual(client.bodiesOf('ServerNotification').slice(1), numbers(500).map(Number))
})

test('a client that asks and never reads is cut off', async () => {
  const text = 'x'.repeat(100_000)
  await using world = await startServer({
    limits: { maxBufferedBytes: 1_000_000 },
    request: async () => Response.json(text),
  })
  const client = connect(world.address)
  await client.have('ConnectionDetails', 1)
  client.ws.pause()
  let asked = 0
  while (world.server.size > 0) {
    if (client.ws.readyState === client.ws.OPEN) client.send('GET', String((asked += 1)))
    // oxlint-disable-next-line no-await-in-loop -- as above
    await new Promise((resolve) => setImmediate(resolve))
  }
  client.ws.terminate()
  assert.ok(asked > 10)
})

test('what is no WebSocket handshake is refused, and nothing breaks', async () => {
  await using world = await startServer()
  const { port } = new URL(world.address)
  for (const lines of [
    'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    'GET /ws HTTP/1.1\r\nHost: \u0001\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'GET //ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  ]) {
    const socket = connectSocket(Number(port), '127.0.0.1')
    socket.write(lines)
    // oxlint-disable-next-line no-await-in-loop
    const [data] = (await once(socket, 'data')) as [Buffer]
    assert.match(data.toString(), /^HTTP\/1\.1 4\d\d /)
    socket.destroy()
  }
  assert.deepEqual(world.errors, [])
})

test('frames against the protocol of WebSockets end the connection, and nothing breaks', async () => {
  await using world = await startServer()
  const client = connect(world.address)
  await client.have('ConnectionDetails', 1)
  const { _socket: socket } = client.ws as unknown as { _socket: NodeJS.WritableStream }
  socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
  await client.closed
  await world.empty()
  assert.deepEqual(world.errors, [])
})
