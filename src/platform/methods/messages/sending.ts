// What sending a text and sending a fax have in common.
import { fail } from '#catalog/errors'
import { toE164 } from '#lib/phone'
import type { Call, Upload } from '../../handler.ts'
import type { MediaFile } from '../../network/texts.ts'

/** Nobody sends in another's name, not even an admin. */
export function requireOwn({ principal, extension }: Pick<Call, 'principal' | 'extension'>): void {
  if (principal.extension?.id !== extension.id) throw fail('CMN-404')
}

/** A number as it is written, in E.164. Throws CMN-101 when it is none. */
export function number(written: string, parameterName: string): string {
  const parsed = toE164(written)
  if (parsed === null) throw fail('CMN-101', { parameterName })
  return parsed
}

/** A file that came with the call, kept: call it inside the commit that stores the message. */
export const kept = (upload: Upload): MediaFile => ({
  fileName: upload.fileName,
  contentType: upload.contentType,
  file: upload.keep(),
})

/** Bytes of all files together. */
export const bytesOf = (files: readonly Upload[]) => files.reduce((sum, { size }) => sum + size, 0)
