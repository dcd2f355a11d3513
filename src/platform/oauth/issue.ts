// Makes tokens and opens sessions: what every grant type ends in. The lifetimes a client asks for are
// fitted into RingCentral's bounds here.
import type { Form } from '#catalog/oauth/oauth-form'
import { failOAuth } from '#catalog/oauth/oauth-errors'
import type { TokenReply } from '#catalog/oauth/oauth-replies'
import { isOpenIdScope, type Scope } from '#catalog/oauth/scopes'
import type { App } from '#storage/platform/oauth/apps'
import type { Session, TokenPair } from '#storage/platform/oauth/sessions'
import type { Parts } from '../parts.ts'
import type { IdTokens, LoginFacts } from './id-token.ts'
import type { Meter } from './meter.ts'

/** A request to the token endpoint, its client authenticated. */
export interface TokenRequest {
  readonly app: App
  readonly form: Form
  readonly meter: Meter
  /** Where the request came in, as in `http://127.0.0.1:4101`: the issuer of what is signed. */
  readonly origin: string
}

/** One grant type: who the token is for, and the token. Throws OAuthError, or ApiError CMN-301. */
export type Grant = (asked: TokenRequest) => Promise<TokenReply>

/** Whom a session is for. */
export type Owner = Pick<Session, 'accountId' | 'extensionId'>

/** What a grant type knows of a session beside its owner. */
export interface Opening {
  /** What the user consented to; everything that the app may have when absent. */
  readonly scopes?: readonly Scope[]
  /** The login at the platform's own page. */
  readonly login?: LoginFacts
  readonly credentialId?: string
  /** Runs in the transaction that opens the session; what it throws undoes that. */
  readonly alongside?: (sessionId: string) => void
}

/** Seconds that tokens live: the least, the most, and what is taken when nothing is asked. */
export const lifetimes = {
  access: { least: 600, most: 3600 },
  refresh: { least: 0, most: 604_800 },
} as const

const endpointIdPattern = /^[\w-]{1,64}$/

/** Opens sessions and makes their tokens. */
export type Issue = ReturnType<typeof createIssue>

/**
 * @param parts the platform's stores, clock and secrets
 * @param idTokens what signs the id tokens of those who ask for `openid`
 */
export function createIssue(
  { db, sessions, clock, random, makeSecret }: Parts,
  idTokens: Pick<IdTokens, 'sign'>,
) {
  function pair(app: App, form: Form, withRefresh: boolean): TokenPair {
    const now = clock.now()
    const accessExpiresAt = now + lifetime(form.get('access_token_ttl'), lifetimes.access) * 1000
    if (!withRefresh || !app.issuesRefreshTokens) {
      return {
        accessToken: makeSecret(),
        accessExpiresAt,
        refreshToken: null,
        refreshExpiresAt: null,
      }
    }
    return {
      accessToken: makeSecret(),
      accessExpiresAt,
      refreshToken: makeSecret(),
      refreshExpiresAt: now + lifetime(form.get('refresh_token_ttl'), lifetimes.refresh) * 1000,
    }
  }

  /** The reply that hands out a session's tokens. */
  async function reply(
    { origin }: TokenRequest,
    session: Session,
    tokens: TokenPair,
    login?: LoginFacts,
  ): Promise<TokenReply> {
    const body = replyOf(session, tokens, clock.now())
    if (!session.scopes.includes('openid')) return body
    const idToken = await idTokens.sign(session, origin, login)
    return idToken === null ? body : { ...body, id_token: idToken }
  }

  return {
    /** A fresh pair of tokens with the lifetimes that the form asks for. */
    pair: (app: App, form: Form): TokenPair => pair(app, form, true),

    reply,

    /** Opens a session for an owner; the reply leaves once it is on disk. */
    async open(asked: TokenRequest, owner: Owner, opening: Opening = {}): Promise<TokenReply> {
      const { app, form } = asked
      const endpointId = form.get('endpoint_id')
      if (endpointId !== undefined && !endpointIdPattern.test(endpointId)) {
        throw failOAuth('CMN-101', { parameterName: 'endpoint_id' })
      }
      const { credentialId } = opening
      const session: Session = {
        ...owner,
        id: random.uuid(),
        clientId: app.clientId,
        scopes: scopesOf(app, form.get('scope'), opening.scopes),
        endpointId: endpointId ?? random.letters(22),
        createdAt: clock.now(),
        ...(credentialId === undefined ? {} : { credentialId }),
      }
      // RFC 6749 4.4.3: an app that acts for itself needs no refresh token, it has its secret.
      const tokens = pair(app, form, owner.extensionId !== null)
      await db.commit(() => {
        sessions.open(session, tokens)
        opening.alongside?.(session.id)
      })
      return reply(asked, session, tokens, opening.login)
    },
  }
}

/** What every token reply says, with what is left of the tokens' lives. */
function replyOf(session: Session, pair: TokenPair, now: number): TokenReply {
  const { refreshToken, refreshExpiresAt } = pair
  // To the nearest second: the milliseconds that storing took are none of the client's.
  const left = (at: number) => Math.max(0, Math.round((at - now) / 1000))
  return {
    access_token: pair.accessToken,
    token_type: 'bearer',
    expires_in: left(pair.accessExpiresAt),
    ...(refreshToken === null
      ? {}
      : { refresh_token: refreshToken, refresh_token_expires_in: left(refreshExpiresAt ?? now) }),
    scope: session.scopes.join(' '),
    ...(session.extensionId === null ? {} : { owner_id: String(session.extensionId) }),
    endpoint_id: session.endpointId,
    session_id: session.id,
  }
}

/**
 * What a request gets of what may be given: all of it when nothing is asked. Beside its permissions an
 * app may ask for OpenID Connect's scopes. Throws OAuthError OAU-105 when nothing asked for may be given.
 */
export function scopesOf(
  app: App,
  asked: string | undefined,
  given?: readonly Scope[],
): readonly Scope[] {
  if (asked === undefined) return given ?? app.permissions
  const wanted = new Set(asked.split(/\s+/))
  const mayHave = given ?? [...app.permissions, ...[...wanted].filter(isOpenIdScope)]
  const scopes = mayHave.filter((scope) => wanted.has(scope))
  if (scopes.length === 0) {
    throw failOAuth('OAU-105', { parameterName: 'scope', parameterValue: asked })
  }
  return scopes
}

// Never an error: after a 401 an SDK refreshes with a lifetime of -1, or of NaN.
function lifetime(asked: string | undefined, { least, most }: { least: number; most: number }) {
  const seconds = Math.trunc(Number(asked ?? most))
  return Number.isNaN(seconds) ? most : Math.min(Math.max(seconds, least), most)
}
