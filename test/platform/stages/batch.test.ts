import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import { ids, multipart, origin, own, sms, startWorld, type World } from '../world.ts'

const jsonForm = 'application/vnd.ringcentral.multipart+json'

/** Sends texts and returns their ids. */
async function texts(world: World, count: number): Promise<string[]> {
  const sent: string[] = []
  for (let index = 0; index < count; index += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const { body } = await world.call('POST', `${own}/sms`, { json: sms(`text ${index}`) })
    sent.push(String(body.id))
  }
  return sent
}

const mailbox = `${own}/message-store`

/** The parts of a multipart/mixed reply, as RingCentral's JavaScript SDK cuts them. */
function partsOf({ headers, bytes }: { headers: Headers; bytes: Buffer }): unknown[] {
  const boundary = /boundary=([^;]+)/.exec(headers.get('content-type') ?? '')?.[1] ?? ''
  assert.match(boundary, /^Boundary/)
  const pieces = bytes.toString().replaceAll('\r', '').split(`--${boundary}`)
  assert.equal(pieces.pop()?.trim(), '--')
  assert.equal(pieces.shift(), '')
  return pieces.map((piece) => {
    const [head = '', ...rest] = piece.trim().split('\n\n')
    assert.equal(head, 'Content-Type: application/json')
    return JSON.parse(rest.join('\n\n'))
  })
}

describe('reading several messages at once', () => {
  it('answers 207 with a status for each, then each reply, in the order of the path', async () => {
    using world = startWorld()
    const [one = '', two = ''] = await texts(world, 2)
    const reply = await world.get(`${mailbox}/${two},999,${one}`)
    assert.equal(reply.status, 207)
    const [summary, ...bodies] = partsOf(reply)
    const path = `${origin}/restapi/v1.0/account/1/extension/${ids.ann}/message-store`
    assert.deepEqual(summary, {
      response: [
        { href: `${path}/${two}`, status: 200, responseDescription: 'OK' },
        { href: `${path}/999`, status: 404, responseDescription: 'Not Found' },
        { href: `${path}/${one}`, status: 200, responseDescription: 'OK' },
      ],
    })
    const [first, missing, last] = bodies as Record<string, unknown>[]
    assert.deepEqual([first?.['subject'], last?.['subject']], ['text 1', 'text 0'])
    assert.deepEqual([missing?.['errorCode'], missing?.['parameterName']], ['CMN-102', 'messageId'])
  })

  it('answers one JSON array where that is asked for', async () => {
    using world = startWorld()
    const [one = ''] = await texts(world, 1)
    const reply = await world.get(`${mailbox}/${one},abc`, { headers: { accept: jsonForm } })
    assert.equal(reply.status, 207)
    assert.equal(reply.headers.get('content-type'), `${jsonForm};charset=UTF-8`)
    const entries = JSON.parse(reply.bytes.toString()) as {
      resourceId: string
      status: number
      body: { id?: number; errorCode?: string }
    }[]
    assert.deepEqual(
      entries.map(({ resourceId, status, body }) => [
        resourceId,
        status,
        body.id ?? body.errorCode,
      ]),
      [
        [one, 200, Number(one)],
        ['abc', 404, 'CMN-102'],
      ],
    )
  })

  it('answers a list of one id with 207 too, and one id as ever', async () => {
    using world = startWorld()
    const [one = ''] = await texts(world, 1)
    assert.equal((await world.get(`${mailbox}/${one},`)).status, 207)
    assert.equal((await world.get(`${mailbox}/${one}`)).status, 200)
  })

  it('counts as one call', async () => {
    using world = startWorld({ limits: 'guide' })
    const [one = '', two = ''] = await texts(world, 2)
    const { headers } = await world.get(`${mailbox}/${one},${two}`)
    assert.equal(headers.get('x-rate-limit-remaining'), '37')
  })

  for (const profile of ['guide', 'live'] as const) {
    it(`refuses more than 50 ids under ${profile}`, async () => {
      using world = startWorld({ profile })
      const list = Array.from({ length: 51 }, (_, index) => index + 1).join(',')
      const { status, body } = await world.get(`${mailbox}/${list}`)
      assert.equal(status, 400)
      assert.equal(body.errorCode, profile === 'guide' ? 'CMN-101' : 'InvalidMultipartRequest')
      assert.match(body.message, /limited to 50/)
    })
  }
})

describe('deleting several messages at once', () => {
  it('answers 204 when all are gone, 207 when one was not there', async () => {
    using world = startWorld()
    const [one = '', two = '', three = ''] = await texts(world, 3)
    const all = await world.call('DELETE', `${mailbox}/${one},${two}`)
    assert.deepEqual([all.status, all.bytes.length], [204, 0])
    const some = await world.call('DELETE', `${mailbox}/${three},999`)
    assert.equal(some.status, 207)
    const { body } = await world.get(`${mailbox}?availability=Deleted`)
    assert.deepEqual(
      body.records.map(({ id }: { id: number }) => String(id)).toSorted(),
      [one, two, three].toSorted(),
    )
  })

  it('takes the ids from the body where the path says *', async () => {
    using world = startWorld()
    const sent = await texts(world, 3)
    const reply = await world.call('DELETE', `${mailbox}/*`, { json: sent.map(Number) })
    assert.equal(reply.status, 204)
    assert.equal((await world.get(mailbox)).body.paging.totalElements, 0)
  })

  for (const [what, json] of [
    ['an entry without an id', [{}]],
    ['an entry that is no id', [null]],
    ['over a thousand ids', Array.from({ length: 1001 }, (_, index) => index + 1)],
  ] as const) {
    it(`refuses ${what} and deletes nothing`, async () => {
      using world = startWorld()
      await texts(world, 1)
      const { status } = await world.call('DELETE', `${mailbox}/*`, { json })
      assert.equal(status, 400)
      assert.equal((await world.get(mailbox)).body.paging.totalElements, 1)
    })
  }

  it('refuses a body that is no JSON, or none at all', async () => {
    using world = startWorld()
    const send = (body: string) =>
      world.call('DELETE', `${mailbox}/*`, { raw: { type: 'application/json', body } })
    assert.equal((await send('[1,')).status, 400)
    assert.equal((await send('')).status, 400)
    const lying = multipart([{ headers: [], content: '1' }], 'b').subarray(0, 12)
    const broken = await world.call('DELETE', `${mailbox}/*`, {
      raw: { type: 'multipart/mixed; boundary=b', body: lying },
    })
    assert.equal(broken.status, 400)
  })
})

test('presence of several extensions comes at once, each under its own right', async () => {
  using world = startWorld()
  const list = `/restapi/v1.0/account/~/extension/${ids.ann},${ids.bob},${ids.zoe}/presence`
  const reply = await world.get(list, { headers: { accept: jsonForm } })
  const entries = JSON.parse(reply.bytes.toString()) as { status: number }[]
  assert.deepEqual(
    entries.map(({ status }) => status),
    [200, 200, 404],
  )
})

test('a list is refused where the method takes one id', async () => {
  using world = startWorld()
  const { status, body } = await world.get(`${own}/ring-out/a,b`)
  assert.deepEqual([status, body.errorCode], [404, 'CMN-102'])
})
