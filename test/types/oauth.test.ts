// Compile-time proof for what the OAuth endpoints reply: see rc-ex.test.ts, which says how it works.
// oxlint-disable import/default -- the linter does not read .d.mts files; tsc does and finds the exports
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type JWKey from '@rc-ex/core/definitions/JWKey'
import type OpenIdDiscovery from '@rc-ex/core/definitions/OpenIdDiscovery'
import type TokenInfo from '@rc-ex/core/definitions/TokenInfo'
import type UserInfoResource from '@rc-ex/core/definitions/UserInfoResource'
import type WsTokenResponse from '@rc-ex/core/definitions/WsTokenResponse'
import type { Claims, KeySet, TokenReply, WsTokenReply } from '#catalog/oauth/oauth-replies'
import type { openIdConfiguration } from '#platform/oauth/discovery'
import type { Fits, Loose } from './fits.ts'

type Configuration = ReturnType<typeof openIdConfiguration>

type Replies = [
  Fits<TokenReply, Loose<TokenInfo>>,
  Fits<WsTokenReply, Loose<WsTokenResponse>>,
  Fits<Claims, Loose<UserInfoResource>>,
  Fits<KeySet['keys'][number], JWKey>,
  Fits<Configuration, { readonly [K in keyof OpenIdDiscovery]: Readonly<OpenIdDiscovery[K]> }>,
]

test('replies of the OAuth endpoints agree with the types of @rc-ex/core', () => {
  const compiled: Replies['length'] = 5
  assert.equal(compiled, 5)
})
