// The mailboxes of the demo company: a month of texts, pictures, notes and faxes, and a last day that
// has one of every kind. Everything is planned with its moment; demo.ts lets it happen in order.
import { conversationIdOf, type Party } from '#storage/platform/messages'
import { fax } from './faxes.ts'
import { type Contact, customers, partners } from './larkfield/contacts.ts'
import { papers } from './larkfield/papers.ts'
import {
  colleagueScripts,
  customerScripts,
  pagerNotes,
  partnerScripts,
  pictureScripts,
} from './larkfield/texts.ts'
import { drawReadStatus, type Happening, type Scene } from './scene.ts'
import { drawSlots, fillIn } from './slots.ts'
import { amongColleagues, conversation, picture } from './texting.ts'

/** Every text, picture, note and fax. */
export const planMailboxes = (scene: Scene): Happening[] => [
  ...planMonth(scene),
  ...planLastDay(scene),
]

function planMonth(scene: Scene): Happening[] {
  const { random } = scene
  const { workMoment } = scene.timeline
  const customerTalks = Array.from({ length: 72 }, () => {
    const script = random.pick(customerScripts)
    return conversation(scene, script, random.pick(script.by), random.pick(customers), workMoment())
  })
  const partnerTalks = Array.from({ length: 14 }, () => {
    const script = random.pick(partnerScripts)
    return conversation(scene, script, random.pick(script.by), partnerOf(script), workMoment())
  })
  return [
    ...customerTalks.flat(),
    ...partnerTalks.flat(),
    ...twice(colleagueScripts).flatMap((script) => amongColleagues(scene, script, workMoment())),
    ...twice(pictureScripts).flatMap((script) =>
      picture(scene, script, random.pick(script.by), workMoment()),
    ),
    ...twice(pagerNotes).map((note) => page(scene, note, workMoment())),
    ...[...papers, ...twice(papers)].map((paper) =>
      fax(scene, paper, random.pick(paper.by), workMoment()),
    ),
  ]
}

/** Something for everybody, and one of every kind, both ways, for the admin. */
function planLastDay(scene: Scene): Happening[] {
  const { random, cast } = scene
  const { recentMoment } = scene.timeline
  const { number: admin } = cast.admin
  const isOfAdmin = ({ by }: { readonly by: readonly string[] }) => by.includes(admin)
  const customerTalks = cast.staff.flatMap(({ number }) => {
    const scripts = customerScripts.filter(
      ({ by, lines }) => by.includes(number) && lines.length > 1,
    )
    if (scripts.length === 0) return []
    const script = random.pick(scripts)
    return conversation(scene, script, number, random.pick(customers), recentMoment())
  })
  const faxes = (['Inbound', 'Outbound'] as const).map((direction) =>
    random.pick(papers.filter((paper) => isOfAdmin(paper) && paper.direction === direction)),
  )
  return [
    ...customerTalks,
    ...partnerScripts
      .filter(isOfAdmin)
      .flatMap((script) => conversation(scene, script, admin, partnerOf(script), recentMoment())),
    ...colleagueScripts
      .filter(([, to]) => to === admin)
      .flatMap((script) => amongColleagues(scene, script, recentMoment())),
    ...pictureScripts
      .filter(isOfAdmin)
      .flatMap((script) => picture(scene, script, admin, recentMoment())),
    ...pagerNotes
      .filter(([from, to]) => from === admin || to.includes(admin))
      .map((note) => page(scene, note, recentMoment())),
    ...faxes.map((paper) => fax(scene, paper, admin, recentMoment())),
  ]
}

const twice = <T>(list: readonly T[]): T[] => [...list, ...list]

function partnerOf({ partner }: { readonly partner: string }): Contact {
  const contact = partners.find(({ name }) => name === partner)
  if (!contact) throw new RangeError(`the demo company has no partner ${partner}`)
  return contact
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
