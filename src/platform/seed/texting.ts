// Texts and pictures of the demo company: whole conversations with the outside world, and those among
// colleagues, which lie in two mailboxes.
import type { Random } from '#lib/random'
import { isoTime } from '#lib/time'
import type { StoredFile } from '#storage/platform/files'
import { conversationIdOf, type Message } from '#storage/platform/messages'
import { type MediaFile, store } from '../network/texts.ts'
import type { Parts } from '../parts.ts'
import type { Cast } from './cast.ts'
import { type Contact, customers } from './larkfield/contacts.ts'
import type { Script } from './larkfield/texts.ts'
import { type Color, pngOfWindow } from './media.ts'
import { drawReadStatus, type Happening, type Scene } from './scene.ts'
import { drawSlots, fillIn, type Slots } from './slots.ts'

/** What a text says beside its ends. */
interface Text {
  readonly at: number
  readonly text: string
  readonly files?: readonly MediaFile[]
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

export function conversation(
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

export function amongColleagues(
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

/** Windows in walls of several colors, one size larger than the other. */
export const makePictures = ({ files }: Pick<Parts, 'files'>): StoredFile[] =>
  walls.map((wall, index) => files.put(pngOfWindow(48 + index * 16, wall, [150, 190, 215])))

/** A picture with a line of text, to or from a customer. */
export function picture(
  scene: Scene,
  { lines }: Script,
  extension: string,
  at: number,
): Happening[] {
  const { random, cast, pictures } = scene
  const contact = random.pick(customers)
  const slots = drawSlots(random, cast.extension(extension).name, contact)
  const file = random.pick(pictures)
  const files = [
    { fileName: `IMG_${random.integer(1000, 9999)}.png`, contentType: 'image/png', file },
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
