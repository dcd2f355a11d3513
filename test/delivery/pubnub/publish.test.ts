// Publishing at PubNub: a server on the loopback stands in for it.
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import { unchanged } from '#delivery/prepare'
import { createPublisher, publishPolicy, type Publisher } from '#delivery/pubnub/publish'
import type { Tried } from '#delivery/outbox'
import type { Notification } from '#storage/notifications'

const keys = { publishKey: 'pub-c-canary', subscribeKey: 'sub-c-real' }
const notification: Notification = {
  id: 1,
  uuid: 'u',
  subscriptionId: 's',
  filter: '/x',
  ownerId: '1',
  at: 0,
  body: '{"text":"é"}',
  state: 'pending',
  attempts: 0,
  failures: 0,
  nextAt: 0,
  endedAt: null,
  reason: null,
}
const target = { policy: publishPolicy, channel: 'a channel' }

interface Got {
  readonly verb: string
  readonly path: string
  readonly body: string
}

describe('publishing at PubNub', () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()))
  })

  /** A stand-in that answers every request alike, and a publisher that leads to it. */
  async function open(status: number, answer: string | null, prepare = unchanged) {
    const got: Got[] = []
    const server = createServer((request: IncomingMessage, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { method: verb = '', url: path = '' } = request
        got.push({ verb, path, body: Buffer.concat(chunks).toString() })
        if (answer === null) request.socket.destroy()
        else response.writeHead(status).end(answer)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(() => resolve())))
    const { port } = server.address() as AddressInfo // it listens
    const publisher = createPublisher({ ...keys, origin: `http://127.0.0.1:${port}` }, prepare)
    closing.unshift(() => publisher.close())
    return { publisher, got }
  }
  const push = async (publisher: Publisher) => (await publisher.push(target, notification)) as Tried // none of these is withheld

  it('posts the message to the channel with the keys, and takes [1,"Sent"] for delivered', async () => {
    const { publisher, got } = await open(200, '[1,"Sent","17639999999999999"]')
    const tried = await push(publisher)
    assert.equal(tried.isDelivered, true)
    assert.equal(tried.reason, null)
    const [only] = got
    assert.equal(only?.verb, 'POST')
    assert.equal(only?.path, '/publish/pub-c-canary/sub-c-real/0/a%20channel/0')
    assert.deepEqual(JSON.parse(only?.body ?? '').body, { text: 'é' })
    const encryptionKey = Buffer.alloc(16).toString('base64')
    await publisher.push({ ...target, encryptionKey }, notification)
    assert.match(got[1]?.body ?? '', /^"[A-Za-z0-9+/]+=*"$/)
  })

  it('fails on every other answer, and never tells the publish key', async () => {
    const answers: readonly (readonly [number, string | null, RegExp])[] = [
      [400, '[0,"Invalid Key","17639999999999999"]', /answers 400: .*Invalid Key/],
      [200, '[0,"Account quota exceeded","1"]', /quota/],
      [200, '<html>', /answers 200: <html>/],
      [200, 'x'.repeat(100_000), /cannot be reached/],
      [302, '', /answers 302/],
      [200, null, /cannot be reached: UND_ERR_SOCKET/],
    ]
    for (const [status, answer, reason] of answers) {
      // oxlint-disable-next-line no-await-in-loop
      const tried = await push((await open(status, answer)).publisher)
      assert.equal(tried.isDelivered, false)
      assert.match(tried.reason ?? '', reason)
      assert.doesNotMatch(JSON.stringify(tried), /canary/)
    }
  })

  it('sends nothing of what may not leave', async () => {
    const { publisher, got } = await open(200, '[1]', async () => ({ withheld: 'no grant' }))
    assert.deepEqual(await publisher.push(target, notification), { withheld: 'no grant' })
    assert.deepEqual(got, [])
  })
})
