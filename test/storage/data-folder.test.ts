import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { randomSecret } from '#lib/secret'
import { openDataFolder } from '#storage/data-folder'
import { StorageError } from '#storage/database'

const fresh = () => join(mkdtempSync(join(tmpdir(), 'rf-folder-')), 'data')

test('keys are made once, for the owner alone, and found again', () => {
  const path = fresh()
  const first = openDataFolder(path, randomSecret)
  first.release()
  const second = openDataFolder(path, randomSecret)
  assert.deepEqual(second.keys, first.keys)
  assert.equal(statSync(join(path, 'keys.json')).mode & 0o777, 0o600)
  assert.equal(statSync(path).mode & 0o777, 0o700)
  second.release()
})

test('two cannot hold one folder at a time', () => {
  const path = fresh()
  const first = openDataFolder(path, randomSecret)
  assert.throws(() => openDataFolder(path, randomSecret), /Another Ringfence is using/)
  first.release()
  openDataFolder(path, randomSecret).release()
})

test('a JSON file is written whole and read back; a missing one is null; a damaged one is named', () => {
  const folder = openDataFolder(fresh(), randomSecret)
  assert.equal(folder.readJson('x.json'), null)
  folder.writeJson('x.json', { a: 1 })
  assert.deepEqual(folder.readJson('x.json'), { a: 1 })
  assert.ok(!existsSync(`${folder.file('x.json')}.new`))
  writeFileSync(folder.file('x.json'), '{')
  assert.throws(() => folder.readJson('x.json'), /x\.json is damaged/)
  folder.release()
})

test('folders above it are made too', () => {
  const path = join(fresh(), 'deep', 'er')
  openDataFolder(path, randomSecret).release()
  assert.ok(existsSync(join(path, 'keys.json')))
})

test('a path that cannot be a folder is refused in one sentence', () => {
  assert.throws(() => openDataFolder('/proc/ringfence', randomSecret), /Cannot write to the folder/)
  const file = join(mkdtempSync(join(tmpdir(), 'rf-folder-')), 'file')
  writeFileSync(file, '')
  assert.throws(() => openDataFolder(join(file, 'data'), randomSecret), StorageError)
})
