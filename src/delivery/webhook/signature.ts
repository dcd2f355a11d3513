// Signatures of Standard Webhooks 1.0.0: a receiver that has the secret knows that a notification is
// from here, whole, and of now.
import { createHmac } from 'node:crypto'
import type { MakeSecret } from '#lib/secret'

/** How a secret begins; base64 of the key's bytes follows. */
const prefix = 'whsec_'

/** A new secret for signing. */
export const makeSigningSecret = (makeSecret: MakeSecret): string =>
  prefix + Buffer.from(makeSecret()).toString('base64')

/** A new secret before the last one: both sign until the next change, so that a receiver can change over. */
export const rotateSigningSecrets = (
  makeSecret: MakeSecret,
  [last]: readonly string[] = [],
): readonly [string, ...string[]] => [
  makeSigningSecret(makeSecret),
  ...(last === undefined ? [] : [last]),
]

/**
 * The headers that sign a body.
 * @param message its id, the same in every attempt
 * @param message.at when it is sent: epoch milliseconds
 * @param secrets one, or several while one takes the place of another: one signature each
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(
  { id, at, body }: { readonly id: string; readonly at: number; readonly body: string },
  secrets: readonly string[],
): Record<`webhook-${'id' | 'timestamp' | 'signature'}`, string> {
  const timestamp = String(Math.floor(at / 1000))
  const signed = `${id}.${timestamp}.${body}`
  const signatures = secrets.map((secret) => `v1,${hmac(keyOf(secret), signed)}`)
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}

const keyOf = (secret: string): Buffer =>
  Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64')

const hmac = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64')
