// The JWT bearer grant (RFC 7523): a credential that a user made once, exchanged any number of times
// for a session of that user.
import { required } from '#catalog/oauth/oauth-form'
import { failOAuth } from '#catalog/oauth/oauth-errors'
import { hashSecret } from '#lib/secret'
import type { Parts } from '../../parts.ts'
import type { Grant, Issue } from '../issue.ts'
import { signInto } from '../sign-in.ts'

/**
 * The grant. Only the hash of each JWT is stored, of the whole of it: what matches was issued here and
 * not altered since, so its signature and claims have nothing to add.
 */
export function createJwtBearer({ apps, accounts, clock }: Parts, issue: Issue): Grant {
  return async (asked) => {
    const { app, form, meter } = asked
    const credential = apps.credentialByHash(hashSecret(required(form, 'assertion')))
    if (!credential) throw failOAuth('OAU-213')
    meter.count(credential.extensionId)
    if (credential.revokedAt !== null) throw failOAuth('OAU-213')
    if (credential.expiresAt !== null && credential.expiresAt <= clock.now()) {
      throw failOAuth('OAU-210')
    }
    if (credential.clientIds.length > 0 && !credential.clientIds.includes(app.clientId)) {
      throw failOAuth('OAU-213')
    }
    return issue.open(asked, signInto(accounts.extension(credential.extensionId)), {
      credentialId: credential.id,
      alongside() {
        // Revoked since it was looked at: a moment later the session would outlive it.
        if (apps.credential(credential.id)?.revokedAt !== null) throw failOAuth('OAU-213')
      },
    })
  }
}
