// What agents prove themselves with: keys (Bearer tokens) and JWT credentials, which are exchanged at
// the gateway's token endpoint. Secrets are answered once, when they are made.
import { Type } from 'typebox'
import { changeProblems } from '../problems.ts'
import type { Routes } from '../route.ts'
import {
  AgentPath,
  Closed,
  Credential,
  GivenEnd,
  JwtPath,
  KeyPath,
  NewCredential,
} from '../schemas.ts'

/** What is done with keys and JWT credentials. */
export const credentialRoutes = {
  listKeys: {
    route: 'GET /api/v1/agents/{agent}/keys',
    summary: 'List the keys of an agent, ended ones too, oldest first.',
    path: AgentPath,
    status: 200,
    returns: Closed({ keys: Type.Array(Credential) }),
    problems: ['not-found'],
  },
  rotateKey: {
    route: 'POST /api/v1/agents/{agent}/keys',
    summary: 'Give an agent a new key and end its former ones.',
    notes: 'The key is shown this once.',
    path: AgentPath,
    body: Closed({
      expiresAt: Type.Optional(GivenEnd),
      overlapSeconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 604_800,
          default: 0,
          description: 'How long the former keys still count: 0 to 604800 (7 days).',
        }),
      ),
    }),
    status: 201,
    returns: Closed({ key: NewCredential }),
    problems: changeProblems,
  },
  revokeKey: {
    route: 'DELETE /api/v1/agents/{agent}/keys/{key}',
    summary: 'End a key for good.',
    path: KeyPath,
    status: 200,
    returns: Credential,
    problems: changeProblems,
  },
  listJwts: {
    route: 'GET /api/v1/agents/{agent}/jwts',
    summary: 'List the JWT credentials of an agent, ended ones too, oldest first.',
    path: AgentPath,
    status: 200,
    returns: Closed({ jwts: Type.Array(Credential) }),
    problems: ['not-found'],
  },
  issueJwt: {
    route: 'POST /api/v1/agents/{agent}/jwts',
    summary: 'Give an agent a JWT credential.',
    notes:
      'An SDK of RingCentral logs in with it at the gateway: `login({ jwt })`. It is shown this once.',
    path: AgentPath,
    body: Closed({ expiresAt: Type.Optional(GivenEnd) }),
    status: 201,
    returns: Closed({ jwt: NewCredential }),
    problems: changeProblems,
  },
  revokeJwt: {
    route: 'DELETE /api/v1/agents/{agent}/jwts/{jwt}',
    summary: 'End a JWT credential, and the sessions that came of it, for good.',
    path: JwtPath,
    status: 200,
    returns: Credential,
    problems: changeProblems,
  },
} as const satisfies Routes
