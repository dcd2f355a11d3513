// A small agent: texts people the day before their appointment, and reads what they answer. It keeps
// its state in the appointments it is given; a real one would have a database there.
import type { SDK } from '@ringcentral/sdk'

/** An appointment, and how far the agent has come with it. */
export interface Appointment {
  readonly name: string
  /** In E.164. */
  readonly phone: string
  readonly at: Date
  state: 'waiting' | 'reminded' | 'confirmed' | 'opted out' | 'unreachable' | 'needs a person'
  /** The reminder's message, once it was sent. */
  messageId?: number
}

/** What the agent is made with. */
export interface AgentOptions {
  /** A logged-in client of RingCentral. */
  readonly platform: ReturnType<SDK['platform']>
  /** The number it texts from. */
  readonly from: string
  readonly appointments: readonly Appointment[]
  readonly now: () => Date | Promise<Date>
}

interface Message {
  readonly id: number
  readonly messageStatus: string
  readonly subject?: string
  readonly from: { readonly phoneNumber?: string }
}

const mailbox = '/restapi/v1.0/account/~/extension/~/message-store'
const dayMs = 24 * 60 * 60 * 1000

/** An agent with two duties, to be called every minute or so. */
export function createAgent({ platform, from, appointments, now }: AgentOptions) {
  const text = async (to: string, words: string): Promise<Message> => {
    const sent = await platform.post('/restapi/v1.0/account/~/extension/~/sms', {
      from: { phoneNumber: from },
      to: [{ phoneNumber: to }],
      text: words,
    })
    return (await sent.json()) as Message
  }

  /** Notices reminders that never arrived. */
  async function checkDelivery(): Promise<void> {
    for (const appointment of appointments) {
      if (appointment.state !== 'reminded' || appointment.messageId === undefined) continue
      const reply = await platform.get(`${mailbox}/${appointment.messageId}`)
      const { messageStatus } = (await reply.json()) as Message
      if (messageStatus.endsWith('Failed')) appointment.state = 'unreachable'
    }
  }

  /** Reads new texts, acts on them, and marks them as read. */
  async function readReplies(): Promise<void> {
    const query = { direction: 'Inbound', messageType: 'SMS', readStatus: 'Unread' }
    const reply = await platform.get(mailbox, query)
    const { records } = (await reply.json()) as { records: Message[] }
    // The oldest first: a later word counts.
    for (const message of records.toReversed()) {
      const appointment = appointments.find(({ phone }) => phone === message.from.phoneNumber)
      if (appointment) await answer(appointment, message.subject?.trim().toUpperCase() ?? '')
      await platform.put(`${mailbox}/${message.id}`, { readStatus: 'Read' })
    }
  }

  async function answer(appointment: Appointment, word: string): Promise<void> {
    if (word === 'STOP') {
      appointment.state = 'opted out'
    } else if (word === 'C') {
      appointment.state = 'confirmed'
      await text(appointment.phone, `Thank you, ${appointment.name}. See you then!`)
    } else if (appointment.state !== 'confirmed') {
      appointment.state = 'needs a person'
    }
  }

  return {
    /** Reminds everybody whose appointment is within a day. */
    async remind(): Promise<void> {
      const today = (await now()).getTime()
      for (const appointment of appointments) {
        const untilMs = appointment.at.getTime() - today
        if (appointment.state !== 'waiting' || untilMs > dayMs || untilMs < 0) continue
        try {
          const { id } = await text(appointment.phone, reminder(appointment))
          appointment.messageId = id
          appointment.state = 'reminded'
        } catch (error) {
          // Busy or out of order: it stays waiting, and the next round tries again.
          if (!isPassing(error)) throw error
        }
      }
    },
    /** Looks what became of the reminders. */
    async followUp(): Promise<void> {
      await checkDelivery()
      await readReplies()
    },
  }
}

const reminder = ({ name, at }: Appointment): string => {
  const time = at.toLocaleString('en-US', {
    timeZone: 'America/Los_Angeles',
    timeStyle: 'short',
    dateStyle: 'full',
  })
  return `Hello ${name}, Acme Windows come on ${time}. Reply C to confirm, or STOP to hear no more.`
}

/** Whether an error of the SDK says that the same call may work later. */
function isPassing(error: unknown): boolean {
  const { response } = error as { response?: Response }
  return response !== undefined && [429, 502, 503, 504].includes(response.status)
}
