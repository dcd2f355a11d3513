// Whether an extension may have a session at all, asked by every grant type that acts for one.
import { failOAuth } from '#catalog/oauth-errors'
import type { Extension } from '#storage/platform/accounts'
import type { Owner } from './issue.ts'

/** The owner of a session of this extension. Throws OAuthError OAU-232 when there is none, OAU-236 when it is not enabled. */
export function signInto(extension: Extension | undefined): Owner {
  if (!extension) throw failOAuth('OAU-232')
  if (extension.status !== 'Enabled') throw failOAuth('OAU-236')
  return { accountId: extension.accountId, extensionId: extension.id }
}
