// The audit log of a folder, checked without its server.
import { renderVerification } from '#admin/render'
import type { Verification } from '#admin/schemas'
import type { Head } from '#storage/audit-log'
import { StorageError } from '#storage/database'
import { openAuditLogForVerification } from '#storage/sqlite/audit-log'
import { CliError } from './exit-codes.ts'

/**
 * Checks every record in the file; nothing is written.
 * @throws CliError damaged when it cannot be read as an audit log
 */
export async function verifyFile(file: string, expect: Head | undefined): Promise<Verification> {
  try {
    const log = openAuditLogForVerification(file)
    try {
      return renderVerification(await log.verify({ expect }))
    } finally {
      await log.close()
    }
  } catch (error) {
    if (error instanceof StorageError) throw new CliError('damaged', error.message)
    if (isSqliteError(error)) {
      throw new CliError(
        'damaged',
        `${file} cannot be read: ${error.message}.`,
        'Keep the file as evidence, and restore a copy to read on.',
      )
    }
    throw error
  }
}

/** An error of the database engine, as over a page that is no page. */
const isSqliteError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
