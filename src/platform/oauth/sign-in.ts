// Who a login and a password are, and whether an extension may have a session at all: asked by every
// grant type that acts for one, and by the login page. Login is an email address, or a phone number of
// the account with the extension's number.
import { failOAuth } from '#catalog/oauth/oauth-errors'
import { verifyPassword } from '#lib/password'
import { toE164 } from '#lib/phone'
import type { Accounts, Extension } from '#storage/platform/accounts'
import type { Owner } from './issue.ts'
import type { Meter } from './meter.ts'

/** What a person types before the password. */
export interface Login {
  /** An email address or a phone number; the number may end in `*` and the extension's. */
  readonly name: string
  readonly extensionNumber: string | undefined
}

/**
 * The extension that a login and a password prove.
 * Throws OAuthError OAU-140 for an unknown login and for a wrong password alike, ApiError CMN-301 over the limit.
 */
export type SignIn = (login: Login, password: string, meter: Meter) => Promise<Extension>

/** @param accounts the store of extensions and their passwords */
export function createSignIn(accounts: Accounts): SignIn {
  return async (login, password, meter) => {
    const extension = extensionOf(accounts, login)
    // Counted before the password is looked at: five guesses a minute.
    if (extension) meter.count(extension.id)
    else meter.countStranger()
    const stored = extension ? accounts.passwordHash(extension.id) : null
    const isRight = await verifyPassword(password, stored)
    if (!extension || !isRight) throw failOAuth('OAU-140')
    return extension
  }
}

/** The owner of a session of this extension. Throws OAuthError OAU-232 when there is none, OAU-236 when it is not enabled. */
export function signInto(extension: Extension | undefined): Owner {
  if (!extension) throw failOAuth('OAU-232')
  if (extension.status !== 'Enabled') throw failOAuth('OAU-236')
  return { accountId: extension.accountId, extensionId: extension.id }
}

/** Who `ava@example.com`, `+14155550100*101`, or `+14155550100` with extension 101 is; a direct number needs no extension. */
function extensionOf(accounts: Accounts, { name, extensionNumber }: Login): Extension | undefined {
  if (name.includes('@')) return accounts.extensionByEmail(name.trim())
  const [phone = '', afterStar] = name.split('*', 2)
  // Form-encoded, a bare `+` arrives as a space.
  const number = accounts.number(toE164(phone.trim()) ?? '')
  if (!number) return undefined
  const asked = afterStar ?? extensionNumber
  if (asked !== undefined) return accounts.extensionByNumber(number.accountId, asked.trim())
  return number.extensionId === null ? undefined : accounts.extension(number.extensionId)
}
