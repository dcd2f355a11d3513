// The example agent's own tests, run as a user runs them: by node:test and by vitest.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const example = 'examples/appointment-reminder'

/** Runs a command at the root of the project; its exit code and all that it wrote. */
function run(command: string, args: readonly string[]) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    // The runner of this very test would else take the child for a part of itself.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }))
  })
}

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
