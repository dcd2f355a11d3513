// Where the pages of a login are: all below the endpoint itself, which no page of another site may call
// (browsers.ts).

/** Paths by page. */
export const paths = {
  authorize: '/restapi/oauth/authorize',
  login: '/restapi/oauth/authorize/login',
  consent: '/restapi/oauth/authorize/consent',
} as const
