import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, hashPasswordNow, passwordCosts, verifyPassword } from '#lib/password'
import { hashSecret } from '#lib/secret'

const quick = { n: 16, r: 8, p: 1 }

test('a password is known again by its hash, another is not', async () => {
  const stored = await hashPassword('correct horse 9', quick)
  assert.equal(await verifyPassword('correct horse 9', stored), true)
  assert.equal(await verifyPassword('correct horse 8', stored), false)
  assert.equal(await verifyPassword('', stored), false)
})

test('the hash names its algorithm and its cost, and differs each time', async () => {
  const stored = await hashPassword('correct horse 9')
  assert.match(stored, /^scrypt\$16384\$8\$5\$[\w-]{22}\$[\w-]{43}$/)
  assert.notEqual(await hashPassword('a', quick), await hashPassword('a', quick))
})

test('a person’s password costs at least what OWASP advises, a seed’s little', () => {
  assert.deepEqual(passwordCosts, {
    chosen: { n: 16_384, r: 8, p: 5 },
    light: { n: 1024, r: 8, p: 1 },
  })
})

test('a password that was hashed at once is known too', async () => {
  const stored = hashPasswordNow('correct horse 9', quick)
  assert.equal(await verifyPassword('correct horse 9', stored), true)
  assert.equal(await verifyPassword('correct horse 8', stored), false)
})

test('where no password is stored, none is right', async () => {
  assert.equal(await verifyPassword('', null), false)
  assert.equal(await verifyPassword('anything', null), false)
})

test('a letter is the same letter however the keyboard composes it', async () => {
  const stored = await hashPassword('Zo\u00eb 1234', quick)
  assert.equal(await verifyPassword('Zoe\u0308 1234', stored), true)
})

test('the hash that version 0.1 stored still opens', async () => {
  const stored = hashSecret('correct horse 9')
  assert.equal(await verifyPassword('correct horse 9', stored), true)
  assert.equal(await verifyPassword(stored, stored), false)
})
