// The example agent's own tests, run as a user runs them: by node:test and by vitest.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run } from './run.ts'

const example = 'examples/appointment-reminder'

test('the example agent passes its tests in node:test', async () => {
  const args = ['--test', '--test-reporter=spec', `${example}/agent.test.ts`]
  const { code, output } = await run(process.execPath, args)
  assert.equal(code, 0, output)
  assert.match(output, /pass 3/)
})

test('and in vitest', async () => {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--root', example]
  const { code, output } = await run(process.execPath, args)
  assert.equal(code, 0, output)
  assert.match(output, /3 passed/)
})
