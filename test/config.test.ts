import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig } from '#src/config'

test('a PubNub keyset is read whole or not at all, and its origin is PubNub’s unless told otherwise', () => {
  const keys = {
    RINGFENCE_PUBNUB_PUBLISH_KEY: 'pub-c-canary',
    RINGFENCE_PUBNUB_SUBSCRIBE_KEY: 'sub-c-real',
  }
  assert.equal(readConfig({}, {}).pubNub, null)
  const expected = { publishKey: 'pub-c-canary', subscribeKey: 'sub-c-real' }
  assert.deepEqual(readConfig({}, keys).pubNub, { ...expected, origin: 'https://ps.pndsn.com' })
  const elsewhere = readConfig({}, { ...keys, RINGFENCE_PUBNUB_ORIGIN: 'http://127.0.0.1:1/' })
  assert.deepEqual(elsewhere.pubNub, { ...expected, origin: 'http://127.0.0.1:1' })
  for (const missing of Object.keys(keys)) {
    assert.throws(
      () => readConfig({}, { ...keys, [missing]: '' }),
      (error: Error) => error instanceof ConfigError && !error.message.includes('canary'),
    )
  }
  const wrong = { ...keys, RINGFENCE_PUBNUB_ORIGIN: 'ftp://x' }
  assert.throws(() => readConfig({}, wrong), /RINGFENCE_PUBNUB_ORIGIN takes an http/)
})
