import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from '#lib/nearest'

const names = ['createSMSMessage', 'createMMS', 'createFaxMessage', 'readMessage', 'oauth/token']

for (const [written, expected] of [
  ['createSmsMesage', ['createSMSMessage', 'createFaxMessage']],
  ['readmessage', ['readMessage']],
  ['token', ['oauth/token']],
  ['xyz', []],
  ['', []],
] as const) {
  test(`whoever writes ${written || 'nothing'} may have meant ${expected.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(nearest(written, names), expected)
  })
}
