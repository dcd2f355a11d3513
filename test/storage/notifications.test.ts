// What is kept of notifications: everything that is on its way, and of the rest what is not old.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { openDatabase } from '#storage/database'
import { notifications as tables } from '#storage/migrations/notifications'
import { createNotifications } from '#storage/notifications'

const day = 24 * 60 * 60 * 1000

test('what ended, or nobody fetched, more than three days ago is forgotten with its event; what waits is kept', () => {
  using db = new DisposableStack()
  const database = db.adopt(openDatabase(':memory:', [tables]), (one) => one.close())
  const notifications = createNotifications(database)
  const add = (at: number, uuid: string) => {
    const eventId = notifications.addEvent(at, '{}')
    const one = { uuid, eventId, subscriptionId: 's', filter: '/f', ownerId: '1', at, nextAt: at }
    return notifications.add(one)
  }
  const end = (id: number, at: number) => {
    const [leased] = notifications.claim(new Map([['s', 1]]), at, { id: 'l', until: at + 1 })
    assert.equal(leased?.id, id)
    const attempt = { at, ms: 1, request: '{}', status: 200, answer: null, reason: null }
    assert.ok(notifications.finish(leased, { state: 'delivered', at }, attempt))
  }
  end(add(0, 'old'), 0)
  notifications.add({
    uuid: 'never fetched',
    eventId: notifications.addEvent(0, '{}'),
    subscriptionId: 'listened',
    filter: '/f',
    ownerId: '1',
    at: 0,
    nextAt: null,
  })
  const waits = add(0, 'waits')
  database.run(sql`update notification set next_at = ${10 * day} where id = ${waits}`)
  for (let count = 0; count < 600; count += 1) add(4 * day, `new ${count}`)
  assert.deepEqual(
    notifications
      .list({}, 1000)
      .filter(({ at }) => at === 0)
      .map(({ uuid }) => uuid),
    ['waits'],
  )
  assert.equal(database.get<{ n: number }>(sql`select count(*) as n from attempt`)?.n, 0)
  assert.equal(database.get<{ n: number }>(sql`select count(*) as n from event where at = 0`)?.n, 1)
})
