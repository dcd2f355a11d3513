// Counts one request to an OAuth endpoint against the Auth group: for its user once that is known,
// else for the app it names, so that guessing has an end whatever is guessed.
import { fail } from '#catalog/errors'
import type { Form } from '#catalog/oauth/oauth-form'
import type { Clock } from '#lib/clock'
import type { App } from '#storage/platform/oauth/apps'
import type { Note } from '../evidence/note.ts'
import type { Throttle, Verdict } from '../stages/throttle.ts'

/** The meter of one request. */
export interface Meter {
  /** Names the app that the request is for; it may yet prove not to come from it. */
  isFor(app: App): void
  /** The form to read in the place of this one, so that it shows what nothing read. */
  reading(form: Form): Form
  /** Counts the request for a user (an extension's or account's id). Throws ApiError CMN-301 over the limit. */
  count(user: string | number): void
  /** Counts a request whose user never became known, unless it was counted. Throws as `count` does. */
  countStranger(): void
  /** The rate headers of the reply. */
  headers(): Readonly<Record<string, string>>
}

// Beside the ids of users, which are digits. Requests of apps that do not exist share one count:
// a count for each made-up name would be a way to fill the memory.
const stranger = 'stranger'

/** A meter for one request, whose app is noted. */
export function createMeter(throttle: Throttle, clock: Clock, note: Note): Meter {
  let app: App | null = null
  let verdict: Verdict | null = null

  const take = (user: string | null): Verdict =>
    throttle.take({ user, app, group: 'Auth', now: clock.now() })

  function count(user: string) {
    verdict = take(user)
    if (verdict.limited) throw fail('CMN-301')
  }

  return {
    isFor(named) {
      app = named
      note.clientId = named.clientId
    },
    reading: (form) => note.form(form),
    count: (user) => count(String(user)),
    countStranger() {
      if (verdict === null) count(stranger)
    },
    headers: () => (verdict ?? take(null)).headers,
  }
}
