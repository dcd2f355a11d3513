// The ways to reach RingCentral and the three ways to a token, as data to draw and to read.

/** What is governed by a token and its permissions: one way to call, one to be called. */
export const waysToConnect = [
  {
    name: 'REST',
    about:
      'Requests to platform.ringcentral.com under the path version v1.0: messages, call logs, RingOut, presence, users and team messaging. JSON over HTTPS.',
  },
  {
    name: 'Events',
    about:
      'A subscription names event filters and a place to deliver to; each event that passes is pushed there: by webhook, over a WebSocket, or through PubNub.',
  },
] as const

/** Who takes part in getting a token. */
export const actors = {
  person: 'Person',
  browser: 'Browser',
  app: 'App or agent',
  ringcentral: 'RingCentral',
} as const

/** A key of {@link actors}. */
export type Actor = keyof typeof actors

/** One message of a sequence. */
export interface Step {
  readonly from: Actor
  readonly to: Actor
  readonly text: string
  /** A second, smaller line: the request or the reply itself. */
  readonly wire?: string
}

/** One way to a token. */
export interface SignInRoute {
  readonly name: string
  readonly suits: string
  readonly about: string
  readonly grantType: string
  readonly actors: readonly Actor[]
  readonly steps: readonly Step[]
  /** What to mind, a sentence each. */
  readonly notes: readonly string[]
  /** A command that gets a token. */
  readonly example: string
}

const tokenCall = (fields: readonly string[]): string =>
  [
    'curl "$RINGCENTRAL_SERVER/restapi/oauth/token"',
    '--user "$RINGCENTRAL_CLIENT_ID:$RINGCENTRAL_CLIENT_SECRET"',
    ...fields.map((field) => `--data-urlencode "${field}"`),
  ].join(' \\\n  ')

const useIt: Step = {
  from: 'app',
  to: 'ringcentral',
  text: 'calls methods',
  wire: 'Authorization: Bearer …',
}

/** The three, in the guide's order. */
export const signInRoutes = {
  'authorization-code': {
    name: 'Authorization code',
    suits: 'An app that acts for a person who is there to sign in.',
    about:
      'The app sends the person through RingCentral’s login page. The person approves, the browser brings a code back, and the app exchanges it for a token that acts in the person’s name with what was approved.',
    grantType: 'authorization_code',
    actors: ['person', 'browser', 'app', 'ringcentral'],
    steps: [
      {
        from: 'app',
        to: 'browser',
        text: 'sends to the login page',
        wire: '302 /restapi/oauth/authorize?…',
      },
      {
        from: 'browser',
        to: 'ringcentral',
        text: 'opens it',
        wire: 'client_id, redirect_uri, state, code_challenge',
      },
      { from: 'person', to: 'ringcentral', text: 'signs in and approves the permissions' },
      {
        from: 'ringcentral',
        to: 'browser',
        text: 'sends back',
        wire: '302 redirect_uri?code=…&state=…',
      },
      { from: 'browser', to: 'app', text: 'brings the code', wire: 'good once, for 60 seconds' },
      { from: 'app', to: 'ringcentral', text: 'exchanges it', wire: 'POST /restapi/oauth/token' },
      { from: 'ringcentral', to: 'app', text: 'access token and refresh token' },
      useIt,
    ],
    notes: [
      'Check that state is what was sent; use PKCE (code_challenge, S256) always: an app without a secret has to.',
      'The redirect_uri of the exchange is the one the code was asked for with.',
      'A refresh token makes the next pair; the pair before it ends.',
    ],
    example: tokenCall([
      'grant_type=authorization_code',
      'code=$CODE',
      'redirect_uri=$REDIRECT_URI',
    ]),
  },
  'jwt-bearer': {
    name: 'JWT credential',
    suits: 'An agent on a server that runs with nobody there.',
    about:
      'A person makes a JWT credential once, in the Developer Console. The agent exchanges it for an access token whenever it needs one; nobody signs in again.',
    grantType: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    actors: ['person', 'app', 'ringcentral'],
    steps: [
      { from: 'person', to: 'ringcentral', text: 'makes a JWT credential, once' },
      { from: 'person', to: 'app', text: 'gives it to the agent' },
      { from: 'app', to: 'ringcentral', text: 'exchanges it', wire: 'POST /restapi/oauth/token' },
      {
        from: 'ringcentral',
        to: 'app',
        text: 'access token',
        wire: 'acts for the person who made it',
      },
      useIt,
    ],
    notes: [
      'The same credential may be exchanged any number of times; each exchange is a session of its own.',
      'It is a secret as good as a password: keep it out of code. Ringfence holds it for agents, who get a JWT of the gateway’s own.',
      'Through the gateway an agent needs no client id: its JWT alone says who calls.',
    ],
    example: tokenCall([
      'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer',
      'assertion=$RINGCENTRAL_JWT',
    ]),
  },
  'client-credentials': {
    name: 'Client credentials',
    suits: 'An app that acts as itself, for no extension.',
    about:
      'The app authenticates with its id and secret alone. The token has no user, so it opens the methods that act for no particular extension: account-level automation.',
    grantType: 'client_credentials',
    actors: ['app', 'ringcentral'],
    steps: [
      { from: 'app', to: 'ringcentral', text: 'asks as itself', wire: 'POST /restapi/oauth/token' },
      { from: 'ringcentral', to: 'app', text: 'access token', wire: 'without an extension' },
      useIt,
    ],
    notes: [
      'A method of an extension answers such a token 401: it needs a user.',
      'RingCentral gives this to partners; the profile live refuses others with OAU-270.',
    ],
    example: tokenCall(['grant_type=client_credentials', 'account_id=$ACCOUNT_ID']),
  },
} as const satisfies Readonly<Record<string, SignInRoute>>
