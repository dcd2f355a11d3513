// PubNub's timetokens: 17 digits that count 100 ns since 1970. The ones given with messages stand for a
// place in the feed and lie in September 2001, where no clock of ours is; all others are taken as the
// time that they say, as that of /time/0.

/** What a client's timetoken asks for. */
export type Since =
  /** Nothing yet: it wants to know where to start. */
  | { readonly kind: 'start' }
  /** What came after the notification with this id. */
  | { readonly kind: 'after'; readonly id: number }
  /** What came at this time or later (epoch milliseconds). */
  | { readonly kind: 'since'; readonly at: number }

const firstPlace = 10n ** 16n
const places = 10n ** 13n
const perMs = 10_000n

/** The timetoken of a place in the feed: that after the notification with this id. */
export const timetokenOf = (id: number): string => String(firstPlace + BigInt(id))

/** The timetoken of a time (epoch milliseconds). */
export const timetokenAt = (at: number): string => String(BigInt(Math.trunc(at)) * perMs)

/** What a timetoken asks for; null when it is none. */
export function parseTimetoken(text: string): Since | null {
  if (!/^\d{1,17}$/.test(text)) return null
  const value = BigInt(text)
  if (value === 0n) return { kind: 'start' }
  const place = value - firstPlace
  return place >= 0n && place < places
    ? { kind: 'after', id: Number(place) }
    : { kind: 'since', at: Number(value / perMs) }
}
