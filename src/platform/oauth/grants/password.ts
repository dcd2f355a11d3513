// The password grant (RFC 6749 4.3): a user's login and password, straight from the client.
import { required } from '#catalog/oauth/oauth-form'
import type { Parts } from '../../parts.ts'
import type { Grant, Issue } from '../issue.ts'
import { createSignIn, signInto } from '../sign-in.ts'

/** The grant. An unknown login and a wrong password are refused alike. */
export function createPassword({ accounts }: Parts, issue: Issue): Grant {
  const signIn = createSignIn(accounts)
  return async (asked) => {
    const { form, meter } = asked
    const login = { name: required(form, 'username'), extensionNumber: form.get('extension') }
    const extension = await signIn(login, required(form, 'password'), meter)
    return issue.open(asked, signInto(extension))
  }
}
