// What a token can be asked for beside app permissions: OpenID Connect's scopes, which open no method
// but say who the user is.
import type { Permission } from '../permissions.ts'

/** What one scope of OpenID Connect opens, in the words of a consent page. */
export const openIdScopes = {
  openid: { opens: 'Knows who you are: the id of your extension and of your account.' },
  profile: { opens: 'Sees your name.' },
  email: { opens: 'Sees your email address.' },
} as const satisfies Readonly<Record<string, { readonly opens: string }>>

/** The name of a scope of OpenID Connect. */
export type OpenIdScope = keyof typeof openIdScopes

/** What a token can carry. */
export type Scope = Permission | OpenIdScope

/** Whether a word is a scope of OpenID Connect. */
export const isOpenIdScope = (word: string): word is OpenIdScope =>
  Object.hasOwn(openIdScopes, word)
