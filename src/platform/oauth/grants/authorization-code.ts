// The authorization code grant (RFC 6749 4.1.3): what a person gave an app on the consent page, fetched
// by the app. A code works once, for a minute, for the app, the address and the secret it was given with.
import { hash } from 'node:crypto'
import { required } from '#catalog/oauth/oauth-form'
import { failOAuth } from '#catalog/oauth/oauth-errors'
import { sameSecret } from '#lib/secret'
import type { CodeChallenge } from '#storage/platform/oauth/authorization-codes'
import type { Parts } from '../../parts.ts'
import type { Grant, Issue } from '../issue.ts'
import { signInto } from '../sign-in.ts'

/** The grant. A code that comes twice ends the session it opened (RFC 6749 4.1.2): one of the two was stolen. */
export function createAuthorizationCode(
  { db, codes, sessions, accounts, clock }: Parts,
  issue: Issue,
): Grant {
  async function refuseReplay(code: string): Promise<never> {
    await db.commit(() => {
      const opened = codes.find(code)?.sessionId
      if (opened) sessions.end(opened, clock.now())
    })
    throw failOAuth('OAU-106')
  }

  return async (asked) => {
    const { app, form, meter } = asked
    const code = required(form, 'code')
    const granted = codes.find(code)
    if (!granted) throw failOAuth('OAU-106')
    if (granted.clientId !== app.clientId) throw failOAuth('OAU-110')
    meter.count(granted.extensionId)
    if (granted.sessionId !== null) return refuseReplay(code)
    if (granted.expiresAt <= clock.now()) throw failOAuth('OAU-108')
    const redirectUri = form.get('redirect_uri')
    if (
      redirectUri === undefined ? granted.namesRedirectUri : redirectUri !== granted.redirectUri
    ) {
      throw failOAuth('OAU-109', { parameterName: 'redirect_uri' })
    }
    requireVerifier(form.get('code_verifier'), granted.challenge)
    const owner = signInto(accounts.extension(granted.extensionId))
    let isReplay = false
    const reply = issue.open(asked, owner, {
      scopes: granted.scopes,
      login: { nonce: granted.nonce, authenticatedAt: granted.authenticatedAt },
      alongside(sessionId) {
        isReplay = !codes.spend(code, sessionId)
        if (isReplay) throw failOAuth('OAU-106')
      },
    })
    return reply.catch((error: unknown) => (isReplay ? refuseReplay(code) : Promise.reject(error)))
  }
}

/** Judges RFC 7636 4.6. A verifier for a code that was asked for without a challenge is refused too (RFC 9700 2.1.1). */
function requireVerifier(verifier: string | undefined, challenge: CodeChallenge | null): void {
  const wrong = (reason: string) => failOAuth('OAU-106', { parameterName: 'code_verifier', reason })
  if (challenge === null) {
    if (verifier !== undefined) throw wrong('it was asked for without a code_challenge')
    return
  }
  if (verifier === undefined) throw wrong('code_verifier is missing')
  const found = challenge.method === 'S256' ? hash('sha256', verifier, 'base64url') : verifier
  if (!sameSecret(found, challenge.value)) throw wrong('code_verifier does not fit')
}
