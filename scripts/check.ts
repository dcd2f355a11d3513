// `npm run check`: everything that can be judged without a process, a browser or fuzzing, side by side
// where two cores allow. Stops with the output of what failed.
import { spawn } from 'node:child_process'

const tests = (pattern: string) => ['--test', '--test-isolation=none', '--test-force-exit', pattern]

const steps: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['format', 'oxfmt', ['--check', '.']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['types', 'tsc', ['-p', '.']],
  ['types of the console', 'tsc', ['-p', 'tsconfig.console.json']],
  ['dead code', 'knip', []],
  ['generated docs', 'node', ['scripts/generate-docs.ts', '--check']],
  // The platform's are half of all: a core each.
  ['tests of the platform', 'node', tests('test/platform/**/*.test.ts')],
  [
    'tests of all else',
    'node',
    tests(
      'test/{*.test.ts,{lib,catalog,storage,delivery,gateway,admin,reference,types}/**/*.test.ts}',
    ),
  ],
]

function run(name: string, command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const started = performance.now()
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const output: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)))
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
      const text = Buffer.concat(output).toString('utf8')
      if (code !== 0) console.log(text)
      else if (name.startsWith('tests')) console.log(text.slice(text.lastIndexOf('ℹ tests')))
      resolve(code === 0)
    })
  })
}

const results = await Promise.all(steps.map(([name, command, args]) => run(name, command, args)))
process.exitCode = results.every(Boolean) ? 0 : 1
