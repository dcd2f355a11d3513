// PubNub's subscribe protocol by raw requests: what is answered when, and what counts as received.
import assert from 'node:assert/strict'
import { createDecipheriv } from 'node:crypto'
import { describe, it } from 'node:test'
import type { DroppedConnection } from '#lib/dropped-connection'
import { bobsKey, key, noon, settle, startWorld, uuidsOf } from './world.ts'

const isDropped = ({ message }: DroppedConnection) => message === 'fetch failed'

/** Whether a promise has come to an end by now. */
async function isOver(promise: Promise<unknown>): Promise<boolean> {
  let over = false
  const end = () => (over = true)
  promise.then(end, end)
  await settle()
  return over
}

describe('the first call', () => {
  it('is answered at once with where to start, and no message of before', async () => {
    const { poll, publish, text } = startWorld()
    await publish('ann')
    const start = await poll('ann')
    assert.match(start.t.t, /^\d{17}$/)
    assert.deepEqual(start, { t: { t: start.t.t, r: 1 }, m: [] })
    assert.deepEqual(await poll('ann', '0'), start)
    assert.equal(
      (await text(`/v2/subscribe/${key}/ann/0?tt=0`)).text,
      `{"t":{"t":"${start.t.t}","r":1},"m":[]}`,
    )
  })

  it('tells a start that holds for every other channel too', async () => {
    const { poll, publish } = startWorld()
    await publish('bob', 'bob')
    const { t } = await poll('ann')
    const waiting = poll('ann,bob', t.t)
    assert.equal(await isOver(waiting), false)
    await publish('ann')
    assert.deepEqual(uuidsOf(await waiting), ['event-3'])
  })
})

describe('a poll', () => {
  it('answers what came since its timetoken, in PubNub’s envelope', async () => {
    const { poll, publish } = startWorld()
    const { t } = await poll('ann')
    await publish('ann', 'cleo', 'ann')
    const page = await poll('ann', t.t)
    assert.deepEqual(uuidsOf(page), ['event-1', 'event-3'])
    const [first, last] = page.m
    assert.deepEqual(first, {
      a: '1',
      f: 514,
      i: 'RingCentral',
      p: { t: first?.p.t, r: 1 },
      k: key,
      c: 'ann',
      d: {
        uuid: 'event-1',
        event: '/x',
        timestamp: '2026-11-23T12:00:00.000Z',
        subscriptionId: 'ann',
        ownerId: '1',
        body: { count: 1 },
      },
      b: 'ann',
    })
    assert.equal(page.t.t, last?.p.t)
    assert.ok(t.t < (first?.p.t ?? '') && (first?.p.t ?? '') < page.t.t)
  })

  it('waits until something happens on one of its channels', async () => {
    const { poll, publish } = startWorld()
    const { t } = await poll('ann,cleo')
    const waiting = poll('ann%2Ccleo', t.t)
    await publish('bob')
    assert.equal(await isOver(waiting), false)
    await publish('cleo')
    const page = await waiting
    assert.deepEqual(uuidsOf(page), ['event-2'])
    assert.equal(page.m[0]?.c, 'cleo')
  })

  it('gives the messages of several channels in the order they happened', async () => {
    const { poll, publish } = startWorld()
    const { t } = await poll('ann,cleo')
    await publish('cleo', 'ann', 'cleo')
    const page = await poll('ann,cleo', t.t)
    assert.deepEqual(uuidsOf(page), ['event-1', 'event-2', 'event-3'])
    assert.deepEqual(
      page.m.map(({ c }) => c),
      ['cleo', 'ann', 'cleo'],
    )
  })

  it('encrypts with the key of the subscription', async () => {
    const { poll, publish } = startWorld()
    const { t } = await poll('bob')
    await publish('bob')
    const sealed = (await poll('bob', t.t)).m[0]?.d as string
    const decipher = createDecipheriv('aes-128-ecb', Buffer.from(bobsKey, 'base64'), null)
    const envelope = decipher.update(sealed, 'base64', 'utf8') + decipher.final('utf8')
    assert.equal(JSON.parse(envelope).uuid, 'event-1')
  })

  it('ends with nothing after 280 seconds of the machine, and goes on from where it was', async () => {
    const { poll, publish, machine } = startWorld()
    const { t } = await poll('ann')
    const waiting = poll('ann', t.t)
    await settle()
    await machine.advance(279_999)
    assert.equal(await isOver(waiting), false)
    await machine.advance(1)
    assert.deepEqual(await waiting, { t, m: [] })
    await publish('ann')
    assert.deepEqual(uuidsOf(await poll('ann', t.t)), ['event-1'])
  })

  it('takes a time, as of /time/0, for what came from then on', async () => {
    const { poll, publish, clock, text } = startWorld()
    await publish('ann')
    await clock.advance(1_000)
    const answered = await text('/time/0')
    assert.deepEqual(answered, { status: 200, text: `[${noon + 1_000}0000]` })
    await publish('ann', 'ann')
    const now = answered.text.slice(1, -1)
    assert.deepEqual(uuidsOf(await poll('ann', now)), ['event-2', 'event-3'])
    assert.deepEqual(uuidsOf(await poll('ann', '1')), ['event-1', 'event-2', 'event-3'])
  })

  it('gives who was away for long the 100 newest, and the older ones up with the reason', async () => {
    const { poll, publish, notifications } = startWorld()
    const { t } = await poll('ann')
    await publish(...Array.from({ length: 103 }, () => 'ann'))
    const page = await poll('ann', t.t)
    assert.equal(page.m.length, 100)
    assert.equal(uuidsOf(page)[0], 'event-4')
    const lost = notifications.list({ state: 'failed' }, 10)
    assert.deepEqual(
      lost.map(({ uuid }) => uuid),
      ['event-3', 'event-2', 'event-1'],
    )
    assert.match(lost[0]?.reason ?? '', /keeps 100 messages/)
    assert.deepEqual(await poll('ann', t.t), page)
  })

  it('ignores what PubNub’s clients send beside, and does not tell who is there', async () => {
    const { poll, publish, text } = startWorld()
    const { t } = await poll('ann,ann-pnpres')
    await publish('ann')
    const query = `tt=${t.t}&tr=42&filter-expr=x%3D%3D1&heartbeat=300&uuid=u&pnsdk=js&auth=a&state=%7B%7D&callback=f`
    const { text: body } = await text(`/v2/subscribe/${key}/ann,ann-pnpres/0?${query}`)
    assert.deepEqual(uuidsOf(JSON.parse(body)), ['event-1'])
  })
})

describe('what counts as received', () => {
  it('is what a client comes back past, not what it was only answered', async () => {
    const { poll, publish, states } = startWorld()
    const { t } = await poll('ann')
    await publish('ann', 'ann', 'cleo')
    const page = await poll('ann', t.t)
    assert.deepEqual(await poll('ann', t.t), page, 'an answer that was lost is given again')
    assert.deepEqual(states(), ['event-1 pending', 'event-2 pending', 'event-3 pending'])
    const later = poll('ann', page.m[0]?.p.t)
    assert.deepEqual(uuidsOf(await later), ['event-2'])
    await settle()
    assert.deepEqual(states(), ['event-1 delivered', 'event-2 pending', 'event-3 pending'])
  })

  it('is still there for a second listener of the channel', async () => {
    const { poll, publish } = startWorld()
    const { t } = await poll('ann')
    await publish('ann')
    const page = await poll('ann', t.t)
    const gone = new AbortController()
    const first = poll('ann', page.t.t, gone.signal)
    await settle()
    assert.deepEqual(await poll('ann', t.t), page)
    gone.abort()
    await first.catch(() => {})
  })
})

describe('before a notification leaves', () => {
  it('is what its owner makes of it, and what may not leave is left out and given up', async () => {
    const world = startWorld({
      prepare: async ({ uuid }) =>
        uuid === 'event-2' ? { withheld: 'no grant' } : JSON.stringify({ uuid, reduced: true }),
    })
    const { poll, publish, notifications } = world
    const { t } = await poll('ann')
    await publish('ann', 'ann', 'ann')
    const page = await poll('ann', t.t)
    assert.deepEqual(
      page.m.map(({ d }) => d),
      [
        { uuid: 'event-1', reduced: true },
        { uuid: 'event-3', reduced: true },
      ],
    )
    const [given] = notifications.list({ state: 'failed' }, 10)
    assert.deepEqual([given?.uuid, given?.reason], ['event-2', 'no grant'])
  })

  it('keeps a poll waiting when nothing of what happened may leave', async () => {
    const { poll, publish } = startWorld({
      prepare: async ({ uuid }) => (uuid === 'event-1' ? { withheld: 'no' } : '{}'),
    })
    const { t } = await poll('ann')
    const waiting = poll('ann', t.t)
    await publish('ann')
    assert.equal(await isOver(waiting), false)
    await publish('ann')
    assert.equal((await waiting).m.length, 1)
  })

  it('drops the connection when that cannot be said, and loses nothing', async () => {
    let isBroken = true
    const { poll, publish, errors } = startWorld({
      prepare: async () => {
        if (isBroken) throw new Error('no disk')
        return '{}'
      },
    })
    const { t } = await poll('ann')
    await publish('ann')
    await assert.rejects(poll('ann', t.t), isDropped)
    assert.equal(errors.length, 1)
    isBroken = false
    assert.equal((await poll('ann', t.t)).m.length, 1)
  })
})

describe('polls that wait', () => {
  it('are let go when their client is gone', async () => {
    const { poll, publish } = startWorld()
    const { t } = await poll('ann')
    const gone = new AbortController()
    const waiting = poll('ann', t.t, gone.signal)
    await settle()
    gone.abort()
    assert.equal(await isOver(waiting), true)
    await publish('ann')
    assert.equal((await poll('ann', t.t)).m.length, 1)
  })

  it('are answered with nothing at close, and later ones dropped', async () => {
    const { poll, pubNub, machine } = startWorld()
    const { t } = await poll('ann')
    const waiting = poll('ann', t.t)
    await settle()
    pubNub.close()
    assert.deepEqual(await waiting, { t, m: [] })
    await assert.rejects(poll('ann', t.t), isDropped)
    await machine.advance(1_000_000)
  })

  it('are told where they stand when the store was exchanged for an older one', async () => {
    const { poll, publish, pubNub, db } = startWorld()
    const before = db.copy()
    await publish('ann', 'ann')
    const { t } = await poll('ann')
    const waiting = poll('ann', t.t)
    await settle()
    db.replace(before)
    pubNub.renew()
    const page = await waiting
    assert.deepEqual(page.m, [])
    assert.ok(page.t.t < t.t)
    // Who was not waiting then finds out by itself.
    const late = poll('ann', t.t)
    await settle()
    await publish('ann')
    assert.deepEqual(uuidsOf(await poll('ann', page.t.t)), ['event-3'])
    assert.deepEqual(uuidsOf(await late), ['event-3'])
  })
})
