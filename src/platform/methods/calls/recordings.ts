// Recordings of calls: about them, and their sound.
import type { callRecords as catalog } from '#catalog/siblings/call-records'
import { fail } from '#catalog/errors'
import { endingOf } from '#catalog/rules/media-types'
import type { Recording } from '#storage/platform/call-log'
import type { Call, Handlers } from '../../handler.ts'
import type { Parts } from '../../parts.ts'

type Catalog = Pick<typeof catalog, 'readCallRecording' | 'readCallRecordingContent'>
type Asked = Pick<Call<Catalog['readCallRecording']>, 'params' | 'account' | 'principal'>

/** @param parts the platform's stores */
export function recordingMethods({ callLog, files }: Parts): Handlers<Catalog> {
  /** The recording of a path: an admin's to hear, or one's who was in the call. */
  function recordingOf({ params, account, principal: { extension } }: Asked): Recording {
    const recording = callLog.recording(account.id, Number(params.recordingId))
    if (!recording || !files.has(recording.file.key)) {
      throw fail('CMN-102', { parameterName: 'recordingId' })
    }
    const mayHear =
      extension === null ||
      extension.role === 'Super Admin' ||
      callLog.wasInRecorded(extension.id, recording.id)
    if (!mayHear) throw fail('CMN-404')
    return recording
  }

  return {
    readCallRecording(call) {
      const { id, seconds, contentType } = recordingOf(call)
      const uri = `${call.origin}/restapi/v1.0/account/${call.account.id}/recording/${id}`
      return {
        id: String(id),
        contentUri: `${uri}/content`,
        contentType: contentType === 'audio/mpeg' ? 'audio/mpeg' : 'audio/wav',
        duration: seconds,
      }
    },
    readCallRecordingContent(call) {
      const { id, file, contentType } = recordingOf(call)
      const { contentDisposition: disposition, contentDispositionFilename } = call.query
      return {
        file,
        contentType,
        fileName: contentDispositionFilename ?? `${id}${endingOf(contentType)}`,
        ...(disposition ? { disposition } : {}),
      }
    },
  }
}
