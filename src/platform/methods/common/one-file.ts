// The file of a form that has exactly one.
import { fail } from '#catalog/errors'
import type { Upload } from '../../handler.ts'

/**
 * The one file of a body.
 * @param parameterName what RingCentral calls its part
 * @throws ApiError CMN-101 for none or several, MSG-347 for an empty one
 */
export function oneFile(files: readonly Upload[], parameterName: string): Upload {
  const [file, ...more] = files
  if (!file) throw fail('CMN-101', { parameterName, reason: 'is missing' })
  if (more.length > 0) throw fail('CMN-101', { parameterName, reason: 'must be one file' })
  if (file.size === 0) throw fail('MSG-347', { parameterName })
  return file
}
