// The password grant (RFC 6749 4.3): a user's login and password, straight from the client. Login is an
// email address, or a phone number of the account with the extension's number.
import { required } from '#catalog/oauth-form'
import { failOAuth } from '#catalog/oauth-errors'
import { toE164 } from '#lib/phone'
import { hashSecret, sameSecret } from '#lib/secret'
import type { Accounts, Extension } from '#storage/platform/accounts'
import type { Parts } from '../parts.ts'
import type { Grant, Issue } from './issue.ts'
import { signInto } from './sign-in.ts'

/** The grant. An unknown login and a wrong password are refused alike. */
export function createPassword({ accounts }: Parts, issue: Issue): Grant {
  return async (asked) => {
    const { form, meter } = asked
    const login = required(form, 'username')
    const password = required(form, 'password')
    const extension = extensionOf(accounts, login, form.get('extension'))
    if (!extension) throw failOAuth('OAU-140')
    // Counted before the password is looked at: five guesses a minute.
    meter.count(extension.id)
    const stored = accounts.passwordHash(extension.id)
    if (stored === null || !sameSecret(hashSecret(password), stored)) throw failOAuth('OAU-140')
    return issue.open(asked, signInto(extension))
  }
}

/** Who `ava@example.com`, `+14155550100*101`, or `+14155550100` with extension 101 is; a direct number needs no extension. */
function extensionOf(
  accounts: Accounts,
  login: string,
  asked: string | undefined,
): Extension | undefined {
  if (login.includes('@')) return accounts.extensionByEmail(login)
  const [phone = '', afterStar] = login.split('*', 2)
  // Form-encoded, a bare `+` arrives as a space.
  const number = accounts.number(toE164(phone.trim()) ?? '')
  if (!number) return undefined
  const extensionNumber = afterStar ?? asked
  if (extensionNumber !== undefined) {
    return accounts.extensionByNumber(number.accountId, extensionNumber)
  }
  return number.extensionId === null ? undefined : accounts.extension(number.extensionId)
}
