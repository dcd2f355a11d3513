// What the authorization endpoint tells an app by sending the person back (RFC 6749 4.1.2.1, OpenID
// Connect Core 3.1.2.6). What must not be sent back, because nobody knows where to, is in oauth-errors.ts.

/** The values of `error` in a redirect, each with its usual description. */
export const authorizationErrors = {
  invalid_request: 'A parameter is missing or wrong',
  unauthorized_client: 'The application may not use the authorization code flow',
  unsupported_response_type: 'The only response_type is code',
  invalid_scope: 'The application has none of the permissions that scope names',
  access_denied: 'The user denied the request',
  login_required: 'The user has to sign in, and prompt=none forbids to ask',
  consent_required: 'The user has to consent, and prompt=none forbids to ask',
} as const

/** A key of {@link authorizationErrors}. */
export type AuthorizationErrorName = keyof typeof authorizationErrors

/** A refusal that goes to the app by way of the person's browser. */
export class AuthorizationError extends Error {
  override readonly name = 'AuthorizationError'
  readonly error: AuthorizationErrorName
  readonly target: RedirectTarget

  constructor(error: AuthorizationErrorName, target: RedirectTarget, description?: string) {
    super(description ?? authorizationErrors[error])
    this.error = error
    this.target = target
  }
}

/** Where a person is sent back to, and what the app knows its own request by. */
export interface RedirectTarget {
  readonly redirectUri: string
  readonly state: string | null
}
