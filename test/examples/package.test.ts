// The built package as a program that installed it sees it: it runs, and its types are whole.
import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from './run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

const program = `
import { connectLevers, createPlatform, defineSeed, LeverError } from 'ringfence'

const seed = defineSeed({ extensions: [{ name: 'Ann Archer' }] })
await using platform = await createPlatform({ port: 0, clock: 'frozen', seed })
const levers = connectLevers({ url: platform.url, token: platform.leverToken })
const { now, isFrozen } = await levers.advanceClock({ by: '1h' })
const told: [string, boolean] = [now, isFrozen]
console.log(JSON.stringify(told))
await levers.advanceClock({ by: 'soon' }).catch((error: unknown) => {
  console.log(error instanceof LeverError && error.field)
})
// @ts-expect-error -- a length of time is a text
void (() => levers.advanceClock({ by: 5 }))
// @ts-expect-error -- there is no such role
void (() => defineSeed({ extensions: [{ name: 'Ann', role: 'Boss' }] }))
`

const compilerOptions = {
  module: 'nodenext',
  target: 'esnext',
  lib: ['esnext'],
  types: ['node'],
  strict: true,
  noEmit: true,
}

test('a program that installed the built package runs and type-checks', async () => {
  const built = await run(process.execPath, ['scripts/build.ts'])
  assert.equal(built.code, 0, built.output)
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-package-'))
  try {
    const modules = join(folder, 'node_modules')
    await mkdir(modules)
    await cp(join(root, 'dist'), join(modules, 'ringfence'), { recursive: true })
    for (const dependency of ['typebox', 'sql-template-tag', '@types']) {
      // oxlint-disable-next-line no-await-in-loop
      await symlink(join(root, 'node_modules', dependency), join(modules, dependency))
    }
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    await writeFile(join(folder, 'program.ts'), program)
    const ran = await run(process.execPath, ['program.ts'], folder)
    assert.equal(ran.code, 0, ran.output)
    assert.match(ran.output, /\["2026-06-01T18:00:00\.000Z",true\]\nby\n/)
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const checked = await run(process.execPath, [tsc, '-p', folder], folder)
    assert.equal(checked.code, 0, checked.output)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
