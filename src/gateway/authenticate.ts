// Who is calling: an agent, by its key or by a token of the gateway's own. A RingCentral token is
// nobody's here, and no token that is shown here ever goes upstream.
import type { Directory, Principal, Recognition } from './agents/directory.ts'
import { howToAuthenticate } from './explain.ts'
import { refuse } from './refusal.ts'

/** RFC 6750 2.1; the scheme in any case, as RFC 9110 11.1 has it and @ringcentral/sdk sends it. */
const bearer = /^bearer +([\w.~+/=-]{1,4096})$/i

/** Whose an `Authorization` header is, or why it is nobody's. */
export function recognize(
  authorization: string | null,
  directory: Pick<Directory, 'recognize'>,
  now: number,
): Recognition {
  const token = bearer.exec(authorization ?? '')?.[1]
  return token ? directory.recognize(token, now) : { recognized: false, rejection: 'no_token' }
}

/**
 * The agent that was recognized.
 * @throws Refusal 401 OAU-128 with the reason why the credential is not accepted
 */
export function authenticate(recognition: Recognition): Principal {
  if (recognition.recognized) return recognition.principal
  const { rejection } = recognition
  throw refuse('OAU-128', {}, rejection, { how: howToAuthenticate(rejection) })
}
