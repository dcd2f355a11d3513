// What a person who manages agents and grants did wrong, told so that they can put it right. The
// admin API turns it into a problem of its own table; agents never see one.

/** What kind of mistake: a bad field, a thing that is not there, or a state that forbids the change. */
export type ProblemKind = 'invalid' | 'not_found' | 'conflict'

/** A change that was not made. `message` names the field or thing, `remedy` says what to do instead. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly kind: ProblemKind
  /** The field of the request that is at fault; null when it is the state of the thing itself. */
  readonly field: string | null
  readonly remedy: string

  constructor(kind: ProblemKind, field: string | null, message: string, remedy: string) {
    super(message)
    this.kind = kind
    this.field = field
    this.remedy = remedy
  }
}

/** A field that is not as it should be. */
export const invalid = (field: string, message: string, remedy: string): Problem =>
  new Problem('invalid', field, message, remedy)

/** A thing that is not there. */
export const notFound = (field: string, message: string, remedy: string): Problem =>
  new Problem('not_found', field, message, remedy)

/** A change that the state of things forbids. */
export const conflict = (field: string | null, message: string, remedy: string): Problem =>
  new Problem('conflict', field, message, remedy)
