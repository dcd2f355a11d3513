// What ARCHITECTURE.md says of the tree, held: which room may import which, and what only one file does.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = globSync('src/**/*.{ts,tsx}', { cwd: root }).map((path) => ({
  path,
  room: path.split('/').length > 2 ? (path.split('/')[1] ?? '') : 'main',
  text: readFileSync(`${root}/${path}`, 'utf8'),
}))

/** Which rooms a room may import from, beside itself. `main` is what lies in src/ itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  catalog: ['lib'],
  storage: ['lib', 'catalog'],
  delivery: ['lib', 'catalog', 'storage'],
  platform: ['lib', 'catalog', 'storage', 'delivery'],
  gateway: ['lib', 'catalog', 'storage', 'delivery'],
  admin: ['lib', 'catalog', 'storage', 'gateway'],
  // Pages and their surface know the catalogue alone: both servers mount them, and neither is in them.
  reference: ['lib', 'catalog'],
  console: ['catalog'],
  cli: ['lib', 'catalog', 'storage', 'platform', 'gateway', 'admin', 'reference', 'src'],
  main: ['lib', 'catalog', 'storage', 'delivery', 'platform', 'gateway', 'admin', 'reference'],
}

test('rooms import one way: gateway and platform never each other', () => {
  const wrong = files.flatMap(({ path, room, text }) =>
    [...text.matchAll(/from '#(\w+)\//g)]
      .map(([, target]) => target ?? '')
      .filter((target) => target !== room && !allowed[room]?.includes(target))
      .map((target) => `${path} imports ${target}`),
  )
  assert.deepEqual(wrong, [])
})

test('between rooms imports carry the room’s name; relative ones stay inside', () => {
  const wrong = files.flatMap(({ path, text }) => {
    const depth = path.split('/').length - 3
    return [...text.matchAll(/from '((?:\.\.\/)+)/g)]
      .filter(([, up]) => (up ?? '').length / 3 > depth)
      .map(([line]) => `${path}: ${line}`)
      .filter((line) => !line.startsWith('src/version.ts')) // the package itself
  })
  assert.deepEqual(wrong, [])
})

test('time, chance and the environment are read in one place each', () => {
  const only = (pattern: RegExp, paths: readonly string[]) =>
    files
      .filter(
        ({ path, text }) =>
          pattern.test(text.replaceAll(/\/\/.*|\/\*[^]*?\*\//g, '')) && !paths.includes(path),
      )
      .map(({ path }) => `${path} has ${pattern.source}`)
  assert.deepEqual(
    [
      ...only(/\bDate\.now\(|\bnew Date\(\)/, ['src/lib/clock.ts']),
      ...only(/\bMath\.random\(/, []),
      // The examples of the reference read theirs, in the code that they are.
      ...only(/\bprocess\.env\b/, [
        'src/config.ts',
        'src/catalog/projections/examples/javascript.ts',
      ]),
    ],
    [],
  )
})
