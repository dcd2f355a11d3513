// Where the notifications of an agent's subscription go, and the secrets that takes: kept sealed with the
// subscription. One is asked for by REST, over a WebSocket of the gateway's own, or by listening to the
// event stream.
import type { Static } from 'typebox'
import { fail } from '#catalog/errors'
import type { CreateSubscription } from '#catalog/schemas/subscription'
import { type Delivery, lifetimeOf, type TransportType } from '#catalog/rules/subscription-rules'
import { createChannel } from '#delivery/pubnub/channel'
import { makeSigningSecret } from '#delivery/webhook/signature'
import type { MakeSecret, Seal } from '#lib/secret'
import { Refusal } from '../refusal.ts'

/** How notifications reach an agent. */
export type AgentTransport = TransportType | 'EventStream'

/** Where they go, with the secrets that delivering takes. */
export type AgentDelivery = (Delivery | { readonly transportType: 'EventStream' }) & {
  /** The gateway's origin as the agent knows it: the start of links in bodies. */
  readonly origin?: string
}

/** Over what a call comes: REST names a subscription's delivery itself. */
export type Asking =
  | { readonly over: 'REST' | 'EventStream' }
  /** `socketId` is the socket's session, as it is stored. */
  | { readonly over: 'WebSocket'; readonly socketId: number }

/** An event stream's subscription outlives its last listener by so many seconds. */
export const streamSeconds = 86_400

/** The lifetime in seconds that a transport gives: at least 1, at most what it allows. */
export function agentLifetime(transport: AgentTransport, expiresIn?: number): number {
  if (transport === 'EventStream') return streamSeconds
  return lifetimeOf(transport, expiresIn)
}

const purposeOf = (id: string) => `subscription ${id} delivery`

/** A delivery, sealed for the subscription with this id. */
export const sealDelivery = (seal: Seal, id: string, delivery: AgentDelivery): string =>
  seal.seal(JSON.stringify(delivery), purposeOf(id))

/** The delivery of the subscription with this id. */
export const openDelivery = (seal: Seal, id: string, sealed: string): AgentDelivery =>
  // Sealed by `sealDelivery` alone, and the seal is whole.
  JSON.parse(seal.open(sealed, purposeOf(id))) as AgentDelivery

type Mode = Static<typeof CreateSubscription>['deliveryMode']

/** The delivery that a new subscription asks for. @throws Refusal 400 CMN-101 */
export function deliveryOf(mode: Mode, asking: Asking, makeSecret: MakeSecret): AgentDelivery {
  if (asking.over === 'EventStream') return { transportType: 'EventStream' }
  const { transportType } = mode
  if (transportType === 'PubNub')
    return createChannel(makeSecret, { encryption: mode.encryption ?? false })
  if (transportType === 'WebHook') return webHook(mode, makeSecret)
  if (transportType === 'WebSocket' && asking.over === 'WebSocket') return { transportType }
  throw wrong('deliveryMode.transportType', 'REST takes WebHook or PubNub')
}

const wrong = (parameterName: string, reason: string) =>
  new Refusal(fail('CMN-101', { parameterName, reason }), 'invalid_request')

function webHook({ address = '', verificationToken }: Mode, makeSecret: MakeSecret): AgentDelivery {
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw wrong('deliveryMode.address', 'it takes an http(s) address without credentials')
  }
  return {
    transportType: 'WebHook',
    address,
    ...(verificationToken === undefined ? {} : { verificationToken }),
    signingSecrets: [makeSigningSecret(makeSecret)],
  }
}
