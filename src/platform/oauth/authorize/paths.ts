// Where the pages of a login are.

/** Paths by page. */
export const paths = {
  authorize: '/restapi/oauth/authorize',
  login: '/restapi/oauth/login',
  consent: '/restapi/oauth/consent',
} as const
