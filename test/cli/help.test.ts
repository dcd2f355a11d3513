import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from 'commander'
import { addLevers } from '#cli/levers/commands'
import { createProgram, everyCommand } from '#cli/ringfence'
import { examplesOf } from '#cli/command'
import { exitCodes } from '#cli/exit-codes'
import { systemClock } from '#lib/clock'
import { command } from './world.ts'

const nowhere = { write: () => true }
const program = createProgram(
  {
    env: {},
    stdout: nowhere,
    stderr: nowhere,
    clock: systemClock(),
    stop: () => AbortSignal.abort(),
  },
  addLevers,
)

const wordsOf = (one: Command): string[] => (one.parent ? [...wordsOf(one.parent), one.name()] : [])

test('every command takes --help, and those that do something --json with examples in their help', async () => {
  const commands = everyCommand(program)
  assert.ok(commands.length >= 20)
  for (const one of commands) {
    // oxlint-disable-next-line no-await-in-loop
    const { code, stdout, stderr } = await command([...wordsOf(one), '--help'])
    assert.equal(code, 0, one.name())
    assert.equal(stderr, '')
    assert.match(stdout, /^Usage: ringfence/)
    if (one.commands.length > 0 && examplesOf(one).length === 0) continue
    assert.match(stdout, /--json/, one.name())
    assert.match(stdout, /Examples:/, one.name())
  }
})

test('every example names a command and options that exist', () => {
  for (const one of everyCommand(program)) {
    for (const example of examplesOf(one)) {
      const own = example.split(' | ')[0] ?? ''
      const named = wordsOf(one)
      assert.ok(own.startsWith(['ringfence', ...named].join(' ')), example)
      const options = [...own.matchAll(/ (--?[a-z][a-z-]*)/g)].map((match) => match[1])
      for (const option of options) {
        assert.ok(
          one.options.some(({ short, long }) => option === short || option === long),
          example,
        )
      }
    }
  }
})

test('the help names every exit code', async () => {
  const { stdout } = await command(['--help'])
  for (const { code, meaning } of Object.values(exitCodes)) {
    assert.ok(stdout.includes(`  ${code}  ${meaning}`))
  }
})

test('no words at all print the help as a mistake; --version prints the version', async () => {
  const nothing = await command([])
  assert.equal(nothing.code, 2)
  assert.match(nothing.stderr, /Usage: ringfence/)
  assert.equal((await command(['agent'])).code, 2)
  const version = await command(['--version'])
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/)
})
