// Why a login did not work, in words for the person who tried. It never says whether the login exists.
import { ApiError } from '#catalog/errors'
import type { OAuthError } from '#catalog/oauth/oauth-errors'
import type { Form } from '#catalog/oauth/oauth-form'
import type { Field, Problem } from './pages.ts'

/** The problem to show for a refusal. */
export function problemOf(error: OAuthError | ApiError, form: Form): Problem {
  if (error instanceof ApiError) {
    const text = 'Too many attempts. Wait a minute, then try again.'
    return { status: 429, text, fields: [] }
  }
  const missing = (['username', 'password'] as const).filter((field: Field) => !form.has(field))
  if (missing.length > 0) return { status: 400, text: 'Fill in what is missing:', fields: missing }
  if (error.code === 'OAU-140') {
    const isEmail = form.get('username')?.includes('@')
    return {
      status: 400,
      text: 'This login and password do not fit together. Look at:',
      fields: isEmail ? ['username', 'password'] : ['username', 'extension', 'password'],
    }
  }
  return {
    status: 400,
    text: 'This extension is not enabled. Ask the administrator of the account.',
    fields: [],
  }
}
