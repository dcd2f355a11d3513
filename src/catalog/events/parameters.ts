// The query parameters of event filters: what each may be. Data alone; filters.ts reads by it.
import { callStatusCodes } from '../schemas/events/telephony.ts'

/** What one parameter of a filter may be, and whether the filter may have it more than once. */
export type ParameterRule =
  | {
      readonly kind: 'enum'
      readonly values: readonly string[]
      /** Other spellings that RingCentral's own pages have, each with the value it stands for. */
      readonly spellings?: Readonly<Record<string, string>>
      readonly repeats: boolean
    }
  | { readonly kind: 'boolean'; readonly repeats: false }
  | { readonly kind: 'phone number'; readonly repeats: boolean }

const flag = { kind: 'boolean', repeats: false } as const

const direction = { kind: 'enum', values: ['Inbound', 'Outbound'], repeats: false } as const

const messageType = {
  kind: 'enum',
  values: ['SMS', 'Fax', 'VoiceMail', 'Pager'],
  spellings: { Voicemail: 'VoiceMail' },
} as const

/** Of what arrives in a mailbox. */
export const instantParameters = { type: { ...messageType, repeats: false } } as const

/** Of every change of a mailbox. */
export const mailboxParameters = {
  type: { ...messageType, repeats: true },
  direction,
} as const

/** Of faxes. */
export const faxParameters = { direction } as const

/** Of presence: how much of the calls in progress to tell. */
export const presenceParameters = { detailedTelephonyState: flag, sipData: flag } as const

/** Of calls. RingCentral takes several statuses as several filters. */
export const telephonyParameters = {
  direction,
  missedCall: flag,
  phoneNumber: { kind: 'phone number', repeats: false },
  sipData: flag,
  statusCode: {
    kind: 'enum',
    values: callStatusCodes.filter((code) => code !== 'Tds'),
    repeats: false,
  },
  withRecordings: flag,
} as const
