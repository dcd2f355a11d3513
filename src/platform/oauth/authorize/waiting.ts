// Requests that wait for a person: which one a page or a form is about, and whether this browser may
// speak for it.
import { failOAuth } from '#catalog/oauth/oauth-errors'
import { readForm, type Form } from '#catalog/oauth/oauth-form'
import type { App } from '#storage/platform/oauth/apps'
import type { SignedIn, WaitingRequest } from '#storage/platform/oauth/sign-ins'
import type { Parts } from '../../parts.ts'
import { cookieNames, cookieOf } from './cookies.ts'

/** A request that waits, with everything it is about. */
export interface Waiting extends WaitingRequest {
  readonly id: string
  readonly app: App
}

/** The parts that know of waiting requests. */
type WaitingParts = Pick<Parts, 'apps' | 'accounts' | 'signIns' | 'clock'>

/** @param parts the platform's stores and clock */
export function createWaiting({ apps, accounts, signIns, clock }: WaitingParts) {
  /** The request of this id. Throws OAuthError when it waits no more, or waits for another browser. */
  function named(request: Request, id: string | undefined): Waiting {
    const browser = cookieOf(request, cookieNames.browser)
    const found =
      id === undefined || browser === null ? undefined : signIns.find(id, browser, clock.now())
    const app = found && apps.find(found.request.clientId)
    if (id === undefined || !found || !app) throw staleRequest()
    return { id, app, ...found }
  }

  return {
    /** The request that a page is about, by its address. Throws as {@link named}. */
    ofPage: (request: Request): Waiting =>
      named(request, new URL(request.url).searchParams.get('request') ?? undefined),

    /** The form of one of our own pages, and the request it is about. Throws as {@link named}. */
    async ofForm(request: Request): Promise<{ form: Form; waiting: Waiting }> {
      const from = request.headers.get('origin')
      // SameSite keeps the cookies from another site's form; this keeps out what ignores it.
      if (from !== null && URL.parse(from)?.host !== hostOf(request)) throw staleRequest()
      const form = await readForm(request)
      return { form, waiting: named(request, form.get('request')) }
    },

    /** Who stays signed in in this browser and may still have a session. */
    rememberedIn(request: Request): SignedIn | null {
      const token = cookieOf(request, cookieNames.signIn)
      const who = token === null ? undefined : signIns.remembered(token, clock.now())
      return who && accounts.extension(who.extensionId)?.status === 'Enabled' ? who : null
    },
  }
}

/** The refusal of a request that waits no more. */
export const staleRequest = () =>
  failOAuth('CMN-101', {
    parameterName: 'request',
    reason: 'this sign-in has ended, was taken too slowly, or was begun in another browser',
  })

const hostOf = (request: Request): string =>
  request.headers.get('host') ?? new URL(request.url).host
