// Phone numbers: any way a person writes one, to E.164.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/**
 * The E.164 form of a number (`(415) 555-0101` -> `+14155550101`), read as a US number when it has no
 * country code; null when it is no possible number.
 */
export function toE164(text: string): string | null {
  // Written so already, as nearly always: what follows takes 10 µs.
  if (/^\+1[2-9]\d{9}$/.test(text)) return text
  const number = parsePhoneNumberFromString(text, 'US')
  return number?.isPossible() ? number.number : null
}
