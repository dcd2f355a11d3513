// What an app may register as a redirect URI, said to whoever registers one.

/** Schemes under which a browser would run or show what it is given. */
const unsafeSchemes = /^(about|blob|data|file|filesystem|javascript|vbscript|view-source):/i

/**
 * What is wrong with a redirect URI, as the end of a sentence that begins with it; null when it can be
 * registered: absolute, without a fragment (RFC 6749 3.1.2), and of a scheme that only leads somewhere.
 */
export function redirectUriProblem(uri: string): string | null {
  if (uri.length > 2048) return 'is longer than 2048 characters'
  const parsed = /^[\x21-\x7e]+$/.test(uri) ? URL.parse(uri) : null
  if (!parsed) return 'is no absolute URI, as in http://127.0.0.1:3000/callback'
  if (uri.includes('#')) return 'has a fragment; a code comes back in the query'
  if (unsafeSchemes.test(uri)) return `has a scheme that no app is behind: ${parsed.protocol}`
  if (parsed.username !== '' || parsed.password !== '') return 'has a user name in it'
  return null
}
