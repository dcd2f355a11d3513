// Runs a command as a user does, in a process of its own.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The exit code of a command and all that it wrote. It runs at the root of the project unless told where. */
export function run(command: string, args: readonly string[], cwd: string = root) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    // The runner of the calling test would else take the child for a part of itself.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }))
  })
}
