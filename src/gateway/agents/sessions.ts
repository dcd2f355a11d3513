// Sessions: a JWT credential is exchanged for tokens, refresh tokens are rotated, sessions end. The
// rules of rotation are RingCentral's, made strict: an old refresh token that turns up again after
// its grace ends the session, since then somebody has it who should not (RFC 9700 4.14.2).
import { failOAuth } from '#catalog/oauth/oauth-errors'
import type { Clock } from '#lib/clock'
import type { MakeSecret } from '#lib/secret'
import type { Session, SessionId } from '#storage/gateway/sessions'
import type { GatewayStores } from '#storage/gateway/stores'
import type { Directory, LiveSession, Principal } from './directory.ts'
import type { Tokens } from './tokens.ts'

/** Lifetimes as a client asks for them, in seconds; clamped, never refused. */
export interface Lifetimes {
  readonly accessSeconds: number | undefined
  readonly refreshSeconds: number | undefined
}

/** The tokens of a session, and whose it is. */
export interface SessionTokens {
  readonly principal: Principal
  readonly session: Session
  readonly accessToken: string
  readonly refreshToken: string
}

/** What is done with sessions. Refusals are OAuthErrors. */
export interface Sessions {
  /** Exchanges a JWT credential. @throws OAuthError OAU-213 for what is no living credential of this gateway */
  login(jwt: string, lifetimes: Lifetimes, endpointId: string | undefined): Promise<SessionTokens>
  /** @throws OAuthError OAU-213 for an unknown token, OAU-210 for an expired or spent one; {@link ReusedToken} when the session had to end */
  refresh(refreshToken: string, lifetimes: Lifetimes): Promise<SessionTokens>
  /** Ends the session that an access or refresh token belongs to; null when there is none. */
  revoke(token: string): Promise<Principal | null>
}

/** An old refresh token turned up again: its session was ended. */
export class ReusedToken extends Error {
  override readonly name = 'ReusedToken'
  readonly principal: Principal

  constructor(principal: Principal) {
    super('a spent refresh token was used again')
    this.principal = principal
  }
}

/** What they work on. */
export interface SessionsParts {
  readonly stores: GatewayStores
  readonly directory: Directory
  readonly tokens: Tokens
  readonly clock: Clock
  readonly makeSecret: MakeSecret
}

/** Seconds that tokens live: the least and the most; the most is also the default. */
const bounds = { access: [600, 3600], refresh: [0, 604_800] } as const
/** Sessions that one agent may have at a time; one more ends the one refreshed longest ago. */
const maxSessions = 32
/** How long a refresh token still answers with the pair that replaced it, once that is in use. */
const graceMs = 10_000
/** The same while that pair is not in use. */
const unusedGraceMs = 60 * 60 * 1000

/** The sessions over these parts. */
export function createSessions(parts: SessionsParts): Sessions {
  const { stores, directory, tokens, clock, makeSecret } = parts
  const { db, sessions } = stores
  const turns = new Map<SessionId, Promise<unknown>>()

  const withTokens = (principal: Principal, session: Session): SessionTokens => ({
    principal: { ...principal, session },
    session,
    accessToken: tokens.access(session),
    refreshToken: tokens.refresh(session),
  })

  /** The agent that a credential stands for. @throws OAuthError */
  function principalOf(credentialId: string, session: Session | null): Principal {
    const credential = directory.credentials.get(credentialId)
    const recognition = credential && directory.judge(credential, session, clock.now())
    if (recognition?.recognized) return recognition.principal
    throw failOAuth(recognition ? 'OAU-210' : 'OAU-213')
  }

  async function end(id: SessionId): Promise<void> {
    await db.commit(() => sessions.end(id))
    directory.endSession(id)
  }

  /** Those of the agent that are expired or too many. */
  function superfluous(agentId: string): SessionId[] {
    const now = clock.now()
    const own = [...directory.sessions.values()]
      .map(({ session }) => session)
      .filter((session) => session.agentId === agentId)
    const expired = own.filter((session) => endOf(session) <= now)
    const living = own.filter((session) => endOf(session) > now)
    return [...expired, ...living.slice(0, Math.max(living.length - maxSessions + 1, 0))].map(
      ({ id }) => id,
    )
  }

  async function rotate(live: LiveSession, lifetimes: Lifetimes): Promise<SessionTokens> {
    const principal = principalOf(live.session.credentialId, live.session)
    const session: Session = {
      ...live.session,
      generation: live.session.generation + 1,
      ...expiries(lifetimes, clock.now()),
    }
    await db.commit(() => sessions.rotate(session))
    directory.putSession(session, clock.now())
    return withTokens(principal, session)
  }

  async function refreshNow(refreshToken: string, lifetimes: Lifetimes): Promise<SessionTokens> {
    const source = tokens.readRefresh(refreshToken)
    const live = source && directory.sessions.get(source.id)
    if (!source || !live) throw failOAuth('OAU-213')
    const now = clock.now()
    const { session } = live
    if (source.generation === session.generation) {
      if (session.refreshExpiresAt <= now) throw failOAuth('OAU-210')
      return rotate(live, lifetimes)
    }
    const principal = principalOf(session.credentialId, session)
    if (source.generation === session.generation - 1 && inGrace(live, now)) {
      return withTokens(principal, session)
    }
    await end(session.id)
    throw new ReusedToken(principal)
  }

  return {
    async login(jwt, lifetimes, endpointId) {
      const credentialId = await tokens.verify(jwt, clock.now())
      if (credentialId === null) throw failOAuth('OAU-213')
      const principal = principalOf(credentialId, null)
      const { agent, credential } = principal
      const session: Session = {
        id: makeSecret() as SessionId, // made here
        agentId: agent.id,
        credentialId: credential.id,
        generation: 1,
        endpointId: endpointId ?? makeSecret().slice(0, 22),
        ...expiries(lifetimes, clock.now()),
      }
      const ending = superfluous(agent.id)
      await db.commit(() => {
        for (const id of ending) sessions.end(id)
        sessions.add(session)
      })
      for (const id of ending) directory.endSession(id)
      directory.putSession(session, clock.now())
      return withTokens(await stillAllowed(session), session)
    },

    refresh(refreshToken, lifetimes) {
      // In turn, so that a repeated refresh meets the pair that the first one made.
      const id = tokens.readRefresh(refreshToken)?.id
      const before = (id && turns.get(id)) ?? Promise.resolve()
      const turn = before.then(() => refreshNow(refreshToken, lifetimes))
      if (id) {
        const settled = turn
          .catch(() => undefined)
          .then(() => {
            if (turns.get(id) === settled) turns.delete(id)
          })
        turns.set(id, settled)
      }
      return turn
    },

    async revoke(token) {
      const recognition = directory.recognize(token, clock.now())
      const id = recognition.recognized
        ? recognition.principal.session?.id
        : tokens.readRefresh(token)?.id
      const session = id && directory.sessions.get(id)?.session
      if (!session) return null
      await end(session.id)
      const agent = directory.agents.get(session.agentId)
      const credential = directory.credentials.get(session.credentialId)
      return agent && credential ? { agent, credential, session } : null
    },
  }

  /** The agent, unless it was paused or its credential revoked while the session was being stored. */
  async function stillAllowed(session: Session): Promise<Principal> {
    try {
      return principalOf(session.credentialId, session)
    } catch (error) {
      await end(session.id)
      throw error
    }
  }
}

const endOf = ({ accessExpiresAt, refreshExpiresAt }: Session): number =>
  Math.max(accessExpiresAt, refreshExpiresAt)

const inGrace = ({ usedAt, madeAt }: LiveSession, now: number): boolean =>
  usedAt === null ? now < madeAt + unusedGraceMs : now < usedAt + graceMs

function expiries({ accessSeconds, refreshSeconds }: Lifetimes, now: number) {
  const clamp = (seconds: number | undefined, [least, most]: readonly [number, number]) =>
    now + Math.min(Math.max(seconds ?? most, least), most) * 1000
  return {
    accessExpiresAt: clamp(accessSeconds, bounds.access),
    refreshExpiresAt: clamp(refreshSeconds, bounds.refresh),
  }
}
