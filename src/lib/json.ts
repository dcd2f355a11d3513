// The JSON of replies, of which large parts may be the same as in the reply before.

const texts = new WeakMap<object, string>()

/** Says that nothing in a value will ever change: its JSON is made once, and kept as long as the value is. */
export function lasting<T extends object>(value: T): T {
  texts.set(value, '')
  return value
}

/** What `JSON.stringify` gives for a plain value; members of it that are {@link lasting} are made once. */
export function jsonOf(value: unknown): string {
  if (!isPlain(value) || !hasLasting(value)) return JSON.stringify(value)
  let text = ''
  for (const name in value) {
    const json = jsonOfMember(value[name])
    if (json !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${json}`
  }
  return `{${text}}`
}

function jsonOfMember(member: unknown): string | undefined {
  const known = isObject(member) ? texts.get(member) : undefined
  if (known) return known
  const text = JSON.stringify(member) as string | undefined // of undefined it gives none
  if (known !== undefined && text !== undefined) texts.set(member as object, text) // it has an entry
  return text
}

function hasLasting(value: Readonly<Record<string, unknown>>): boolean {
  for (const name in value) {
    const member = value[name]
    if (isObject(member) && texts.has(member)) return true
  }
  return false
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && !Array.isArray(value) && !('toJSON' in value)
