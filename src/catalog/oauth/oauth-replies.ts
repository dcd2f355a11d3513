// Schemas of what the OAuth endpoints answer with success: RingCentral's names and shapes, nothing beside
// them. In test mode each reply is judged by its schema before it leaves.
import { type Static, type TProperties, type TSchema, Type } from 'typebox'

/** An object with these members and no others: a reply here is full of what must not leak. */
const exactly = <T extends TProperties>(members: T) =>
  Type.Object(members, { additionalProperties: false })

const text = Type.String({ minLength: 1 })
const uri = Type.String({ pattern: '^https?://' })
const seconds = Type.Integer({ minimum: 0 })
const texts = Type.Array(text)
const optional = Type.Optional

/** RingCentral's token reply (RFC 6749 5.1 and what they add). */
export const TokenReply = exactly({
  access_token: text,
  token_type: Type.Literal('bearer'),
  expires_in: seconds,
  refresh_token: optional(text),
  refresh_token_expires_in: optional(seconds),
  scope: Type.String({ description: 'the permissions of the token, parted by spaces' }),
  owner_id: optional(
    Type.String({
      pattern: '^[0-9]+$',
      description: 'the extension the token acts for; absent when it acts for the app itself',
    }),
  ),
  endpoint_id: text,
  session_id: text,
  id_token: optional(
    Type.String({ description: 'says who signed in; only when the scope `openid` was given' }),
  ),
})

/** RingCentral's token reply. Lifetimes are seconds. */
export type TokenReply = Readonly<Static<typeof TokenReply>>

/** RingCentral's reply of wstoken: where the socket is opened, and the token's seconds. */
export const WsTokenReply = exactly({
  uri: Type.String({ pattern: '^wss?://' }),
  ws_access_token: text,
  expires_in: seconds,
})

/** RingCentral's reply of wstoken. */
export type WsTokenReply = Readonly<Static<typeof WsTokenReply>>

/** What a user is told of to an app: member names of OpenID Connect Core 5.1, and RingCentral's `account_id`. */
export const Claims = exactly({
  sub: Type.String({ description: 'the extension’s id' }),
  account_id: text,
  given_name: optional(text),
  family_name: optional(text),
  email: optional(text),
  email_verified: optional(Type.Literal(true)),
})

/** What a user is told of to an app. */
export type Claims = Readonly<Static<typeof Claims>>

/** Public keys as JWKs (RFC 7517 5): no member of a private one. */
export const KeySet = exactly({
  keys: Type.Array(
    exactly({
      kty: text,
      alg: text,
      use: Type.Literal('sig'),
      kid: text,
      n: text,
      e: text,
    }),
  ),
})

/** Public keys as JWKs. */
export type KeySet = Readonly<Static<typeof KeySet>>

const metadata = {
  issuer: uri,
  authorization_endpoint: uri,
  token_endpoint: uri,
  revocation_endpoint: uri,
  jwks_uri: uri,
  scopes_supported: texts,
  response_types_supported: texts,
  response_modes_supported: texts,
  grant_types_supported: texts,
  token_endpoint_auth_methods_supported: texts,
  token_endpoint_auth_signing_alg_values_supported: texts,
  revocation_endpoint_auth_methods_supported: texts,
  revocation_endpoint_auth_signing_alg_values_supported: texts,
  code_challenge_methods_supported: texts,
  ui_locales_supported: texts,
}

/** RFC 8414 2. */
export const ServerMetadata = exactly(metadata)

/** OpenID Connect Discovery 3. */
export const OpenIdConfiguration = exactly({
  ...metadata,
  userinfo_endpoint: uri,
  subject_types_supported: texts,
  id_token_signing_alg_values_supported: texts,
  userinfo_signing_alg_values_supported: texts,
  display_values_supported: texts,
  prompt_values_supported: texts,
  claims_supported: texts,
  claims_parameter_supported: Type.Boolean(),
  request_parameter_supported: Type.Boolean(),
  request_uri_parameter_supported: Type.Boolean(),
})

const retries = { version: text, retryCount: seconds, retryInterval: seconds }
const coreApi = exactly({ baseUri: uri })

/** RingCentral's first entry point, before anybody signed in. */
export const InitialEntryPoints = exactly({
  ...retries,
  discoveryApi: exactly({ defaultExternalUri: uri }),
  authApi: exactly({ authorizationUri: uri, oidcDiscoveryUri: uri, defaultTokenUri: uri }),
  coreApi,
})

/** RingCentral's second entry point, for who has signed in. */
export const ExternalEntryPoints = exactly({
  ...retries,
  expiresIn: seconds,
  retryCycleDelay: seconds,
  discoveryApi: exactly({ initialUri: uri, externalUri: uri }),
  authApi: exactly({
    authorizationUri: uri,
    oidcDiscoveryUri: uri,
    baseUri: uri,
    tokenUri: uri,
  }),
  coreApi,
  rcv: exactly({ baseApiUri: uri }),
})

/** The schema of a reply, or null for an empty one or a page. */
export type OAuthReply = TSchema | null
