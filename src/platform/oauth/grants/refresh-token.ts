// The refresh token grant (RFC 6749 6): the next pair of tokens of a session. Both tokens change each
// time; storage/platform/sessions.ts holds the rules of rotation and of the grace after it.
import { required } from '#catalog/oauth/oauth-form'
import { failOAuth } from '#catalog/oauth/oauth-errors'
import type { Parts } from '../../parts.ts'
import type { Grant, Issue } from '../issue.ts'
import { signInto } from '../sign-in.ts'

/** The grant. A session keeps its scopes and its endpoint whatever the form says. */
export function createRefreshToken(parts: Parts, issue: Issue): Grant {
  const { db, sessions, accounts, clock } = parts
  return async (asked) => {
    const { app, form, meter } = asked
    const token = required(form, 'refresh_token')
    const owner = sessions.byAnyToken(token, app.clientId)
    if (!owner) throw failOAuth('OAU-213')
    meter.count(owner.extensionId ?? owner.accountId)
    if (owner.extensionId !== null) signInto(accounts.extension(owner.extensionId))
    const now = clock.now()
    const found = await db.commit(() =>
      sessions.refresh(token, app.clientId, now, () => issue.pair(app, form)),
    )
    if (!found.ok) throw failOAuth(found.reason === 'expired' ? 'OAU-210' : 'OAU-213')
    return issue.reply(asked, found.session, found.pair)
  }
}
