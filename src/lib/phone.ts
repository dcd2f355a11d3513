// Phone numbers: any way a person writes one, to E.164.
import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'

/** Whether phone numbers of this country (ISO 3166-1 alpha-2, upper case) can be read. */
export const isCountry = (code: string): code is CountryCode => isSupportedCountry(code)

/**
 * The E.164 form of a number (`(415) 555-0101` -> `+14155550101`), read as one of `country` when it has
 * no country code; null when it is no possible number.
 */
export function toE164(text: string, country: CountryCode = 'US'): string | null {
  // Written so already, as nearly always: what follows takes 10 µs.
  if (/^\+1[2-9]\d{9}$/.test(text)) return text
  const number = parsePhoneNumberFromString(text, country)
  return number?.isPossible() ? number.number : null
}

/** An E.164 number as people of its country write it: `(415) 555-0101` for `+14155550101`. */
export function nationalForm(number: string): string {
  return parsePhoneNumberFromString(number)?.formatNational() ?? number
}

/** The country of an E.164 number (ISO 3166-1 alpha-2), or null when it cannot be told. */
export const countryOf = (number: string): string | null =>
  parsePhoneNumberFromString(number)?.country ?? null
