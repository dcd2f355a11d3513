// How a number of the outside world takes what is sent to it: as its magic row says, or as usual.
import {
  type Behaviour,
  magicNumbers,
  type TextReply,
  usualBehaviour,
} from '#catalog/rules/magic-numbers'

const behaviours: ReadonlyMap<string, Behaviour> = new Map(
  magicNumbers.map((own) => [own.number, { ...usualBehaviour, ...own }]),
)

/** What a call, a text or a fax to a number (E.164) comes to. Never throws; one look-up. */
export const behaviourOf = (number: string): Behaviour => behaviours.get(number) ?? usualBehaviour

/** What a number texts back once a text has reached it. */
export function repliesOf(number: string): readonly TextReply[] {
  const { text } = behaviourOf(number)
  return (text.is === 'delivered' && text.replies) || []
}
