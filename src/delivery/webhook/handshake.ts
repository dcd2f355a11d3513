// The proof that an address wants notifications: asked when a subscription is made, and again before a
// blacklisted one is taken back (RingCentral: Notifications, "Creating webhooks").
import { type ApiError, fail } from '#catalog/errors'
import { commonHeaders, type Exchange, type Sending, valuesOf } from './exchange.ts'
import type { Trouble } from './trouble.ts'

/** What RingCentral allows an answer to cost. */
export const handshakeLimits = { timeoutMs: 3_000, maxAnswerBytes: 1_024 } as const

/** The address that is asked, with what its owner wants it to know us by. */
export interface Asked {
  readonly address: string
  readonly verificationToken?: string
}

/** The request of a handshake. `token` is to come back. */
export const handshakeRequest = (
  { address, verificationToken }: Asked,
  token: string,
  timeoutMs: number = handshakeLimits.timeoutMs,
): Sending => ({
  address,
  headers: {
    ...commonHeaders,
    'validation-token': token,
    ...(verificationToken === undefined ? {} : { 'verification-token': verificationToken }),
  },
  body: null,
  timeoutMs: Math.min(timeoutMs, handshakeLimits.timeoutMs),
  maxAnswerBytes: handshakeLimits.maxAnswerBytes,
})

/** What is wrong with an answer to a handshake; null when the address has proved itself. */
export function handshakeProblem({ answer, trouble }: Exchange, token: string): ApiError | null {
  if (trouble) return fail(codes[trouble.kind], { reason: trouble.text })
  if (!answer) return fail('SUB-525')
  if (answer.status !== 200) return fail('SUB-522', { parameterValue: String(answer.status) })
  const returned = valuesOf(answer, 'validation-token')
  if (returned.includes(token)) return null
  const reason = returned.length === 0 ? 'the header is missing' : 'its value is another one'
  return fail('SUB-520', { reason })
}

const codes = {
  unreachable: 'SUB-521',
  timeout: 'SUB-521',
  certificate: 'SUB-524',
  'invalid answer': 'SUB-525',
} as const satisfies Readonly<Record<Trouble['kind'], string>>
