// The calls of the demo company: a month in the call log, and the voicemails some of them left.
import type { Random } from '#lib/random'
import type { StoredFile } from '#storage/platform/files'
import type { End } from '../network/ends.ts'
import { logCall, type PastCall } from '../network/past-calls.ts'
import { wavOfVoice } from '../network/voice.ts'
import type { Parts } from '../parts.ts'
import type { Cast } from './cast.ts'
import { customers, partners } from './larkfield/contacts.ts'
import { drawReadStatus, type Happening, type Scene } from './scene.ts'
import { voicemailBoxes } from './larkfield/papers.ts'

/** A call without its moment and length. */
type Draft = Pick<PastCall, 'from' | 'to' | 'ending'> & Partial<Pick<PastCall, 'origin'>>

/** Who calls and is called most, as extension numbers. */
const busyPhones = ['101', '102', '103', '104', '105', '108', '109', '109', '110', '111', '112']

/** Every call of the month. */
export function planCalls(scene: Scene): Happening[] {
  const { random, cast } = scene
  const { workMoment, recentMoment } = scene.timeline
  const voices = voicesOf(scene.parts, [118, 196])
  const all: Happening[] = []
  for (let index = 0; index < 190; index += 1) {
    all.push(call(scene, drawCall(random, cast, random.pick(busyPhones)), workMoment()))
  }
  for (let index = 0; index < 16; index += 1) {
    all.push(voicemail(scene, random.pick(voicemailBoxes), voices, workMoment()))
  }

  // The last day: a few for everybody, and one of every kind for the admin.
  for (const phone of new Set(busyPhones)) {
    for (const made of [inbound, outbound]) {
      all.push(call(scene, made(random, cast, phone), recentMoment()))
    }
  }
  const { number: admin } = cast.admin
  const kinds: readonly Draft[] = [
    { ...inbound(random, cast, admin), ending: 'answered' },
    { ...inbound(random, cast, admin), ending: 'noAnswer' },
    { ...outbound(random, cast, admin), ending: 'answered' },
    { ...outbound(random, cast, admin), ending: 'noAnswer' },
    ringOut(random, cast, admin),
    { ...internal(random, cast, admin), ending: 'answered' },
    { from: end(cast, '105'), to: end(cast, admin), ending: 'answered' },
  ]
  for (const draft of kinds) all.push(call(scene, draft, recentMoment()))
  for (const box of [admin, '109', '201']) all.push(voicemail(scene, box, voices, recentMoment()))
  for (const [index, made] of [inbound, outbound].entries()) {
    const draft: Draft = { ...made(random, cast, admin), ending: 'answered' }
    all.push(call(scene, draft, recentMoment(), voices[index]))
  }
  return all
}

function drawCall(random: Random, cast: Cast, phone: string): Draft {
  const draw = random.float()
  if (draw < 0.42) return inbound(random, cast, phone)
  if (draw < 0.75) return outbound(random, cast, phone)
  return draw < 0.82 ? ringOut(random, cast, phone) : internal(random, cast, phone)
}

const end = (cast: Cast, phone: string): End => ({ extensionId: cast.extension(phone).id })

/** Somebody outside, more often a customer than not. */
function outside(random: Random): End {
  const { number, name } = random.pick(random.float() < 0.75 ? customers : partners)
  return { phoneNumber: number, name }
}

/** Comes on the direct number or, for the admin, sometimes on the main one. */
function inbound(random: Random, cast: Cast, phone: string): Draft {
  const isMain = phone === cast.admin.number && random.float() < 0.5
  const to = { phoneNumber: isMain ? cast.account.mainNumber : cast.numberOf(phone) }
  const draw = random.float()
  const ending = draw < 0.74 ? 'answered' : draw < 0.92 ? 'noAnswer' : 'hangUp'
  return { from: outside(random), to, ending }
}

function outbound(random: Random, cast: Cast, phone: string): Draft {
  const draw = random.float()
  const ending =
    draw < 0.72 ? 'answered' : draw < 0.84 ? 'noAnswer' : draw < 0.93 ? 'busy' : 'hangUp'
  return { from: end(cast, phone), to: outside(random), ending }
}

const ringOut = (random: Random, cast: Cast, phone: string): Draft => ({
  ...outbound(random, cast, phone),
  ending: 'answered',
  origin: 'RingOut',
})

function internal(random: Random, cast: Cast, phone: string): Draft {
  const other = random.pick(busyPhones.filter((one) => one !== phone))
  const draw = random.float()
  const ending = draw < 0.8 ? 'answered' : draw < 0.93 ? 'noAnswer' : 'declined'
  return { from: end(cast, phone), to: end(cast, other), ending }
}

/** @param voice what a recording of it sounds like; without one it was not recorded */
function call({ parts, cast, random }: Scene, draft: Draft, at: number, voice?: Voice): Happening {
  const isMissed = draft.ending === 'noAnswer'
  const ringMs = isMissed ? 25_000 : random.integer(2_500, 14_000)
  // Most calls are short; the square stretches the few long ones to a quarter of an hour.
  const talkMs = voice
    ? voice.seconds * 1000
    : 20_000 + Math.floor(random.float() ** 2 * 880) * 1000
  return {
    at: at - ringMs - talkMs,
    happen() {
      const records = logCall(
        { ...parts, random },
        { ...draft, account: cast.account, startedAt: at - ringMs - talkMs, ringMs, talkMs },
      )
      if (!voice) return
      const { file, seconds } = voice
      parts.callLog.addRecording(
        { accountId: cast.account.id, type: 'Automatic', contentType: 'audio/wav', seconds, file },
        records.map(({ id }) => id),
      )
    },
  }
}

/** A voice of the month: its recording, which is used for all of its calls, and how long that is. */
interface Voice {
  readonly file: StoredFile
  readonly seconds: number
}

const voicesOf = ({ files }: Pick<Parts, 'files'>, pitches: readonly number[]): Voice[] =>
  pitches.map((pitch, index) => ({
    file: files.put(wavOfVoice(3 + index, pitch)),
    seconds: 3 + index,
  }))

function voicemail(scene: Scene, box: string, voices: readonly Voice[], at: number): Happening {
  const { parts, cast, random } = scene
  const { number, name } = random.pick(customers)
  const { file, seconds } = random.pick(voices)
  const readStatus = drawReadStatus(scene, at)
  const to = cast.numberOf(box)
  return {
    at,
    happen() {
      const { id } = cast.extension(box)
      const message = parts.messages.add({
        extensionId: id,
        type: 'VoiceMail',
        direction: 'Inbound',
        readStatus,
        availability: 'Alive',
        status: 'Received',
        createdAt: at,
        modifiedAt: at,
        conversationId: null,
        subject: null,
        from: { ...cast.party(number), name },
        to: [cast.party(to)],
        attachments: [],
        details: { vmTranscriptionStatus: 'NotAvailable' },
      })
      const attachment = {
        id: parts.messages.addContent(message.id, file),
        type: 'AudioRecording',
        contentType: 'audio/x-wav',
        vmDuration: seconds,
      } as const
      parts.messages.update({ ...message, attachments: [attachment] })
      logCall(
        { ...parts, random },
        {
          account: cast.account,
          from: { phoneNumber: number, name },
          to: { phoneNumber: to },
          startedAt: at - 25_000 - seconds * 1000,
          ringMs: 25_000,
          talkMs: seconds * 1000,
          ending: 'voiceMail',
          message: { id: message.id, type: 'VoiceMail' },
        },
      )
    },
  }
}
