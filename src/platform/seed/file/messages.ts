// The messages of a seed: texts, faxes, voicemails and notes, planned with their moments.
import { isoTime } from '#lib/time'
import { conversationIdOf, type Message, type Party } from '#storage/platform/messages'
import { logCall } from '../../network/past-calls.ts'
import { partyOf } from '../../network/directory.ts'
import { store } from '../../network/texts.ts'
import type { Happening } from '../scene.ts'
import { wavOfVoice } from '../../network/voice.ts'
import { pdfOf } from '../media.ts'
import type { SeedEnd } from './company.ts'
import { filesOf, keep } from './files.ts'
import type { Path } from './problems.ts'
import type { Seed } from './schema.ts'
import { listed, momentOf, type SeedScene } from './scene.ts'

type Item<K extends 'texts' | 'faxes' | 'voicemails' | 'pagers'> = NonNullable<Seed[K]>[number]

/** Every message of a seed. */
export const planMessages = (scene: SeedScene, seed: Seed): Happening[] => [
  ...planned(seed.texts, 'texts', (one, path, at) => planText(scene, one, path, at), scene),
  ...planned(seed.faxes, 'faxes', (one, path, at) => planFax(scene, one, path, at), scene),
  ...planned(
    seed.voicemails,
    'voicemails',
    (one, path, at) => planVoicemail(scene, one, path, at),
    scene,
  ),
  ...planned(seed.pagers, 'pagers', (one, path, at) => planPager(scene, one, path, at), scene),
]

function planned<T extends { readonly at?: string }>(
  list: readonly T[] | undefined,
  name: string,
  plan: (one: T, path: Path, at: number) => Happening,
  scene: SeedScene,
): Happening[] {
  return (list ?? []).map((one, index) => {
    const path = [name, index]
    return plan(one, path, momentOf(scene, one, path, [index, list?.length ?? 0]))
  })
}

/** Notes a message or call that nobody of the company has to do with. */
export function refuseStrangers(scene: SeedScene, ends: readonly SeedEnd[], path: Path): void {
  if (ends.some(({ extension }) => extension)) return
  scene.problems.add(
    path,
    'has nobody of the company at either end. Name an extension, or one of its phone numbers, as `from` or `to`.',
  )
}

function planText(scene: SeedScene, said: Item<'texts'>, path: Path, at: number): Happening {
  const { company, parts, problems } = scene
  const from = company.end(said.from, [...path, 'from'])
  const to = listed(said.to, [...path, 'to']).map(([ref, place]) => company.end(ref, place))
  refuseStrangers(scene, [from, ...to], path)
  const attached = filesOf(scene, said.attachments, [...path, 'attachments'])
  if (said.text === undefined && attached.length === 0) {
    problems.add(path, 'lacks what it says: `text`, or `attachments`.')
  }
  const status = said.status ?? 'Delivered'
  const isThere = status !== 'SendingFailed' && status !== 'DeliveryFailed'
  return {
    at,
    happen() {
      const files = keep(parts, attached)
      const party = (number: string) => partyOf(parts.accounts, company.account, number)
      const ends = [from.number, ...to.map(({ number }) => number)]
      const common = {
        type: 'SMS',
        availability: 'Alive',
        createdAt: at,
        modifiedAt: at,
        subject: said.text ?? null,
        from: party(from.number),
        to: to.map(({ number }) => party(number)),
      } as const
      if (from.extension) {
        store(parts, files, {
          ...common,
          extensionId: from.extension.id,
          direction: 'Outbound',
          readStatus: 'Read',
          status,
          conversationId: conversationIdOf(from.extension.id, ends),
          details: {
            smsSendingAttemptsCount: 1,
            ...(status === 'Delivered' ? { smsDeliveryTime: isoTime(at) } : {}),
            ...(isThere ? {} : { deliveryErrorCode: 'SMS-CAR-413' }),
          },
        })
      }
      for (const { extension } of isThere ? to : []) {
        if (!extension) continue
        store(parts, files, {
          ...common,
          extensionId: extension.id,
          direction: 'Inbound',
          readStatus: said.readStatus ?? 'Unread',
          status: 'Received',
          conversationId: conversationIdOf(extension.id, ends),
          details: {},
        })
      }
    },
  }
}

/** Longer lines of a fax are broken, so that they stay on the page. */
const lineLength = 80

const linesOf = (page: string): string[] =>
  page
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^\x20-\x7e\n]/g, '?')
    .split('\n')
    .flatMap(
      (line) =>
        line.match(new RegExp(`.{1,${lineLength}}(?:\\s|$)|.{1,${lineLength}}`, 'g')) ?? [''],
    )

function planFax(scene: SeedScene, said: Item<'faxes'>, path: Path, at: number): Happening {
  const { company, parts, random } = scene
  const from = company.end(said.from, [...path, 'from'])
  const to = company.end(said.to, [...path, 'to'])
  refuseStrangers(scene, [from, to], path)
  const isFailed = said.status === 'SendingFailed'
  const talkMs = said.pages.length * 12_000
  const bytes = pdfOf(said.pages.map(linesOf))
  const document = { fileName: 'fax.pdf', contentType: 'application/pdf', bytes }
  return {
    at,
    happen() {
      const files = keep(parts, [document])
      const party = (number: string) => partyOf(parts.accounts, company.account, number)
      const common = {
        type: 'Fax',
        availability: 'Alive',
        createdAt: at,
        modifiedAt: at,
        conversationId: null,
        subject: null,
        from: party(from.number),
      } as const
      const details = { faxResolution: 'High', faxPageCount: said.pages.length } as const
      const status = isFailed ? 'SendingFailed' : 'Sent'
      const recipient: Party = {
        ...party(to.number),
        messageStatus: status,
        recipientId: 1,
        ...(isFailed ? { faxErrorCode: 'LineBusy' } : {}),
      }
      const sent =
        from.extension &&
        store(
          parts,
          files,
          {
            ...common,
            extensionId: from.extension.id,
            direction: 'Outbound',
            readStatus: 'Read',
            status,
            to: [recipient],
            details: { ...details, coverIndex: 0 },
          },
          'RenderedDocument',
        )
      const received =
        to.extension &&
        !isFailed &&
        store(
          parts,
          files,
          {
            ...common,
            extensionId: to.extension.id,
            direction: 'Inbound',
            readStatus: said.readStatus ?? 'Unread',
            status: 'Received',
            to: [party(to.number)],
            details,
          },
          'RenderedDocument',
        )
      const records = logCall(
        { ...parts, random },
        {
          account: company.account,
          from: from.extension ? { extensionId: from.extension.id } : { phoneNumber: from.number },
          to: { phoneNumber: to.number },
          startedAt: at - talkMs - 4000,
          ringMs: 4000,
          talkMs,
          ending: isFailed ? 'busy' : 'answered',
          type: 'Fax',
        },
      )
      for (const record of records) {
        const message: Message | null | false = record.direction === 'Inbound' ? received : sent
        if (!message) continue
        const left = { id: message.id, type: 'Fax' } as const
        parts.callLog.put({ ...record, details: { ...record.details, message: left } })
      }
    },
  }
}

function planVoicemail(
  scene: SeedScene,
  said: Item<'voicemails'>,
  path: Path,
  at: number,
): Happening {
  const { company, parts, random, problems } = scene
  const from = company.end(said.from, [...path, 'from'])
  const to = company.end(said.to, [...path, 'to'])
  if (!to.extension)
    problems.add(
      [...path, 'to'],
      'is outside of the company. A voicemail is left for an extension.',
    )
  const seconds = said.seconds ?? 8
  return {
    at,
    happen() {
      if (!to.extension) return
      const party = (number: string) => partyOf(parts.accounts, company.account, number)
      const message = parts.messages.add({
        extensionId: to.extension.id,
        type: 'VoiceMail',
        direction: 'Inbound',
        readStatus: said.readStatus ?? 'Unread',
        availability: 'Alive',
        status: 'Received',
        createdAt: at,
        modifiedAt: at,
        conversationId: null,
        subject: null,
        from: party(from.number),
        to: [party(to.number)],
        attachments: [],
        details: { vmTranscriptionStatus: 'NotAvailable' },
      })
      const attachment = {
        id: parts.messages.addContent(message.id, parts.files.put(wavOfVoice(seconds, 140))),
        type: 'AudioRecording',
        contentType: 'audio/x-wav',
        vmDuration: seconds,
      } as const
      parts.messages.update({ ...message, attachments: [attachment] })
      logCall(
        { ...parts, random },
        {
          account: company.account,
          from: from.extension ? { extensionId: from.extension.id } : { phoneNumber: from.number },
          to: { phoneNumber: to.number },
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

function planPager(scene: SeedScene, said: Item<'pagers'>, path: Path, at: number): Happening {
  const { company, parts } = scene
  const from = company.extension(said.from, [...path, 'from'])
  const to = listed(said.to, [...path, 'to']).map(([ref, place]) => company.extension(ref, place))
  return {
    at,
    happen() {
      const party = ({ id, number, name }: typeof from): Party => ({
        extensionNumber: number,
        extensionId: String(id),
        name,
      })
      for (const owner of [from, ...to]) {
        const isSender = owner === from
        parts.messages.add({
          extensionId: owner.id,
          type: 'Pager',
          direction: isSender ? 'Outbound' : 'Inbound',
          readStatus: isSender ? 'Read' : (said.readStatus ?? 'Unread'),
          availability: 'Alive',
          status: isSender ? 'Sent' : 'Received',
          createdAt: at,
          modifiedAt: at,
          conversationId: conversationIdOf(
            owner.id,
            [from, ...to].map(({ number }) => number),
          ),
          subject: said.text,
          from: party(from),
          to: to.map(party),
          attachments: [],
          details: { pgToDepartment: false },
        })
      }
    },
  }
}
