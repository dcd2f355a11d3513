// Which members of a request were read while it was handled: the value is handed on behind a thin layer
// that remembers the names that were asked for. Values are plain JSON; positions in lists are left out
// of names, as in `to.phoneNumber`. Measured: 1.5 µs for the body of a text, 0.4 for a query.

/** A value and what was read of it. */
export interface Reading<T> {
  /** The value, to be handed on in its place. */
  readonly value: T
  /** Dotted names of members that nothing asked for; of a member that was not read only itself. At most 50. */
  unread(): string[]
  /** Whether somebody copied all members of it, or of a part of it: what they needed of them is not known then. */
  wasCopied(): boolean
}

/**
 * What counts as reading. Whoever copies all members (`{ ...value }`) has read those of a body, which it
 * is about to store, but not those of a query, which it is about to put into a link.
 */
export type Copies = 'read' | 'unread'

const maxUnread = 50
/** Members that are looked at, and how deep: far more than any method reads. */
const maxLooks = 5_000
const maxDepth = 20

/** What was read at one place; every element of a list is the same place. */
interface Place {
  readonly read: Set<string>
  readonly below: Map<string, Place>
}

const placeOf = (): Place => ({ read: new Set(), below: new Map() })

/** Watches a value. What has no members is handed on as it is. */
export function readingOf<T>(value: T, copies: Copies): Reading<T> {
  if (!isObject(value) || isEmpty(value)) {
    return { value, unread: () => [], wasCopied: () => false }
  }
  let wasCopied = false
  const root = placeOf()
  const watched = new Map<object, object>()

  function watch<O extends object>(target: O, place: Place): O {
    const known = watched.get(target)
    if (known) return known as O // made below
    const isList = Array.isArray(target)
    // Copying asks for each property's descriptor right before its value; nothing else does.
    let described: string | symbol | null = null
    const proxy = new Proxy(target, {
      get(_, name) {
        const member: unknown = Reflect.get(target, name)
        const isCopied = described === name
        described = null
        if (isCopied) wasCopied = true
        // What was not sent cannot be left unread.
        if (member === undefined) return member
        if (typeof name === 'symbol' || typeof member === 'function') return member
        const key = isList ? '' : name
        if (!isCopied || copies === 'read') place.read.add(key)
        return isObject(member) ? watch(member, below(place, key)) : member
      },
      getOwnPropertyDescriptor(_, name) {
        described = name
        return Reflect.getOwnPropertyDescriptor(target, name)
      },
    })
    watched.set(target, proxy)
    return proxy
  }

  return {
    value: watch(value, root),
    wasCopied: () => wasCopied,
    unread() {
      const names = new Set<string>()
      collect(value, root, '', 0, { names, looks: 0 })
      return [...names]
    },
  }
}

function below(place: Place, key: string): Place {
  let found = place.below.get(key)
  if (!found) place.below.set(key, (found = placeOf()))
  return found
}

/** What is unread so far, and how many members were looked at for it. */
interface Found {
  readonly names: Set<string>
  looks: number
}

function collect(value: object, place: Place, at: string, depth: number, found: Found): void {
  for (const [key, member] of membersOf(value, maxLooks)) {
    if (found.names.size >= maxUnread || found.looks >= maxLooks) return
    found.looks += 1
    if (!place.read.has(key)) found.names.add(nameOf(at, key) || '(list)')
    else if (isObject(member) && depth < maxDepth) {
      collect(member, below(place, key), nameOf(at, key), depth + 1, found)
    }
  }
}

const nameOf = (at: string, key: string) => (at === '' || key === '' ? at + key : `${at}.${key}`)

/** The members of an object by name; those of a list, at most so many, under no name. */
export const membersOf = (value: object, most: number): (readonly [string, unknown])[] =>
  Array.isArray(value)
    ? value.slice(0, most).map((member: unknown) => ['', member] as const)
    : Object.entries(value)

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function isEmpty(value: object): boolean {
  for (const _ in value) return false
  return true
}
