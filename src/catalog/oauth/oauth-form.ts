// The form that a client posts to an OAuth endpoint of either server, read and judged as RFC 6749 3.2
// says: one media type, no parameter twice, an empty one as good as none.
import { readBody, TooLargeError } from '#lib/body'
import { mediaTypeOf } from '#lib/multipart'
import { failOAuth } from './oauth-errors.ts'

/** Parameters by name; none is empty. */
export type Form = ReadonlyMap<string, string>

const limitBytes = 64 * 1024

/**
 * Reads the body of a request as a form. Parameters of `query` count too, as RingCentral's revoke takes them.
 * @throws OAuthError OAU-415 for another media type, OAU-111 for a parameter twice, CMN-101 over 64 KiB
 */
export async function readForm(request: Request, query = ''): Promise<Form> {
  const text = await readText(request)
  const type = mediaTypeOf(request.headers.get('content-type') ?? '')
  if (text !== '' && type !== 'application/x-www-form-urlencoded') throw failOAuth('OAU-415')
  const form = new Map<string, string>()
  for (const [name, value] of [...new URLSearchParams(query), ...new URLSearchParams(text)]) {
    if (value === '') continue
    if (form.has(name)) throw failOAuth('OAU-111', { parameterName: name.slice(0, 64) })
    form.set(name, value)
  }
  return form
}

/** A parameter that must be there. @throws OAuthError CMN-101 (invalid_request) when it is not */
export function required(form: Form, name: string): string {
  const value = form.get(name)
  if (value !== undefined) return value
  throw failOAuth('CMN-101', { parameterName: name })
}

async function readText(request: Request): Promise<string> {
  try {
    return Buffer.from(await readBody(request, limitBytes)).toString('utf8')
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error
    throw failOAuth('CMN-101', { parameterName: 'body', reason: 'is over 64 KiB' })
  }
}
