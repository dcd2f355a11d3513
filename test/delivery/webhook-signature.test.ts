// Signatures of Standard Webhooks, held against its official library and against a vector of its own tests.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { makeSigningSecret, signatureHeaders } from '#delivery/webhook/signature'
import { randomSecret } from '#lib/secret'

test('a known message has the known signature', () => {
  // The vector of the specification's libraries.
  const headers = signatureHeaders(
    { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330_000, body: '{"test": 2432232314}' },
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  )
  assert.deepEqual(headers, {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('the official library takes the signature with either key while one is rotated, and no other', () => {
  const [older, newer, other] = [0, 1, 2].map(() => makeSigningSecret(randomSecret))
  assert.ok(older && newer && other)
  const body = '{"uuid":"é","body":{}}'
  const headers = signatureHeaders({ id: 'u1', at: Date.now(), body }, [newer, older])
  assert.equal(headers['webhook-signature'].split(' ').length, 2)
  for (const secret of [older, newer]) {
    assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body))
  }
  assert.throws(() => new Webhook(other).verify(body, headers), WebhookVerificationError)
  assert.throws(() => new Webhook(newer).verify(`${body} `, headers), WebhookVerificationError)
})

test('a secret is whsec_ with at least 24 bytes in base64', () => {
  const secret = makeSigningSecret(randomSecret)
  assert.match(secret, /^whsec_[A-Za-z0-9+/]+={0,2}$/)
  const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64').length
  assert.ok(bytes >= 24 && bytes <= 64, `${bytes}`)
})
