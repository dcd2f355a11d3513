import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { seededRandom } from '#lib/random'
import { SeedError } from '#platform/seed/file/problems'
import { readSeed } from '#platform/seed/file/read'
import { noon, planted, problemsOf } from './world.ts'

const context = { now: new Date(noon), random: seededRandom(1) }

/** Writes a seed's file into a folder of its own. */
async function fileOf(name: string, text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-seed-'))
  const path = join(folder, name)
  await writeFile(path, text)
  return {
    path,
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

const yaml = `
x-texting: &texting
  features: [CallerId, SmsSender]
account:
  name: Acme
extensions:
  - name: Ann
    number: 101
    numbers:
      - { number: +14155550142, <<: *texting }
  - name: Bea
texts:
  - { at: -2h, from: 14155550199, to: 101, text: Hello }
`

test('YAML is read with anchors, merges and numbers without quotes', async () => {
  await using file = await fileOf('acme.yaml', yaml)
  const { value, ...about } = await readSeed(file.path, context)
  using world = await planted(value, about)
  const [ann] = world.platform.parts.accounts.numbersOf(400_131_527)
  assert.deepEqual([ann?.number, ann?.features], ['+14155550142', ['CallerId', 'SmsSender']])
  const { records } = await world.get('/restapi/v1.0/account/~/extension/~/message-store')
  assert.equal(records[0].from.phoneNumber, '+14155550199')
})

test('a mistake in YAML is told with its line and column', async () => {
  await using file = await fileOf('acme.yaml', yaml.replace('to: 101', 'to: 109'))
  const { value, ...about } = await readSeed(file.path, context)
  const [problem = ''] = problemsOf(value, about)
  assert.match(problem, /^texts\[0\]\.to is 109: neither an extension/)
  await using other = await fileOf('lacking.yml', 'extensions:\n  - number: 101\n')
  const { value: lacking, ...where } = await readSeed(other.path, context)
  await assert.rejects(planted(lacking, where), /lacking\.yml:2:5: extensions\[0\] lacks name/)
})

test('JSON is read, and its mistakes are told with their line', async () => {
  await using file = await fileOf('acme.json', '{\n  "extensions": [\n    {"name": 5}\n  ]\n}\n')
  const { value, ...about } = await readSeed(file.path, context)
  await assert.rejects(planted(value, about), /acme\.json:3:14: extensions\[0\]\.name is 5/)
})

test('TypeScript exports the seed, or a function that is called with the time and a stream', async () => {
  await using plain = await fileOf(
    'plain.ts',
    'const seed: object = { extensions: [{ name: "Ann" }] }\nexport default seed\n',
  )
  assert.deepEqual((await readSeed(plain.path, context)).value, { extensions: [{ name: 'Ann' }] })
  await using made = await fileOf(
    'made.ts',
    `export default ({ now, random }: { now: Date; random: { integer(a: number, b: number): number } }) => ({
      extensions: Array.from({ length: random.integer(3, 3) }, (_, i) => ({ name: 'Agent ' + i + ' of ' + now.getUTCFullYear() })),
    })\n`,
  )
  const { value, ...about } = await readSeed(made.path, context)
  using world = await planted(value, about)
  assert.equal(
    world.platform.parts.accounts.extensionByNumber(400_131_426, '103')?.name,
    'Agent 2 of 2026',
  )
})

test('files that a seed sends are looked for beside it', async () => {
  await using file = await fileOf(
    'acme.yaml',
    'extensions: [{ name: Ann }]\ntexts:\n  - { from: +14155550199, to: 101, attachments: [{ path: plan.txt }] }\n',
  )
  await writeFile(join(file.folder, 'plan.txt'), 'the plan')
  const { value, ...about } = await readSeed(file.path, context)
  using world = await planted(value, about)
  const { records } = await world.get('/restapi/v1.0/account/~/extension/~/message-store')
  assert.equal(await world.get(new URL(records[0].attachments[0].uri).pathname), 'the plan')
})

test('a file that is no seed is refused in a sentence that names it', async () => {
  const refused = async (name: string, text: string, expected: RegExp) => {
    await using file = await fileOf(name, text)
    await assert.rejects(readSeed(file.path, context), (error: unknown) => {
      assert.ok(error instanceof SeedError)
      assert.match(error.message, expected)
      return true
    })
  }
  await refused('seed.toml', 'a = 1', /seed\.toml: is of no kind that seeds have/)
  await refused('seed.yaml', 'extensions: [\n  - name: Ann\n', /seed\.yaml:\d+:\d+: /)
  await refused('seed.ts', 'export const seed = 1\n', /exports nothing by default/)
  await refused('seed.js', 'throw new Error("no luck")\n', /cannot be loaded: no luck/)
  await refused(
    'fails.mjs',
    'export default () => { throw new Error("no luck") }\n',
    /failed when it was called: no luck/,
  )
  await assert.rejects(readSeed('/nowhere/seed.yaml', context), /cannot be read \(ENOENT\)/)
})

test('aliases that multiply into millions are refused', async () => {
  const levels = Array.from({ length: 12 }, (_, level) =>
    level === 0
      ? 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
      : `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
  )
  await using file = await fileOf('bomb.yaml', levels.join('\n'))
  await assert.rejects(readSeed(file.path, context), /cannot be read: Excessive alias count/)
})
