// The client credentials grant (RFC 6749 4.4): an app acts for itself, in the account it belongs to.
import { clientCredentialsFor } from '#catalog/live'
import { failOAuth } from '#catalog/oauth/oauth-errors'
import type { Parts } from '../../parts.ts'
import type { Grant, Issue } from '../issue.ts'

/** The grant. Where only partners have it, an app is refused with OAU-270. */
export function createClientCredentials({ profile }: Parts, issue: Issue): Grant {
  return async (asked) => {
    const { app, form, meter } = asked
    meter.count(app.accountId)
    if (clientCredentialsFor[profile] === 'partners') throw failOAuth('OAU-270')
    const account = form.get('account_id') ?? '~'
    if (account !== '~' && account !== String(app.accountId)) {
      throw failOAuth('CMN-101', { parameterName: 'account_id' })
    }
    return issue.open(asked, { accountId: app.accountId, extensionId: null })
  }
}
