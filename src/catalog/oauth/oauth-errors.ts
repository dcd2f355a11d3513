// What the OAuth endpoints refuse with: RFC 6749's `error` and RingCentral's code beside it. A closed
// table, like errors.ts; both servers' token endpoints answer from it.

/** One code: its status and the `error` of RFC 6749 5.2 (or an extension of it). */
export interface OAuthErrorEntry {
  readonly status: number
  /** The status at the authorization endpoint, where that differs: a person sees it there. */
  readonly pageStatus?: number
  readonly error: OAuthErrorName
  /** With {placeholders} for the details it is thrown with. */
  readonly description: string
  readonly remedy: string
}

/** The values of `error` in use here. */
export type OAuthErrorName =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'invalid_scope'

const signInAgain = 'Let the user sign in again: a code works once.'
const issueAgain = 'Sign in again, or use the newest refresh token.'

/** All codes of the OAuth endpoints. */
export const oauthErrors = {
  'CMN-101': {
    status: 400,
    error: 'invalid_request',
    description: 'Parameter [{parameterName}] value is invalid',
    remedy: 'Correct the named parameter.',
  },
  'OAU-105': {
    status: 400,
    error: 'invalid_scope',
    description: 'Scope is not allowed for the application: {parameterValue}',
    remedy: 'Ask for permissions that the app has.',
  },
  'OAU-106': {
    status: 400,
    error: 'invalid_grant',
    description: 'Invalid authorization code',
    remedy: signInAgain,
  },
  'OAU-108': {
    status: 400,
    error: 'invalid_grant',
    description: 'Authorization code is expired',
    remedy: 'Exchange a code within 60 seconds; let the user sign in again for another.',
  },
  'OAU-109': {
    status: 400,
    pageStatus: 403,
    error: 'invalid_grant',
    description: 'Redirect URI does not match',
    remedy: 'Send one of the redirect URIs of the app, and the same one with the code.',
  },
  'OAU-110': {
    status: 400,
    error: 'invalid_grant',
    description: 'Authorization code was issued to another application',
    remedy: 'Exchange a code with the client id it was asked for with.',
  },
  'OAU-113': {
    status: 403,
    error: 'invalid_request',
    description: 'No redirect URI is registered for the application',
    remedy: 'Add a redirect URI to the app.',
  },
  'OAU-111': {
    status: 400,
    error: 'invalid_request',
    description: 'Parameter [{parameterName}] is given twice',
    remedy: 'Send every parameter once (RFC 6749 3.2).',
  },
  'OAU-123': {
    status: 400,
    error: 'invalid_client',
    description: 'Client authentication is required',
    remedy:
      'Send client id and secret by HTTP Basic, a client_assertion, or the client_id of a public app in the body.',
  },
  'OAU-140': {
    status: 400,
    error: 'invalid_grant',
    description: 'Invalid resource owner credentials',
    remedy: 'Check user name, extension and password.',
  },
  'OAU-146': {
    status: 401,
    error: 'invalid_client',
    description: 'Invalid client credentials',
    remedy: 'Check the client secret, or what the client_assertion says and is signed with.',
  },
  'OAU-153': {
    status: 400,
    error: 'invalid_client',
    description: 'Invalid client: {parameterValue}',
    remedy: 'Check the client id.',
  },
  'OAU-210': {
    status: 400,
    error: 'invalid_grant',
    description: 'Token expired',
    remedy: issueAgain,
  },
  'OAU-213': {
    status: 400,
    error: 'invalid_grant',
    description: 'Token not found',
    remedy: issueAgain,
  },
  'OAU-232': {
    status: 400,
    error: 'invalid_grant',
    description: 'Extension not found',
    remedy: 'Check that the user still exists.',
  },
  'OAU-236': {
    status: 400,
    error: 'invalid_grant',
    description: 'Extension is disabled or frozen',
    remedy: 'Enable the extension.',
  },
  'OAU-250': {
    status: 400,
    error: 'invalid_request',
    description: 'Unsupported grant type',
    remedy: 'Use a grant type that the documentation lists.',
  },
  'OAU-251': {
    status: 400,
    error: 'unauthorized_client',
    description: 'Unauthorized for this grant type',
    remedy: 'Allow the grant type for the app.',
  },
  'OAU-270': {
    status: 400,
    error: 'unauthorized_client',
    description: 'The grant is for partners alone',
    remedy: 'Use a JWT credential.',
  },
  'OAU-415': {
    status: 415,
    error: 'invalid_request',
    description: 'The body must be application/x-www-form-urlencoded',
    remedy: 'Send the parameters as a form.',
  },
} as const satisfies Readonly<Record<string, OAuthErrorEntry>>

/** A code of the table. */
export type OAuthErrorCode = keyof typeof oauthErrors

/** What a refusal can name beside its code. */
export interface OAuthErrorDetails {
  readonly parameterName?: string
  readonly parameterValue?: string
  /** The limit or shape that was missed: added to the description. */
  readonly reason?: string
}

/** A refusal of an OAuth endpoint on its way to the wire. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: OAuthErrorCode
  readonly details: OAuthErrorDetails

  constructor(code: OAuthErrorCode, details: OAuthErrorDetails) {
    super(`${code}: ${descriptionOf(code, details)}`)
    this.code = code
    this.details = details
  }
}

/** The error to throw: `throw failOAuth('OAU-251')`. */
export const failOAuth = (code: OAuthErrorCode, details: OAuthErrorDetails = {}): OAuthError =>
  new OAuthError(code, details)

/** RFC 6749's error body with RingCentral's list beside it. */
export interface OAuthErrorBody {
  readonly error: OAuthErrorName
  readonly error_description: string
  readonly errors: readonly {
    readonly errorCode: string
    readonly message: string
    readonly parameters?: readonly OAuthErrorDetails[]
  }[]
}

/** The status of a refusal at the authorization endpoint, where it differs from that of the others. */
export function oauthPageStatus({ code }: OAuthError): number | undefined {
  const entry: OAuthErrorEntry = oauthErrors[code]
  return entry.pageStatus
}

/** Status and body of a refusal. */
export function oauthErrorReply(error: OAuthError): { status: number; body: OAuthErrorBody } {
  const { code, details } = error
  const entry: OAuthErrorEntry = oauthErrors[code]
  const message = descriptionOf(code, details)
  const { parameterName, parameterValue } = details
  const parameters =
    parameterName === undefined
      ? {}
      : {
          parameters: [
            { parameterName, ...(parameterValue === undefined ? {} : { parameterValue }) },
          ],
        }
  return {
    status: entry.status,
    body: {
      error: entry.error,
      error_description: message,
      errors: [{ errorCode: code, message, ...parameters }],
    },
  }
}

function descriptionOf(code: OAuthErrorCode, details: OAuthErrorDetails): string {
  const values: Readonly<Record<string, string | undefined>> = { ...details }
  const text = oauthErrors[code].description.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => values[name] ?? 'unknown',
  )
  return details.reason === undefined ? text : `${text}: ${details.reason}`
}
