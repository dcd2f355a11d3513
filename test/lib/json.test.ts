import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { jsonOf, lasting } from '#lib/json'
import { runs } from '../fuzz.ts'

const plain = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.string(), fc.option(fc.jsonValue(), { nil: undefined })),
)

test('a value is written as JSON.stringify writes it, whatever lasts of it', () => {
  fc.assert(
    fc.property(plain, fc.array(fc.jsonValue()), fc.boolean(), (value, records, isLasting) => {
      assert.equal(jsonOf(value), JSON.stringify(value))
      const reply = { ...Object(value), records: isLasting ? lasting(records) : records }
      assert.equal(jsonOf(reply), JSON.stringify(reply))
      assert.equal(jsonOf(reply), JSON.stringify(reply))
    }),
    runs(200),
  )
})

test('what lasts is written once, and as it was then', () => {
  const records = lasting([1])
  assert.equal(jsonOf({ records, page: 1 }), '{"records":[1],"page":1}')
  records.push(2)
  assert.equal(jsonOf({ records, page: 2 }), '{"records":[1],"page":2}')
  assert.equal(jsonOf({ records: [...records] }), '{"records":[1,2]}')
})
