// The mailboxes of the demo company: a month of texts, pictures, notes and faxes. Each function plans
// what happens at which moment; demo.ts runs the plans of all of them in order of time.
import type { Random } from '#lib/random'
import { isoTime } from '#lib/time'
import { conversationIdOf, type Message, type Party } from '#storage/platform/messages'
import { logCall } from '../network/calls.ts'
import { type MediaFile, store } from '../network/texts.ts'
import type { Parts } from '../parts.ts'
import type { Cast } from './cast.ts'
import { faxNumber } from './company.ts'
import { type Contact, customers, faxMachines, partners } from './contacts.ts'
import { type Color, pdfOf, pngOfWindow } from './media.ts'
import { type Paper, papers } from './papers.ts'
import { drawSlots, fillIn, type Slots } from './slots.ts'
import {
  colleagueScripts,
  customerScripts,
  pagerNotes,
  partnerScripts,
  pictureScripts,
  type Script,
} from './texts.ts'
import type { Timeline } from './timeline.ts'

/** Something that happens at a moment (epoch ms); `happen` stores it. */
export interface Happening {
  readonly at: number
  readonly happen: () => void
}

/** What the generators work with. */
export interface Scene {
  readonly parts: Parts
  readonly cast: Cast
  readonly timeline: Timeline
  readonly random: Random
}

const minuteMs = 60_000

/** What a text says beside its ends. */
interface Text {
  readonly at: number
  readonly text: string
  readonly files?: readonly MediaFile[]
}

/** Every text, picture, note and fax of the month. */
export function planMailboxes(scene: Scene): Happening[] {
  const { timeline, random, cast } = scene
  const users = cast.extensions.filter(
    ({ type, status }) => type === 'User' && status === 'Enabled',
  )
  const months: Happening[] = []
  const { workMoment, recentMoment } = timeline

  for (let index = 0; index < 72; index += 1) {
    const script = random.pick(customerScripts)
    months.push(
      ...conversation(scene, script, random.pick(script.by), random.pick(customers), workMoment()),
    )
  }
  for (let index = 0; index < 12; index += 1) {
    const script = random.pick(partnerScripts)
    months.push(
      ...conversation(scene, script, random.pick(script.by), random.pick(partners), workMoment()),
    )
  }
  for (const script of [...colleagueScripts, ...colleagueScripts]) {
    months.push(...amongColleagues(scene, script, workMoment()))
  }
  for (const script of [...pictureScripts, ...pictureScripts]) {
    months.push(...picture(scene, script, random.pick(script.by), workMoment()))
  }
  for (const note of [...pagerNotes, ...pagerNotes]) months.push(page(scene, note, workMoment()))
  for (const paper of [...papers, ...papers, ...papers]) {
    months.push(fax(scene, paper, random.pick(paper.by), workMoment()))
  }

  // The last day: something for everybody, and one of every kind, both ways, for the admin.
  for (const { number } of users) {
    const scripts = customerScripts.filter(
      ({ by, lines }) => by.includes(number) && lines.length > 1,
    )
    if (scripts.length === 0) continue
    months.push(
      ...conversation(scene, random.pick(scripts), number, random.pick(customers), recentMoment()),
    )
  }
  const admin = '101'
  const ofAdmin = (script: { readonly by: readonly string[] }) => script.by.includes(admin)
  for (const script of partnerScripts.filter(ofAdmin)) {
    months.push(...conversation(scene, script, admin, random.pick(partners), recentMoment()))
  }
  for (const script of colleagueScripts.filter(([, to]) => to === admin)) {
    months.push(...amongColleagues(scene, script, recentMoment()))
  }
  for (const script of pictureScripts.filter(ofAdmin)) {
    months.push(...picture(scene, script, admin, recentMoment()))
  }
  for (const note of pagerNotes.filter(([from, to]) => from === admin || to.includes(admin))) {
    months.push(page(scene, note, recentMoment()))
  }
  for (const direction of ['Inbound', 'Outbound'] as const) {
    const paper = random.pick(papers.filter((one) => ofAdmin(one) && one.direction === direction))
    months.push(fax(scene, paper, admin, recentMoment()))
  }
  return months
}

/** The moments of a conversation's lines: minutes apart, the last at `end`. */
function moments(random: Random, count: number, end: number): number[] {
  const all = [end]
  for (let at = end; all.length < count;) {
    at -= random.integer(20, 9 * 60) * 1000
    all.unshift(at)
  }
  return all
}

function conversation(
  scene: Scene,
  script: Script,
  extension: string,
  contact: Contact,
  end: number,
): Happening[] {
  const slots = drawSlots(scene.random, scene.cast.extension(extension).name, contact)
  const times = moments(scene.random, script.lines.length, end)
  return script.lines.map((line, index) =>
    exchange(scene, extension, contact, line, slots, { at: times[index] ?? end }),
  )
}

/** One line of a conversation with the outside, `>` out or `<` in. */
function exchange(
  scene: Scene,
  extension: string,
  contact: Contact,
  line: string,
  slots: Slots,
  { at, files }: Pick<Text, 'at' | 'files'>,
): Happening {
  const text = fillIn(line.slice(2), slots)
  const said = files ? { at, text, files } : { at, text }
  return line.startsWith('>')
    ? sent(scene, extension, contact.number, said)
    : received(scene, extension, contact.number, said)
}

function amongColleagues(
  scene: Scene,
  [one, other, lines]: readonly [string, string, readonly string[]],
  end: number,
): Happening[] {
  const { cast, random } = scene
  const slots = drawSlots(random, cast.extension(one).name)
  const times = moments(random, lines.length, end)
  return lines.flatMap((line, index) => {
    const [from, to] = line.startsWith('>') ? [one, other] : [other, one]
    const said = { at: times[index] ?? end, text: fillIn(line.slice(2), slots) }
    return [
      sent(scene, from, cast.numberOf(to), said),
      received(scene, to, cast.numberOf(from), said),
    ]
  })
}

const walls: readonly Color[] = [
  [176, 92, 60],
  [94, 122, 96],
  [214, 203, 178],
  [88, 96, 120],
]

function picture(scene: Scene, { lines }: Script, extension: string, at: number): Happening[] {
  const { random, cast } = scene
  const contact = random.pick(customers)
  const slots = drawSlots(random, cast.extension(extension).name, contact)
  const bytes = pngOfWindow(random.integer(3, 5) * 16, random.pick(walls), [150, 190, 215])
  const files = [
    { fileName: `IMG_${random.integer(1000, 9999)}.png`, contentType: 'image/png', bytes },
  ]
  return lines.map((line) => exchange(scene, extension, contact, line, slots, { at, files }))
}

type Common = Pick<Message, 'availability' | 'createdAt' | 'subject' | 'from' | 'to'>

function sent(
  { parts, cast, random }: Scene,
  extension: string,
  to: string,
  text: Text,
): Happening {
  const { at, files = [] } = text
  const isFailed = random.float() < 0.015
  const settledAt = at + random.integer(1500, 6000)
  const from = cast.numberOf(extension)
  return {
    at,
    happen() {
      const { id } = cast.extension(extension)
      store(parts, files, {
        ...textOf(cast, from, to, text),
        extensionId: id,
        type: 'SMS',
        direction: 'Outbound',
        readStatus: 'Read',
        status: isFailed ? 'DeliveryFailed' : 'Delivered',
        modifiedAt: settledAt,
        conversationId: conversationIdOf(id, [from, to]),
        details: {
          smsSendingAttemptsCount: 1,
          ...(isFailed
            ? { deliveryErrorCode: 'SMS-CAR-413' }
            : { smsDeliveryTime: isoTime(settledAt) }),
        },
      })
    },
  }
}

function received(scene: Scene, extension: string, from: string, text: Text): Happening {
  const { parts, cast } = scene
  const { at, files = [] } = text
  const to = cast.numberOf(extension)
  const readStatus = drawReadStatus(scene, at)
  return {
    at,
    happen() {
      const { id } = cast.extension(extension)
      store(parts, files, {
        ...textOf(cast, from, to, text),
        extensionId: id,
        type: 'SMS',
        direction: 'Inbound',
        readStatus,
        status: 'Received',
        modifiedAt: at,
        conversationId: conversationIdOf(id, [from, to]),
        details: {},
      })
    },
  }
}

const textOf = (cast: Cast, from: string, to: string, { at, text }: Text): Common => ({
  availability: 'Alive',
  createdAt: at,
  subject: text,
  from: cast.party(from),
  to: [cast.party(to)],
})

/** What came lately may still be unread; older messages nearly all were read. */
export function drawReadStatus({ timeline, random }: Scene, at: number): 'Read' | 'Unread' {
  const isRecent = timeline.now - at < 6 * 60 * minuteMs
  return random.float() < (isRecent ? 0.6 : 0.04) ? 'Unread' : 'Read'
}

/** A note from one colleague to others: one message in each mailbox. */
function page(
  scene: Scene,
  [from, to, template]: readonly [string, readonly string[], string],
  at: number,
): Happening {
  const { parts, cast, random } = scene
  const subject = fillIn(template, drawSlots(random, cast.extension(from).name))
  const ends: readonly Party[] = to.map((number) => cast.colleague(number))
  const mailboxes = [from, ...to].map((number) => ({
    number,
    readStatus: number === from ? ('Read' as const) : drawReadStatus(scene, at),
  }))
  return {
    at,
    happen() {
      for (const { number, readStatus } of mailboxes) {
        const { id } = cast.extension(number)
        const isSender = number === from
        parts.messages.add({
          extensionId: id,
          type: 'Pager',
          direction: isSender ? 'Outbound' : 'Inbound',
          readStatus,
          availability: 'Alive',
          status: isSender ? 'Sent' : 'Received',
          createdAt: at,
          modifiedAt: at,
          conversationId: conversationIdOf(id, [from, ...to]),
          subject,
          from: cast.colleague(from),
          to: ends,
          attachments: [],
          details: { pgToDepartment: false },
        })
      }
    },
  }
}

/** A fax with its line in the call log. What comes for the admin comes to the company's fax number. */
function fax(scene: Scene, paper: Paper, extension: string, at: number): Happening {
  const { parts, cast, random } = scene
  const machine = faxMachines[paper.machine] ?? random.pick(faxMachines)
  const slots = drawSlots(random, cast.extension(extension).name)
  const pages = paper.pages.map((lines) => lines.map((line) => fillIn(line, slots)))
  const files = [
    {
      fileName: `${paper.title.toLowerCase().replaceAll(' ', '-')}.pdf`,
      contentType: 'application/pdf',
      bytes: pdfOf(pages),
    },
  ]
  const isOutbound = paper.direction === 'Outbound'
  const isFailed = isOutbound && random.float() < 0.1
  const readStatus = isOutbound ? 'Read' : drawReadStatus(scene, at)
  const talkMs = pages.length * random.integer(9_000, 16_000)
  const own = extension === '101' && !isOutbound ? faxNumber : cast.numberOf(extension)
  return {
    at,
    happen() {
      const { id } = cast.extension(extension)
      const status = isFailed ? 'SendingFailed' : isOutbound ? 'Sent' : 'Received'
      const other = { ...cast.party(machine.number), name: machine.name }
      const recipient: Party = isOutbound
        ? {
            ...other,
            messageStatus: status,
            recipientId: 1,
            ...(isFailed ? { faxErrorCode: 'LineBusy' } : {}),
          }
        : cast.party(own)
      const message = store(
        parts,
        files,
        {
          extensionId: id,
          type: 'Fax',
          direction: paper.direction,
          readStatus,
          availability: 'Alive',
          status,
          createdAt: at,
          modifiedAt: at + talkMs,
          conversationId: null,
          subject: null,
          from: isOutbound ? cast.party(own) : other,
          to: [recipient],
          details: {
            faxResolution: 'High',
            faxPageCount: pages.length,
            ...(isOutbound ? { coverIndex: 0 } : {}),
          },
        },
        'RenderedDocument',
      )
      const outside = { phoneNumber: machine.number, name: machine.name }
      logCall(
        { ...parts, random },
        {
          account: cast.account,
          from: isOutbound ? { extensionId: id } : outside,
          to: isOutbound ? outside : { phoneNumber: own },
          startedAt: at,
          ringMs: 4000,
          talkMs,
          ending: isFailed ? 'busy' : 'answered',
          type: 'Fax',
          message: { id: message.id, type: 'Fax' },
        },
      )
    },
  }
}
