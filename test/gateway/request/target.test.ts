import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '#catalog/errors'
import { maxTargetLength, parseTarget } from '#gateway/request/target'

const refused = (error: unknown) =>
  error instanceof ApiError && error.code === 'CMN-101' && error.details.parameterName === 'path'

test('a target is taken apart into segments and the query as sent', () => {
  assert.deepEqual(parseTarget('/restapi/v1.0/account/~/extension/101?a=b%20c&d'), {
    segments: ['restapi', 'v1.0', 'account', '~', 'extension', '101'],
    query: 'a=b%20c&d',
  })
  assert.deepEqual(parseTarget('/a/%7E/%7e/').segments, ['a', '~', '~'])
  assert.deepEqual(parseTarget('/').segments, [])
})

test('what another parser might read otherwise is refused', () => {
  for (const target of [
    '',
    'a/b',
    'http://127.0.0.1/a',
    '//a/b',
    '/a//b',
    '/a/b//',
    '/a/./b',
    '/a/../b',
    '/a/%2e%2e/b',
    '/a/.%2E/b',
    '/a%2Fb',
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '/a%252Fb',
    '/a%257E/b',
    '/a;x=y/b',
    '/a/b#c',
    '/a/b?c#d',
    '/a b',
    '/a\tb',
    '/a\r\nHost: x',
    '/a\u0000b',
    '/a%00b',
    '/ä',
    '/a/\u0661',
    '/a?b=\u00fc',
    '/a?b="c"',
    '/a/%',
    '/a/%zz',
    `/${'a'.repeat(257)}`,
    `/${'a/'.repeat(17)}`,
    `/a?${'b'.repeat(maxTargetLength)}`,
  ]) {
    assert.throws(() => parseTarget(target), refused, JSON.stringify(target))
  }
})
