// How a number of the outside world takes what is sent to it: as its magic row says, or as usual.
import { type Behaviour, magicNumbers, usualBehaviour } from '#catalog/magic-numbers'

const behaviours: ReadonlyMap<string, Behaviour> = new Map(
  magicNumbers.map((own) => [own.number, { ...usualBehaviour, ...own }]),
)

/** What a call, a text or a fax to a number (E.164) comes to. Never throws; one look-up. */
export const behaviourOf = (number: string): Behaviour => behaviours.get(number) ?? usualBehaviour
