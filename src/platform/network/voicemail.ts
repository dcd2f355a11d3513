// Voicemail: what a caller leaves for whom they did not reach, with a recording that plays.
import type { Call, CallParty } from '#storage/platform/calls'
import type { StoredFile } from '#storage/platform/files'
import type { Message } from '#storage/platform/messages'
import { messageAdded } from '../events/messages.ts'
import type { Parts } from '../parts.ts'
import type { CallMessage } from './calls/records.ts'
import { wavOfVoice } from './voice.ts'

/** A box takes no longer message; the caller may speak on. */
export const maxVoicemailSeconds = 180

/** A message for a mailbox. */
export interface NewVoicemail {
  readonly extensionId: number
  readonly from: CallParty
  readonly to: CallParty
  /** When it ended. */
  readonly at: number
  readonly recording: StoredFile
  readonly seconds: number
  readonly contentType?: string
}

/** Stores a message in a mailbox. Call it inside a commit. */
export function addVoicemail(parts: Parts, voicemail: NewVoicemail): Message {
  const { messages } = parts
  const { extensionId, from, to, at, recording, seconds, contentType = 'audio/x-wav' } = voicemail
  const message = messages.add({
    extensionId,
    type: 'VoiceMail',
    direction: 'Inbound',
    readStatus: 'Unread',
    availability: 'Alive',
    status: 'Received',
    createdAt: at,
    modifiedAt: at,
    conversationId: null,
    subject: null,
    from,
    to: [to],
    attachments: [],
    details: { vmTranscriptionStatus: 'NotAvailable' },
  })
  const attachment = {
    id: messages.addContent(message.id, recording),
    type: 'AudioRecording',
    contentType,
    size: recording.size,
    vmDuration: seconds,
  } as const
  const complete = { ...message, attachments: [attachment] }
  messages.update(complete)
  messageAdded(parts, complete)
  return complete
}

/**
 * Leaves what the caller of a call that is over said to the voicemail box; undefined when they said
 * nothing. It is as long as they were there.
 */
export function leaveMessage(parts: Parts, call: Call): CallMessage | undefined {
  const { callee, shown, endedAt } = call
  const saidMs = (endedAt ?? 0) - (callee.answeredAt ?? 0)
  const seconds = Math.min(Math.round(saidMs / 1000), maxVoicemailSeconds)
  if (callee.extensionId === null || seconds < 1) return undefined
  const { id } = addVoicemail(parts, {
    extensionId: callee.extensionId,
    from: shown,
    to: callee.party,
    at: endedAt ?? 0,
    recording: parts.files.put(recordingOf(seconds, shown)),
    seconds,
  })
  return { id, type: 'VoiceMail' }
}

/** A recording of some seconds, in the voice of who speaks: the same number has the same pitch. */
export function recordingOf(
  seconds: number,
  { phoneNumber, extensionNumber }: CallParty,
): Uint8Array {
  const digits = Number((phoneNumber ?? extensionNumber ?? '').slice(-4).replaceAll(/\D/g, ''))
  return wavOfVoice(seconds, 100 + (digits % 120))
}
