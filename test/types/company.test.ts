// Compile-time proof for the company's settings: see rc-ex.test.ts, which says how it works.
// oxlint-disable import/default -- the linter does not read .d.mts files; tsc does and finds the exports
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type ForwardAllCompanyCallsInfo from '@rc-ex/core/definitions/ForwardAllCompanyCallsInfo'
import type ForwardAllCompanyCallsRequest from '@rc-ex/core/definitions/ForwardAllCompanyCallsRequest'
import type IvrPrompts from '@rc-ex/core/definitions/IvrPrompts'
import type PromptInfo from '@rc-ex/core/definitions/PromptInfo'
import type TMAddFile from '@rc-ex/core/definitions/TMAddFile'
import type UpdateIVRPromptRequest from '@rc-ex/core/definitions/UpdateIVRPromptRequest'
import type { BodyOf, Fits, Full, Loose, ReplyOf } from './fits.ts'

type Replies = [
  Fits<ReplyOf<'listIvrPrompts'>, Loose<IvrPrompts>>,
  Fits<ReplyOf<'createIVRPrompt'>, Loose<PromptInfo>>,
  Fits<ReplyOf<'readIVRPrompt'>, Loose<PromptInfo>>,
  Fits<ReplyOf<'updateIVRPrompt'>, Loose<PromptInfo>>,
  Fits<ReplyOf<'getForwardAllCompanyCalls'>, Loose<ForwardAllCompanyCallsInfo>>,
  Fits<ReplyOf<'updateForwardAllCompanyCalls'>, Loose<ForwardAllCompanyCallsInfo>>,
  // The specification of 2024-05-29 says the file itself, the client (which is newer) a list of one.
  Fits<ReplyOf<'createGlipFileNew'>, Loose<TMAddFile>>,
  Fits<ReplyOf<'createGlipFileNew'>, Pick<Loose<TMAddFile>[], 0>>,
]

type Bodies = [
  Fits<Full<UpdateIVRPromptRequest>, BodyOf<'updateIVRPrompt'>>,
  Fits<Full<ForwardAllCompanyCallsRequest>, BodyOf<'updateForwardAllCompanyCalls'>>,
]

test('replies and bodies of the company’s settings agree with the types of @rc-ex/core', () => {
  const compiled: [Replies['length'], Bodies['length']] = [8, 2]
  assert.deepEqual(compiled, [8, 2])
})
