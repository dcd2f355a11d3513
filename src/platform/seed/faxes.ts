// The faxes of the demo company, each with its line in the call log.
import type { Party } from '#storage/platform/messages'
import { logCall } from '../network/past-calls.ts'
import { store } from '../network/texts.ts'
import { faxNumber } from './larkfield/company.ts'
import { faxMachines } from './larkfield/contacts.ts'
import type { Paper } from './larkfield/papers.ts'
import { pdfOf } from './media.ts'
import { drawReadStatus, type Happening, type Scene } from './scene.ts'
import { drawSlots, fillIn } from './slots.ts'

/** A fax with its line in the call log. What comes for the admin comes to the company's fax number. */
export function fax(scene: Scene, paper: Paper, extension: string, at: number): Happening {
  const { parts, cast, random } = scene
  const machine = faxMachines[paper.machine] ?? random.pick(faxMachines)
  const slots = drawSlots(random, cast.extension(extension).name)
  const pages = paper.pages.map((lines) => lines.map((line) => fillIn(line, slots)))
  const files = [
    {
      fileName: `${paper.title.toLowerCase().replaceAll(' ', '-')}.pdf`,
      contentType: 'application/pdf',
      file: parts.files.put(pdfOf(pages)),
    },
  ]
  const isOutbound = paper.direction === 'Outbound'
  const isFailed = isOutbound && random.float() < 0.1
  const readStatus = isOutbound ? 'Read' : drawReadStatus(scene, at)
  const talkMs = pages.length * random.integer(9_000, 16_000)
  const own = extension === cast.admin.number && !isOutbound ? faxNumber : cast.numberOf(extension)
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
