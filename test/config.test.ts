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

test('webhooks lead anywhere only where nobody else reaches the gateway, unless the operator says so', () => {
  const networks = (flags: object, environment = {}) =>
    readConfig(flags, environment).webhookNetworks
  assert.equal(networks({}), 'any')
  assert.equal(networks({ host: '::1' }), 'any')
  assert.equal(networks({ host: '0.0.0.0' }), 'public')
  assert.equal(networks({ publicUrl: 'https://gateway.example' }), 'public')
  assert.equal(networks({ host: '0.0.0.0' }, { RINGFENCE_WEBHOOK_NETWORKS: 'any' }), 'any')
  assert.throws(
    () => networks({}, { RINGFENCE_WEBHOOK_NETWORKS: 'some' }),
    /RINGFENCE_WEBHOOK_NETWORKS takes public or any/,
  )
})

test('events come by webhook only to a gateway that has a public URL', () => {
  const environment = { RINGFENCE_UPSTREAM_EVENTS: 'webhook' }
  assert.throws(() => readConfig({}, environment), /RINGFENCE_PUBLIC_URL/)
  const { upstreamEvents } = readConfig({ publicUrl: 'https://gateway.example' }, environment)
  assert.equal(upstreamEvents, 'webhook')
})
