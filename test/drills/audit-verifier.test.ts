// The program in docs/audit-log.md, taken from there and run as a reader would: it must come to the
// same head as our own verification, and find an edit.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { formatHead } from '#storage/audit-log'
import { openAuditLog } from '#storage/sqlite/audit-log'
import { entry } from '../storage/audit-entry.ts'

const run = promisify(execFile)

test('the documented verifier prints the head, and names a record that was changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-verifier-'))
  const path = join(folder, 'audit.db')
  const program = join(folder, 'verify.mjs')
  const page = await readFile(new URL('../../docs/audit-log.md', import.meta.url), 'utf8')
  const [, code = ''] = /```js\n(.*?)```/s.exec(page) ?? []
  await writeFile(program, code)

  const log = openAuditLog(path)
  await Promise.all([1, 2, 3].map((number) => log.append(entry(number))))
  await log.append(entry(4))
  const beside = await run(process.execPath, [program, path])
  assert.equal(beside.stdout, `${formatHead(log.head())}\n`)
  await log.close()

  const db = new DatabaseSync(path)
  db.exec('drop trigger batch_is_never_changed')
  db.exec(`update batch set records = replace(records, 'agent_2', 'agent_3')`)
  db.close()
  await assert.rejects(run(process.execPath, [program, path]), {
    code: 1,
    stdout: 'record 2 is not as it was written\n',
  })
  await rm(folder, { recursive: true })
})
