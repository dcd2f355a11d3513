// The endpoints that a bearer token opens: who the user is, a token for a WebSocket, and the entry points
// of somebody who is signed in.
import { fail } from '#catalog/errors'
import type { Claims, WsTokenReply } from '#catalog/oauth/oauth-replies'
import type { Authenticate } from '../stages/authenticate.ts'
import type { Principal } from '../handler.ts'
import type { Parts } from '../parts.ts'
import { wsTokenLifeMs } from '#storage/platform/oauth/ws-tokens'
import { claimsOf } from './id-token.ts'
import type { Meter } from './meter.ts'
import { originOf } from './origin.ts'

/** What opens the endpoints, and counts the call for its user. */
export type Enter = (request: Request, meter: Meter) => Principal

/** @param authenticate how the API itself knows a caller */
export function createEnter(authenticate: Authenticate): Enter {
  return (request, meter) => {
    const principal = authenticate(request)
    const { app, account, extension } = principal
    meter.isFor(app)
    meter.count(extension?.id ?? account.id)
    return principal
  }
}

/** GET and POST /restapi/oauth/userinfo (OpenID Connect Core 5.3). Throws ApiError CMN-401 without the scope `openid`, CMN-405 without a user. */
export function createUserInfo({ accounts }: Parts, enter: Enter) {
  return async (request: Request, meter: Meter): Promise<Claims> => {
    const { extension, scopes } = enter(request, meter)
    if (!scopes.includes('openid')) throw fail('CMN-401', { permissionName: 'openid' })
    const claims = claimsOf({ extensionId: extension?.id ?? null, scopes }, accounts)
    if (!claims) throw fail('CMN-405')
    return claims
  }
}

/** POST /restapi/oauth/wstoken: whatever body comes along, it has nothing to say. Throws ApiError CMN-401 without the permission, CMN-405 without a user. */
export function createWsToken({ db, wsTokens, clock, makeSecret }: Parts, enter: Enter) {
  return async (request: Request, meter: Meter): Promise<WsTokenReply> => {
    const { scopes, extension, sessionId } = enter(request, meter)
    if (!scopes.includes('WebSocketsSubscription')) {
      throw fail('CMN-401', { permissionName: 'WebSocketsSubscription' })
    }
    if (!extension) throw fail('CMN-405')
    const token = makeSecret()
    await db.commit(() => wsTokens.add(token, sessionId, clock.now()))
    return {
      uri: `${originOf(request).replace(/^http/, 'ws')}/ws`,
      ws_access_token: token,
      expires_in: wsTokenLifeMs / 1000,
    }
  }
}
