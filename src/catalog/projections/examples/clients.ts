// Which clients examples are written for, where they call, and what they read from their environment.

/** What an example is written for. */
export const exampleClients = {
  curl: { label: 'curl', language: 'shell' },
  sdk: { label: '@ringcentral/sdk', language: 'javascript' },
  core: { label: '@rc-ex/core', language: 'javascript' },
} as const

/** A key of {@link exampleClients}. */
export type ExampleClient = keyof typeof exampleClients

/** Where an example calls. */
export const exampleWays = {
  gateway: 'Through the gateway',
  direct: 'Direct',
} as const

/** A key of {@link exampleWays}. */
export type ExampleWay = keyof typeof exampleWays

/** The code of each client and way. */
export type Examples = Readonly<Record<ExampleClient, Readonly<Record<ExampleWay, string>>>>

/** Where an example finds where it calls and what with: variables of its environment. */
export const exampleEnvironment = {
  gateway: { server: 'RINGFENCE_GATEWAY', token: 'RINGFENCE_KEY', jwt: 'RINGFENCE_JWT' },
  direct: {
    server: 'RINGCENTRAL_SERVER',
    token: 'RINGCENTRAL_TOKEN',
    jwt: 'RINGCENTRAL_JWT',
    clientId: 'RINGCENTRAL_CLIENT_ID',
    clientSecret: 'RINGCENTRAL_CLIENT_SECRET',
  },
} as const
