// Ends as people type them: `30d`, `12h`, a date, `never`; the admin API takes ISO 8601 or null.
import { isoTime, parseTime } from '#lib/time'
import { CliError } from './exit-codes.ts'

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** What {@link readExpiry} takes, for help texts. */
export const expiryForms = 'as 30d, 12h, 2026-12-31, 2026-12-31T18:00Z, or never'

/**
 * The end that a person typed; null for never, undefined when nothing was typed.
 * @throws CliError usage
 */
export function readExpiry(text: string | undefined, now: number): string | null | undefined {
  if (text === undefined) return undefined
  if (text === 'never') return null
  const match = /^([1-9]\d{0,4})([mhdw])$/.exec(text)
  const unit = match?.[2] as keyof typeof unitMs | undefined // the pattern says so
  const at = unit ? now + Number(match?.[1]) * unitMs[unit] : parseTime(text)
  if (at !== null) return isoTime(at)
  throw new CliError('usage', `"${text}" is no end.`, `Give one ${expiryForms}.`)
}
