// Makes tokens and opens sessions: what every grant type ends in. The lifetimes a client asks for are
// fitted into RingCentral's bounds here.
import type { Form } from '#catalog/oauth-form'
import { failOAuth } from '#catalog/oauth-errors'
import type { Permission } from '#catalog/permissions'
import type { App } from '#storage/platform/apps'
import type { Session, TokenPair } from '#storage/platform/sessions'
import type { Parts } from '../parts.ts'
import type { Meter } from './meter.ts'

/** A request to the token endpoint, its client authenticated. */
export interface TokenRequest {
  readonly app: App
  readonly form: Form
  readonly meter: Meter
}

/** One grant type: who the token is for, and the token. Throws OAuthError, or ApiError CMN-301. */
export type Grant = (asked: TokenRequest) => Promise<TokenReply>

/** RingCentral's token reply (RFC 6749 5.1 and what they add). Lifetimes are seconds. */
export interface TokenReply {
  readonly access_token: string
  readonly token_type: 'bearer'
  readonly expires_in: number
  readonly refresh_token?: string
  readonly refresh_token_expires_in?: number
  /** The permissions of the token, parted by spaces. */
  readonly scope: string
  /** Id of the extension the token acts for; absent when it acts for the app itself. */
  readonly owner_id?: string
  readonly endpoint_id: string
  readonly session_id: string
}

/** Whom a session is for. */
export type Owner = Pick<Session, 'accountId' | 'extensionId'>

/** Seconds that tokens live: the least, the most, and what is taken when nothing is asked. */
export const lifetimes = {
  access: { least: 600, most: 3600 },
  refresh: { least: 0, most: 604_800 },
} as const

const endpointIdPattern = /^[\w-]{1,64}$/

/** Opens sessions and makes their tokens. */
export type Issue = ReturnType<typeof createIssue>

/** @param parts the platform's stores, clock and secrets */
export function createIssue({ db, sessions, clock, random, makeSecret }: Parts) {
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

  return {
    /** A fresh pair of tokens with the lifetimes that the form asks for. */
    pair: (app: App, form: Form): TokenPair => pair(app, form, true),

    /** Opens a session for an owner; the reply leaves once it is on disk. */
    async open({ app, form }: TokenRequest, owner: Owner): Promise<TokenReply> {
      const endpointId = form.get('endpoint_id')
      if (endpointId !== undefined && !endpointIdPattern.test(endpointId)) {
        throw failOAuth('CMN-101', { parameterName: 'endpoint_id' })
      }
      const session: Session = {
        ...owner,
        id: random.uuid(),
        clientId: app.clientId,
        scopes: scopesOf(app, form.get('scope')),
        endpointId: endpointId ?? random.letters(22),
        createdAt: clock.now(),
      }
      // RFC 6749 4.4.3: an app that acts for itself needs no refresh token, it has its secret.
      const tokens = pair(app, form, owner.extensionId !== null)
      await db.commit(() => sessions.open(session, tokens))
      return replyOf(session, tokens, clock.now())
    },
  }
}

/** The reply that hands out a session's tokens, with what is left of their lives. */
export function replyOf(session: Session, pair: TokenPair, now: number): TokenReply {
  const { refreshToken, refreshExpiresAt } = pair
  const left = (at: number) => Math.max(0, Math.floor((at - now) / 1000))
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

/** The app's permissions, or those of them that are asked for. Throws OAuthError OAU-105 when that leaves none. */
function scopesOf(app: App, asked: string | undefined): readonly Permission[] {
  if (asked === undefined) return app.permissions
  const wanted: ReadonlySet<string> = new Set(asked.split(/\s+/))
  const scopes = app.permissions.filter((permission) => wanted.has(permission))
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
