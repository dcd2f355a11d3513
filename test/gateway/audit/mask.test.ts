import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { createMask } from '#gateway/audit/mask'
import { key } from './world.ts'

const mask = createMask(key)

/** A keyed hash by its description in docs/audit-log.md. */
const keyed = (text: string) =>
  createHash('sha256').update(key.toString('hex')).update(text).digest('base64url').slice(0, 22)

describe('a masked text', () => {
  it('is its length and a keyed hash', () => {
    assert.deepEqual(mask.text('hello'), { length: 5, hash: keyed('text:hello') })
    assert.deepEqual(mask.text(''), { length: 0, hash: keyed('text:') })
  })

  it('differs under another key', () => {
    assert.notEqual(createMask(Buffer.alloc(32, 8)).text('hello').hash, mask.text('hello').hash)
  })

  it('is made under a key of 32 bytes only', () => {
    assert.throws(() => createMask(Buffer.alloc(16)), RangeError)
  })
})

describe('a masked phone number', () => {
  it('is the same however it is written', () => {
    const hashed = { last: '0199', hash: keyed('phone:16505550199') }
    for (const text of [
      '+16505550199',
      '16505550199',
      '(650) 555-0199',
      '650.555.0199',
      '6505550199',
    ]) {
      assert.deepEqual(mask.phone(text), hashed, text)
    }
    assert.notEqual(mask.phone('+6505550199').hash, hashed.hash)
  })

  it('never shows more than half of the digits', () => {
    const shown = (text: string) => {
      const masked = mask.phone(text)
      return 'last' in masked ? masked.last : null
    }
    assert.deepEqual(['123', '1234', '72345', '7234567', '16505550199'].map(shown), [
      '3',
      '34',
      '45',
      '567',
      '0199',
    ])
  })

  it('is a text when it does not look like a number', () => {
    assert.deepEqual(mask.phone('call me'), mask.text('call me'))
    assert.deepEqual(mask.phone('12'), mask.text('12'))
  })
})

describe('a digest of arguments', () => {
  it('is a keyed hash of the hash of the body and the query', () => {
    const inner = createHash('sha256').update('{"a":1}').digest('hex')
    assert.equal(mask.digest('page=2', '{"a":1}'), keyed(`call:${inner}:page=2`))
    assert.equal(mask.digest('page=2', Buffer.from('{"a":1}')), mask.digest('page=2', '{"a":1}'))
  })
})
