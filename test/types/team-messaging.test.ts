// Compile-time proof for team messaging beyond the guide: see rc-ex.test.ts, which says how it works.
// oxlint-disable import/default -- the linter does not read .d.mts files; tsc does and finds the exports
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type TMPostInfo from '@rc-ex/core/definitions/TMPostInfo'
import type TMUpdatePostRequest from '@rc-ex/core/definitions/TMUpdatePostRequest'
import type { BodyOf, Fits, Full, Loose, ReplyOf } from './fits.ts'

type Replies = [
  Fits<ReplyOf<'readGlipPostNew'>, Loose<TMPostInfo>>,
  Fits<ReplyOf<'patchGlipPostNew'>, Loose<TMPostInfo>>,
]

type Bodies = [Fits<Full<TMUpdatePostRequest>, BodyOf<'patchGlipPostNew'>>]

test('replies and bodies of team messaging agree with the types of @rc-ex/core', () => {
  const compiled: [Replies['length'], Bodies['length']] = [2, 1]
  assert.deepEqual(compiled, [2, 1])
})
