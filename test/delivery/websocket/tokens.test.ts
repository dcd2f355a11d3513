import assert from 'node:assert/strict'
import { test } from 'node:test'
import { obstacle, readToken, wscOf } from '#delivery/websocket/tokens'

test('a token says again what it was made of', () => {
  const { token, sequence } = wscOf(7, 'a-secret_1', 1_000)
  assert.deepEqual(readToken(token), { secret: 'a-secret_1', cursor: 1_000 })
  assert.equal(sequence, 1_007)
})

test('a text that is no token is none', () => {
  for (const text of ['', 'x', '.', 'x.', '.1', 'x.1.2', 'x y.1', 'x.-1', `${'x'.repeat(101)}.1`]) {
    assert.equal(readToken(text), null, text)
  }
})

test('only the same login takes a session up, in time, with a subscription', () => {
  const stored = { id: 1, owner: 'ann', subscriptionId: 's', leftAt: 0 }
  const asked = { owner: 'ann', cursor: 5, newest: 5, now: 179_999, timeoutMs: 180_000 }
  assert.equal(obstacle(stored, asked), null)
  assert.equal(obstacle({ ...stored, leftAt: null }, { ...asked, now: 1e9 }), null)
  assert.equal(obstacle(undefined, asked), 'WSG-1005')
  assert.equal(obstacle(stored, { ...asked, owner: 'bob' }), 'WSG-1003')
  assert.equal(obstacle(stored, { ...asked, now: 180_000 }), 'WSG-1005')
  assert.equal(obstacle({ ...stored, subscriptionId: null }, asked), 'WSG-1005')
  assert.equal(obstacle(stored, { ...asked, newest: 4 }), 'WSG-1005')
})
