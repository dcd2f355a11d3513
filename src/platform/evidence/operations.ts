// What a request to the platform can be for, by name: a method of the catalogue, or an endpoint of OAuth.
import { isMethod, type MethodId, methods } from '#catalog/methods'

/** Endpoints of OAuth, by the end of their path below `/restapi/`. */
export const oauthEndpoints = [
  'oauth/authorize',
  'oauth/token',
  'oauth/revoke',
  'oauth/wstoken',
  'oauth/userinfo',
  'oauth/jwks',
] as const

/** One of {@link oauthEndpoints}. */
export type OAuthEndpoint = (typeof oauthEndpoints)[number]

/** What a request is for. */
export type Operation = MethodId | OAuthEndpoint

/** Every operation: the methods in the catalogue's order, then OAuth. */
export const operations: readonly string[] = [...Object.keys(methods), ...oauthEndpoints]

/** Whether a name is an operation's. */
export const isOperation = (name: string): name is Operation =>
  isMethod(name) || oauthEndpoints.some((endpoint) => endpoint === name)

/** Whether an operation is an endpoint of OAuth. */
export const isOAuth = (operation: Operation): operation is OAuthEndpoint =>
  operation.startsWith('oauth/')

/** The OAuth endpoint of a path (the pages below `authorize` are its own), null when there is none. */
export function oauthEndpointOf(path: string): OAuthEndpoint | null {
  const name = /^\/restapi\/(oauth\/\w+)(?:\/|$)/.exec(path)?.[1]
  return oauthEndpoints.find((endpoint) => endpoint === name) ?? null
}
