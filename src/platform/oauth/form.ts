// The form that a client posts to an OAuth endpoint, read and judged as RFC 6749 3.2 says: one media
// type, no parameter twice, an empty one as good as none.
import { failOAuth } from '#catalog/oauth-errors'
import { mediaTypeOf } from '#lib/multipart'

/** Parameters by name; none is empty. */
export type Form = ReadonlyMap<string, string>

const mediaType = 'application/x-www-form-urlencoded'
const limitBytes = 64 * 1024

/**
 * Reads the body of a request as a form. No body at all is an empty form.
 * Throws OAuthError: another media type (415), a parameter twice, over 64 KiB.
 */
export async function readForm(request: Request): Promise<Form> {
  const contentType = request.headers.get('content-type')
  if (contentType === null && request.body === null) return new Map()
  if (mediaTypeOf(contentType ?? '') !== mediaType) throw failOAuth('OAU-415')
  return formOf(new URLSearchParams(await readText(request)))
}

/** The parameters of a query string, judged as a form's. */
export const formOf = (sent: URLSearchParams): Form => {
  const form = new Map<string, string>()
  for (const [name, value] of sent) {
    if (value === '') continue
    if (form.has(name)) throw failOAuth('OAU-111', { parameterName: name })
    form.set(name, value)
  }
  return form
}

/** A parameter that must be there. Throws OAuthError (invalid_request) when it is not. */
export function required(form: Form, name: string): string {
  const value = form.get(name)
  if (value === undefined) throw failOAuth('CMN-101', { parameterName: name })
  return value
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > limitBytes) {
      throw failOAuth('CMN-101', { parameterName: 'body', reason: 'is over 64 KiB' })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
