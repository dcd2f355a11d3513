// The two cookies of the pages: which browser this is, and who stays signed in in it. No page can read
// them, and no other site can post a form with them.

import { paths } from './paths.ts'

/** `browser` binds a request to the browser that came with it; `signIn` is a person's remembered login. */
export const cookieNames = {
  browser: 'ringfence_platform_browser',
  signIn: 'ringfence_platform_sign_in',
} as const

type CookieName = (typeof cookieNames)[keyof typeof cookieNames]

/** The value of a cookie of ours; null when there is none or it is none that was made here. */
export function cookieOf({ headers }: Request, name: CookieName): string | null {
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const [key, value = ''] = pair.trim().split('=', 2)
    if (key === name && /^[\w-]{43}$/.test(value)) return value
  }
  return null
}

/** The Set-Cookie header that keeps a value until the browser closes; null takes it away. */
export function setCookie(name: CookieName, value: string | null, request: Request): string {
  const parts = [
    `${name}=${value ?? ''}`,
    `Path=${paths.authorize}`,
    'HttpOnly',
    // Lax, not Strict: the person comes here from the app's site.
    'SameSite=Lax',
    ...(request.url.startsWith('https:') ? ['Secure'] : []),
    ...(value === null ? ['Max-Age=0'] : []),
  ]
  return parts.join('; ')
}
