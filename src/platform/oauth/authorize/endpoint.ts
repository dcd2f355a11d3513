// The authorization endpoint and its two pages: an app's request comes in, a person signs in and
// consents, and the browser takes a code (or a refusal) back to the app.
//   authorize - login - consent - back to the app
// A request waits under an id that only this browser can use, once, for ten minutes.
import { AuthorizationError } from '#catalog/oauth/authorization-errors'
import { ApiError } from '#catalog/errors'
import { failOAuth, OAuthError } from '#catalog/oauth/oauth-errors'
import { readForm, type Form } from '#catalog/oauth/oauth-form'
import type { Extension } from '#storage/platform/accounts'
import type { AuthorizationRequest, SignedIn } from '#storage/platform/oauth/sign-ins'
import type { Parts } from '../../parts.ts'
import type { Meter } from '../meter.ts'
import { originOf } from '../origin.ts'
import { createSignIn, signInto } from '../sign-in.ts'
import { cookieNames, cookieOf, setCookie } from './cookies.ts'
import { createGrantCode, redirectRefusal } from './grant.ts'
import { judgeRequest } from './judge.ts'
import { pageResponse } from './page.ts'
import { consentPage, loginPage, type Problem } from './pages.ts'
import { paths } from './paths.ts'
import { problemOf } from './problems.ts'
import { goTo } from './redirects.ts'
import { createWaiting, type Waiting } from './waiting.ts'

/** Answers a request to one of the pages. Throws OAuthError for what has no way back to an app. */
type Answer = (request: Request, meter: Meter) => Promise<Response>

/**
 * The endpoint and its pages, by verb and path.
 * @param parts the platform's stores, clock and secrets
 */
export function createAuthorize(parts: Parts): Readonly<Record<string, Answer>> {
  const { db, apps, signIns, clock, makeSecret } = parts
  const waitings = createWaiting(parts)
  const grantCode = createGrantCode(parts)
  const pages = createPages(parts, waitings)

  async function authorize(request: Request): Promise<Response> {
    const form = await readForm(request, URL.parse(request.url)?.search ?? '')
    try {
      const { request: wanted, asks } = judgeRequest(form, apps)
      const who = asks === 'login' ? null : waitings.rememberedIn(request)
      if (who && mayPass(parts, who, wanted)) {
        const origin = originOf(request)
        return await grantCode({ origin, request: wanted, who, waitingId: null })
      }
      if (asks === 'none') {
        throw new AuthorizationError(who ? 'consent_required' : 'login_required', wanted)
      }
      const id = makeSecret()
      const browser = cookieOf(request, cookieNames.browser) ?? makeSecret()
      await db.commit(() => {
        signIns.open(id, browser, wanted, clock.now())
        if (who) signIns.signIn(id, who)
      })
      const cookie = setCookie(cookieNames.browser, browser, request)
      return goTo(302, pageAt(who ? 'consent' : 'login', id), [cookie])
    } catch (error) {
      if (error instanceof AuthorizationError) return redirectRefusal(error)
      throw error
    }
  }

  return {
    [`GET ${paths.authorize}`]: authorize,
    [`POST ${paths.authorize}`]: authorize,
    ...pages,
  }
}

/** The pages that stand between a request and its code. */
function createPages(parts: Parts, waitings: ReturnType<typeof createWaiting>) {
  const { db, accounts, signIns, clock, makeSecret } = parts
  const grantCode = createGrantCode(parts)
  const signIn = createSignIn(accounts)

  async function deny({ id, request }: Waiting): Promise<Response> {
    await db.commit(() => signIns.close(id))
    return redirectRefusal(new AuthorizationError('access_denied', request))
  }

  /** Keeps who signed in: at the request, and in the browser when they want to stay. */
  async function signedIn(
    request: Request,
    { id, request: wanted }: Waiting,
    { id: extensionId }: Extension,
    staysSignedIn: boolean,
  ): Promise<Response> {
    const who: SignedIn = { extensionId, authenticatedAt: clock.now() }
    const had = cookieOf(request, cookieNames.signIn)
    const token = staysSignedIn ? makeSecret() : null
    await db.commit(() => {
      signIns.signIn(id, who)
      if (had !== null) signIns.forgetBrowser(had)
      if (token !== null) signIns.remember(token, who)
    })
    const response = mayPass(parts, who, wanted)
      ? await grantCode({ origin: originOf(request), request: wanted, who, waitingId: id })
      : goTo(303, pageAt('consent', id))
    if (token !== null || had !== null) {
      response.headers.append('Set-Cookie', setCookie(cookieNames.signIn, token, request))
    }
    return response
  }

  async function login(request: Request, meter: Meter): Promise<Response> {
    const { form, waiting } = await waitings.ofForm(request)
    if (form.get('decision') === 'deny') return deny(waiting)
    meter.isFor(waiting.app)
    let extension: Extension
    try {
      const [name, password] = [form.get('username'), form.get('password')]
      if (name === undefined || password === undefined) throw failOAuth('OAU-140')
      extension = await signIn({ name, extensionNumber: form.get('extension') }, password, meter)
      signInto(extension)
    } catch (error) {
      if (!(error instanceof OAuthError || error instanceof ApiError)) throw error
      return showLogin(waiting, form, problemOf(error, form))
    }
    return signedIn(request, waiting, extension, form.has('remember'))
  }

  /** Who signed in at a request, while they may have a session. */
  function personAt({ signedIn: who }: Waiting): Extension | null {
    const extension = who ? accounts.extension(who.extensionId) : undefined
    return extension?.status === 'Enabled' ? extension : null
  }

  function showConsent(waiting: Waiting): Response {
    const { id, app, request } = waiting
    const person = personAt(waiting)
    if (!person) return goTo(302, pageAt('login', id))
    return pageResponse(
      consentPage({
        requestId: id,
        appName: app.name,
        redirectUri: request.redirectUri,
        scopes: request.scopes,
        person: `${person.name}, extension ${person.number}`,
      }),
    )
  }

  /** Lets somebody else sign in at a request. */
  async function switchPerson(request: Request, { id }: Waiting): Promise<Response> {
    const token = cookieOf(request, cookieNames.signIn)
    await db.commit(() => {
      signIns.signIn(id, null)
      if (token !== null) signIns.forgetBrowser(token)
    })
    const forget = setCookie(cookieNames.signIn, null, request)
    return goTo(303, pageAt('login', id), token === null ? [] : [forget])
  }

  async function consent(request: Request): Promise<Response> {
    const { form, waiting } = await waitings.ofForm(request)
    const { id, request: wanted, signedIn: who } = waiting
    switch (form.get('decision')) {
      case 'authorize':
        if (!who || !personAt(waiting)) return goTo(303, pageAt('login', id))
        return grantCode({ origin: originOf(request), request: wanted, who, waitingId: id })
      case 'deny':
        return deny(waiting)
      case 'switch':
        return switchPerson(request, waiting)
      default:
        return showConsent(waiting)
    }
  }

  return {
    [`GET ${paths.login}`]: async (request) => showLogin(waitings.ofPage(request)),
    [`POST ${paths.login}`]: login,
    [`GET ${paths.consent}`]: async (request) => showConsent(waitings.ofPage(request)),
    [`POST ${paths.consent}`]: consent,
  } satisfies Readonly<Record<string, Answer>>
}

/** Whether a person need not be asked for consent: they gave it before, and the app leaves it at that. */
const mayPass = (
  { signIns }: Parts,
  { extensionId }: SignedIn,
  { clientId, scopes, asksConsent }: AuthorizationRequest,
): boolean => !asksConsent && signIns.hasConsented(extensionId, clientId, scopes)

function showLogin(
  { id, app, request }: Waiting,
  form?: Form,
  problem: Problem | null = null,
): Response {
  return pageResponse(
    loginPage({
      requestId: id,
      appName: app.name,
      redirectUri: request.redirectUri,
      username: form?.get('username') ?? request.loginHint ?? '',
      extension: form?.get('extension') ?? '',
      problem,
    }),
  )
}

const pageAt = (page: 'login' | 'consent', id: string): string => `${paths[page]}?request=${id}`
