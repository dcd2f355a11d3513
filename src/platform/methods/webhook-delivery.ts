// What a subscription over a webhook needs to be delivered: its address, and the secrets that tell its
// receiver who sends.
import type { Delivery } from '#catalog/rules/subscription-rules'
import { makeSigningSecret } from '#delivery/webhook/signature'
import type { MakeSecret } from '#lib/secret'

/** A delivery to an address, with a new secret for signing. */
export const webhookDelivery = (
  { makeSecret }: { readonly makeSecret: MakeSecret },
  address: string,
  verificationToken?: string,
): Extract<Delivery, { transportType: 'WebHook' }> => ({
  transportType: 'WebHook',
  address,
  ...(verificationToken ? { verificationToken } : {}),
  signingSecrets: [makeSigningSecret(makeSecret)],
})
