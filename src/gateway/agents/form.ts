// The form that a client posts to the gateway's OAuth endpoints: one media type, no parameter twice,
// an empty one as good as none (RFC 6749 3.2).
import { failOAuth } from '#catalog/oauth-errors'
import { mediaTypeOf } from '#lib/multipart'

/** Parameters by name; none is empty. */
export type Form = ReadonlyMap<string, string>

const limitBytes = 64 * 1024

/**
 * Reads a request's form; parameters of the query count too, as RingCentral's revoke takes them.
 * @throws OAuthError OAU-415 for another media type, OAU-111 for a parameter twice, CMN-101 over 64 KiB
 */
export async function readForm(request: Request, query: string): Promise<Form> {
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

/** A parameter that must be there. @throws OAuthError CMN-101 */
export function required(form: Form, name: string): string {
  const value = form.get(name)
  if (value !== undefined) return value
  throw failOAuth('CMN-101', { parameterName: name })
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > limitBytes) {
      throw failOAuth('CMN-101', { parameterName: 'body', reason: 'it is over 64 KiB' })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
