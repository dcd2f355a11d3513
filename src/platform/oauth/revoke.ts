// POST /restapi/oauth/revoke (RFC 7009): ends the session that a token belongs to, all its tokens at once.
import { readForm, required } from '#catalog/oauth/oauth-form'
import type { Parts } from '../parts.ts'
import { createClientAuthentication } from './client-authentication.ts'
import type { Meter } from './meter.ts'

/**
 * The endpoint: an access or refresh token, in the form or the query. A token that is unknown, or another
 * app's, is answered as one that is gone already (RFC 7009 2.2). Throws as the token endpoint does.
 */
export function createRevoke(parts: Parts): (request: Request, meter: Meter) => Promise<null> {
  const { db, sessions, clock } = parts
  const authenticateClient = createClientAuthentication(parts)
  return async (request, meter) => {
    const form = meter.reading(await readForm(request, URL.parse(request.url)?.search ?? ''))
    const app = await authenticateClient(request, form, meter)
    const token = required(form, 'token')
    const session = sessions.byAnyToken(token, app.clientId)
    if (!session) {
      meter.countStranger()
      return null
    }
    meter.count(session.extensionId ?? session.accountId)
    await db.commit(() => sessions.revoke(token, app.clientId, clock.now()))
    return null
  }
}
