// Whom a lever names: numbers as people write them, numbers and extensions of the company; and the files
// it sends along. What cannot be is refused with the field and what to do.
import { Type } from 'typebox'
import { ApiProblem } from '#lib/json-api/problems'
import { toE164 } from '#lib/phone'
import type { Account, Extension, PhoneNumber } from '#storage/platform/accounts'
import type { End } from '../network/ends.ts'
import type { Parts } from '../parts.ts'

/** A file within the JSON of a lever. */
export const LeverFile = Type.Object(
  {
    fileName: Type.String({ minLength: 1, maxLength: 255, description: 'its name, as photo.jpg' }),
    contentType: Type.String({ maxLength: 128, description: 'its media type, as image/jpeg' }),
    base64: Type.String({ contentEncoding: 'base64', description: 'its bytes in base64' }),
  },
  { additionalProperties: false },
)

/** Fields that name an end. */
export const OutsideNumber = Type.String({
  maxLength: 64,
  description: 'a number of the outside world, as +14155550142',
})
export const OwnNumber = Type.String({
  maxLength: 64,
  description: 'a number of the company, as +15105550101',
})
export const OwnEnd = Type.String({
  maxLength: 64,
  description: 'a number of the company, or an extension number as 101',
})
export const CallerName = Type.String({ maxLength: 128, description: 'the name that is shown' })

/** The refusal of a field. */
export const wrong = (field: string, detail: string, remedy: string): ApiProblem =>
  new ApiProblem('invalid-request', { field, detail, remedy })

/** Somebody who can be reached within the company. */
export interface Own {
  readonly account: Account
  readonly owner: Extension
  readonly end: End
  /** The number that was named; null when it was the extension itself. */
  readonly number: PhoneNumber | null
}

/** A number of the outside world in E.164. */
export function outsideNumber({ accounts }: Parts, written: string, field: string): string {
  const number = e164(written, field)
  if (!accounts.number(number)) return number
  throw wrong(
    field,
    `${number} is a number of the company.`,
    'Name a number of the outside world, as +14155550142.',
  )
}

/** A number of the company, with who answers it. */
export function ownNumber(
  parts: Parts,
  written: string,
  field: string,
): Own & { readonly number: PhoneNumber } {
  const { accounts } = parts
  const number = accounts.number(e164(written, field))
  const account = number && accounts.account(number.accountId)
  const owner = account && accounts.extension(number.extensionId ?? account.operatorId)
  if (!owner) {
    throw wrong(
      field,
      `${written} is no number of the company.`,
      `Name one of the company’s own${examplesOf(parts)}.`,
    )
  }
  return { account, owner, end: { phoneNumber: number.number }, number }
}

/** A number of the company, or an extension by its number. */
export function ownEnd(parts: Parts, written: string, field: string): Own {
  const { accounts } = parts
  if (!/^\d{1,8}$/.test(written.trim())) return ownNumber(parts, written, field)
  for (const account of accounts.list()) {
    const owner = accounts.extensionByNumber(account.id, written.trim())
    if (owner) return { account, owner, end: { extensionId: owner.id }, number: null }
  }
  throw wrong(
    field,
    `There is no extension ${written.trim()}.`,
    'Name an extension number of the company, or one of its phone numbers.',
  )
}

/** The bytes of a file that came in base64. */
export function bytesOf(base64: string, field: string): Buffer {
  const bytes = Buffer.from(base64, 'base64')
  // Node drops what is no base64 instead of refusing it.
  const isWhole = bytes.toString('base64').replaceAll('=', '') === base64.replaceAll(/[=\s]/g, '')
  if (isWhole && bytes.length > 0) return bytes
  throw wrong(
    field,
    `${field} is no base64 of any bytes.`,
    'Encode the bytes of the file as base64.',
  )
}

function e164(written: string, field: string): string {
  const number = toE164(written)
  if (number !== null) return number
  throw wrong(field, `${field} is no phone number.`, 'Write it in E.164, as +14155550142.')
}

/** A few numbers of the company, for whoever does not know them. */
function examplesOf({ accounts }: Parts): string {
  const numbers = accounts.list().flatMap(({ id }) => accounts.numbers(id))
  const some = numbers.filter(({ extensionId }) => extensionId !== null).slice(0, 3)
  return some.length > 0 ? `, as ${some.map(({ number }) => number).join(', ')}` : ''
}
