// Texts that come in on the platform while processes are killed, and a webhook that keeps what it is told
// of them.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { StartLine } from './process.ts'

/** Waits for what comes in. */
export interface Watch {
  /** Something came in. */
  look(): void
  /** Resolves once `condition` holds, looked at whenever something came in. */
  until(condition: () => boolean): Promise<void>
}

/** A watch over what one or several receivers get. */
export function createWatch(): Watch {
  const waiting = new Set<() => void>()
  return {
    look() {
      for (const look of waiting) look()
    },
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition()) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

/** What a notification of a text says. */
export interface Received {
  readonly uuid: string
  readonly subscriptionId: string
  readonly body: { readonly id: string; readonly subject: string }
}

/** A webhook that keeps what it gets. */
export interface Receiver extends Watch {
  readonly url: string
  readonly received: Received[]
  /** What to do with a notification, beside keeping it; it is answered once that resolves. */
  onNotification: () => Promise<void> | void
  close(): Promise<void>
}

/** A receiver; `watch` is looked at after each notification. */
export async function openReceiver(watch = createWatch()): Promise<Receiver> {
  const received: Received[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const token = request.headers['validation-token']
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer) // of a byte stream
    if (token) {
      response.setHeader('Validation-Token', token)
      response.end()
      return
    }
    received.push(JSON.parse(Buffer.concat(chunks).toString()) as Received)
    watch.look()
    await receiver.onNotification()
    response.end()
  }
  const server = createServer((request, response) => {
    // A sender that is killed breaks its request off.
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    onNotification() {},
    ...watch,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}

/** Pulls a lever. */
export const pull = (line: StartLine, verb: string, path: string, body: object = {}) =>
  fetch(`${line.platform}/_platform${path}`, {
    method: verb,
    headers: { authorization: `Bearer ${line.leverToken}`, 'content-type': 'application/json' },
    ...(verb === 'GET' ? {} : { body: JSON.stringify(body) }),
  })

/** Lets a text come in; the status, null when the process is gone. */
export const comeIn = (line: StartLine, text: string): Promise<number | null> =>
  pull(line, 'POST', '/inbound/sms', {
    from: '+14155550142',
    to: ['+15105550101'],
    text,
  }).then(
    (response) => response.status,
    () => null,
  )

/** Texts come in, one after the other, until the process is gone. */
export async function textUntilGone(line: StartLine, round: number): Promise<void> {
  for (let count = 0; ; count += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const status = await comeIn(line, `event ${round}.${count}`)
    if (status === null) return
    assert.equal(status, 201)
  }
}

/** Ids of the drill's texts as they are stored. */
export function storedTexts(folder: string): string[] {
  const db = new DatabaseSync(join(folder, 'platform.db'))
  const rows = db.prepare(`select id from message where subject glob 'event [0-9]*'`).all()
  db.close()
  return rows.map(({ id }) => String(id))
}

/** Every text reached the receiver, and copies of one have one uuid. */
export function assertDelivered(texts: readonly string[], received: readonly Received[]): void {
  const byText = Map.groupBy(received, ({ body }) => body.id)
  assert.deepEqual(
    texts.filter((id) => !byText.has(id)),
    [],
    'every stored text was delivered',
  )
  for (const copies of byText.values()) {
    assert.equal(new Set(copies.map(({ uuid }) => uuid)).size, 1)
  }
}
