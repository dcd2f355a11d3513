import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { uriOf } from '#platform/stages/paging'
import { runs } from '../../fuzz.ts'

test('a query is written as a form is, whatever is in it', () => {
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('2026-11-23T21:29:30.123Z'))
  fc.assert(
    fc.property(fc.array(value), value, (list, one) => {
      const expected = new URLSearchParams([...list.map((each) => ['a b', each]), ['c', one]])
      const query = { 'a b': list, none: undefined, c: one }
      assert.equal(uriOf('http://host', '/path', query), `http://host/path?${expected.toString()}`)
    }),
    runs(200),
  )
  assert.equal(uriOf('http://host', '/path', { none: undefined }), 'http://host/path')
})
