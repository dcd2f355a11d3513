// The authorization endpoint and its two pages: an app's request comes in, a person signs in and
// consents, and the browser takes a code (or a refusal) back to the app.
//   authorize - login - consent - back to the app
// A request waits under an id that only this browser can use, once, for ten minutes.
import { AuthorizationError, type RedirectTarget } from '#catalog/authorization-errors'
import { ApiError } from '#catalog/errors'
import { failOAuth, OAuthError } from '#catalog/oauth-errors'
import { readForm, type Form } from '#catalog/oauth-form'
import type { Extension } from '#storage/platform/accounts'
import type { App } from '#storage/platform/apps'
import type { AuthorizationRequest, SignedIn, WaitingRequest } from '#storage/platform/sign-ins'
import type { Parts } from '../../parts.ts'
import type { Meter } from '../meter.ts'
import { originOf } from '../origin.ts'
import { createSignIn, signInto } from '../sign-in.ts'
import { cookieNames, cookieOf, setCookie } from './cookies.ts'
import { judgeRequest } from './judge.ts'
import { pageResponse } from './page.ts'
import { consentPage, loginPage, type Problem } from './pages.ts'
import { paths } from './paths.ts'
import { problemOf } from './problems.ts'
import { goTo, redirectBack } from './redirects.ts'

/** How long a code can be exchanged. */
const codeLifeSeconds = 60

/** Answers a request to one of the pages. Throws OAuthError for what has no way back to an app. */
type Answer = (request: Request, meter: Meter) => Promise<Response>

/** A request that waits, with everything it is about. */
interface Waiting extends WaitingRequest {
  readonly id: string
  readonly app: App
}

/** @param parts the platform's stores, clock and secrets */
export function createAuthorize(parts: Parts): Readonly<Record<string, Answer>> {
  const { db, apps, accounts, codes, signIns, clock, makeSecret } = parts
  const signIn = createSignIn(accounts)

  /** Who stays signed in in this browser and may still have a session. */
  function rememberedIn(request: Request): SignedIn | null {
    const token = cookieOf(request, cookieNames.signIn)
    const who = token === null ? undefined : signIns.remembered(token, clock.now())
    return who && accounts.extension(who.extensionId)?.status === 'Enabled' ? who : null
  }

  /** The request that a page is about. Throws OAuthError when it waits no more, or waits for another browser. */
  function waitingFor(request: Request, id: string | undefined): Waiting {
    const browser = cookieOf(request, cookieNames.browser)
    const found =
      id === undefined || browser === null ? undefined : signIns.find(id, browser, clock.now())
    const app = found && apps.find(found.request.clientId)
    if (id === undefined || !found || !app) throw staleRequest()
    return { id, app, ...found }
  }

  /** The form of one of our own pages, and the request it is about. */
  async function submitted(request: Request): Promise<{ form: Form; waiting: Waiting }> {
    const from = request.headers.get('origin')
    // SameSite keeps the cookies from another site's form; this keeps out what ignores it.
    if (from !== null && URL.parse(from)?.host !== hostOf(request)) throw staleRequest()
    const form = await readForm(request)
    return { form, waiting: waitingFor(request, form.get('request')) }
  }

  const mayPass = (
    { extensionId }: SignedIn,
    { clientId, scopes, asksConsent }: AuthorizationRequest,
  ) => !asksConsent && signIns.hasConsented(extensionId, clientId, scopes)

  /** Sends the person back with a code; `waitingId` is the request that this answers, once. */
  async function grant(
    origin: string,
    wanted: AuthorizationRequest,
    { extensionId, authenticatedAt }: SignedIn,
    waitingId: string | null,
  ): Promise<Response> {
    const { clientId, redirectUri, namesRedirectUri, scopes, nonce, challenge } = wanted
    const now = clock.now()
    const code = makeSecret()
    await db.commit(() => {
      if (waitingId !== null && !signIns.close(waitingId)) throw staleRequest()
      signIns.consent(extensionId, clientId, scopes)
      const expiresAt = now + codeLifeSeconds * 1000
      const what = { redirectUri, namesRedirectUri, scopes, nonce, challenge, authenticatedAt }
      codes.add(code, { clientId, extensionId, expiresAt, ...what }, now)
    })
    return redirectBack(wanted, {
      code,
      expires_in: String(codeLifeSeconds),
      ...(wanted.wantsDiscovery
        ? {
            discovery_uri: `${origin}/.well-known/entry-points/external`,
            token_uri: `${origin}/restapi/oauth/token`,
          }
        : {}),
    })
  }

  async function deny({ id, request }: Waiting): Promise<Response> {
    await db.commit(() => signIns.close(id))
    return refuse(new AuthorizationError('access_denied', request))
  }

  async function authorize(request: Request): Promise<Response> {
    const form = await readForm(request, URL.parse(request.url)?.search ?? '')
    try {
      const { request: wanted, asks } = judgeRequest(form, apps)
      const who = asks === 'login' ? null : rememberedIn(request)
      if (who && mayPass(who, wanted)) return await grant(originOf(request), wanted, who, null)
      if (asks === 'none') {
        throw new AuthorizationError(who ? 'consent_required' : 'login_required', wanted)
      }
      const id = makeSecret()
      const browser = cookieOf(request, cookieNames.browser) ?? makeSecret()
      await db.commit(() => {
        signIns.open(id, browser, wanted, clock.now())
        if (who) signIns.signIn(id, who)
      })
      const page = who ? paths.consent : paths.login
      return goTo(302, `${page}?request=${id}`, [setCookie(cookieNames.browser, browser, request)])
    } catch (error) {
      if (error instanceof AuthorizationError) return refuse(error)
      throw error
    }
  }

  function showLogin({ id, app, request }: Waiting, form?: Form, problem: Problem | null = null) {
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
    const response = mayPass(who, wanted)
      ? await grant(originOf(request), wanted, who, id)
      : goTo(303, `${paths.consent}?request=${id}`)
    if (token !== null || had !== null) {
      response.headers.append('Set-Cookie', setCookie(cookieNames.signIn, token, request))
    }
    return response
  }

  async function login(request: Request, meter: Meter): Promise<Response> {
    const { form, waiting } = await submitted(request)
    if (form.get('decision') === 'deny') return deny(waiting)
    meter.isFor(waiting.app)
    let extension: Extension
    try {
      const name = form.get('username') ?? ''
      const password = form.get('password') ?? ''
      if (name === '' || password === '') throw failOAuth('OAU-140')
      extension = await signIn({ name, extensionNumber: form.get('extension') }, password, meter)
      signInto(extension)
    } catch (error) {
      if (!(error instanceof OAuthError || error instanceof ApiError)) throw error
      return showLogin(waiting, form, problemOf(error, form))
    }
    return signedIn(request, waiting, extension, form.has('remember'))
  }

  function showConsent(waiting: Waiting): Response {
    const { id, app, request, signedIn: who } = waiting
    const extension = who ? accounts.extension(who.extensionId) : undefined
    if (extension?.status !== 'Enabled') return goTo(302, `${paths.login}?request=${id}`)
    return pageResponse(
      consentPage({
        requestId: id,
        appName: app.name,
        redirectUri: request.redirectUri,
        scopes: request.scopes,
        person: `${extension.name}, extension ${extension.number}`,
      }),
    )
  }

  async function consent(request: Request): Promise<Response> {
    const { form, waiting } = await submitted(request)
    const { id, request: wanted, signedIn: who } = waiting
    switch (form.get('decision')) {
      case 'authorize':
        if (who && accounts.extension(who.extensionId)?.status === 'Enabled') {
          return grant(originOf(request), wanted, who, id)
        }
        return goTo(303, `${paths.login}?request=${id}`)
      case 'deny':
        return deny(waiting)
      case 'switch': {
        const token = cookieOf(request, cookieNames.signIn)
        await db.commit(() => {
          signIns.signIn(id, null)
          if (token !== null) signIns.forgetBrowser(token)
        })
        const forget = setCookie(cookieNames.signIn, null, request)
        return goTo(303, `${paths.login}?request=${id}`, token === null ? [] : [forget])
      }
      default:
        return showConsent(waiting)
    }
  }

  const shown = (show: (waiting: Waiting) => Response): Answer => {
    return async (request) =>
      show(waitingFor(request, new URL(request.url).searchParams.get('request') ?? undefined))
  }

  return {
    [`GET ${paths.authorize}`]: authorize,
    [`POST ${paths.authorize}`]: authorize,
    [`GET ${paths.login}`]: shown((waiting) => showLogin(waiting)),
    [`POST ${paths.login}`]: login,
    [`GET ${paths.consent}`]: shown(showConsent),
    [`POST ${paths.consent}`]: consent,
  }
}

const refuse = ({ error, message, target }: AuthorizationError): Response =>
  redirectBack(target satisfies RedirectTarget, { error, error_description: message })

const staleRequest = () =>
  failOAuth('CMN-101', {
    parameterName: 'request',
    reason: 'this sign-in has ended, was taken too slowly, or was begun in another browser',
  })

const hostOf = (request: Request): string =>
  request.headers.get('host') ?? new URL(request.url).host
