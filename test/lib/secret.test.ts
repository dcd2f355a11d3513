import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createSeal, hashSecret, randomSecret, sameSecret } from '#lib/secret'

test('a sealed text opens under the same key and purpose alone', () => {
  const seal = createSeal(randomBytes(32))
  const sealed = seal.seal('client secret', 'connection 1')
  assert.equal(seal.open(sealed, 'connection 1'), 'client secret')
  assert.throws(() => seal.open(sealed, 'connection 2'))
  assert.throws(() => createSeal(randomBytes(32)).open(sealed, 'connection 1'))
  assert.ok(!sealed.includes('client'))
})

test('a sealed text with one bit changed does not open', () => {
  const seal = createSeal(randomBytes(32))
  const sealed = seal.seal('client secret', 'p')
  const bytes = Buffer.from(sealed.slice(3), 'base64url')
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  assert.throws(() => seal.open(`v1.${bytes.toString('base64url')}`, 'p'))
})

test('sealing the same text twice gives two different texts', () => {
  const seal = createSeal(randomBytes(32))
  assert.notEqual(seal.seal('x', 'p'), seal.seal('x', 'p'))
})

test('secrets are 43 characters, differ, and are stored as a hash that does not hold them', () => {
  const [one, other] = [randomSecret(), randomSecret()]
  assert.equal(one.length, 43)
  assert.notEqual(one, other)
  assert.ok(!hashSecret(one).includes(one))
  assert.ok(sameSecret(one, one))
  assert.ok(!sameSecret(one, other))
})
