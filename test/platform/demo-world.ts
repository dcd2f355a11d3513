// The platform with the demo account in memory, on a frozen clock: what tests of its methods start from.
import assert from 'node:assert/strict'
import { permissions, type Permission } from '#catalog/permissions'
import type { Profile } from '#catalog/profile'
import { type FrozenClock, frozenClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { seededRandom } from '#lib/random'
import { openPlatform, type Platform } from '#platform/app'
import { recordCoverage } from '../coverage.ts'
import { type DemoCredentials, seedDemo } from '#platform/seed/demo'

/** Where the clock of a demo world stands at first: 2026-11-23T21:29:30Z, a Monday afternoon in Oakland. */
export const afternoon = Date.UTC(2026, 10, 23, 21, 29, 30)

/** Ids of the demo company that tests name. */
export const ids = { account: 37439510, admin: 62264425, devin: 62264561, queue: 62270118 } as const

/** What a reply was, its JSON parsed (undefined when there is none). */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in it
  readonly body: any
}

/** Calls the platform: `get('/restapi/…')`, `send('POST', '/restapi/…', body)`. */
export interface Caller {
  get(path: string): Promise<Answer>
  send(verb: string, path: string, body?: unknown): Promise<Answer>
}

/** A platform with the demo account. */
export interface DemoWorld {
  readonly clock: FrozenClock
  readonly platform: Platform
  readonly credentials: DemoCredentials
  /** Calls as an extension (by number), through the platform app, with all permissions unless said otherwise. */
  readonly as: (extension: string, scopes?: readonly Permission[], clientId?: string) => Caller
  close(): void
}

/** Makes a demo world. Every reply is checked against its schema. */
export function demoWorld({ profile = 'guide' }: { readonly profile?: Profile } = {}): DemoWorld {
  const clock = frozenClock(afternoon)
  let secrets = 0
  const makeSecret = () => `secret-${(secrets += 1)}`
  const platform = openPlatform(
    { clock, makeSecret, log: silentLog },
    { path: ':memory:', profile, limits: 'off', leverToken: 'lever', seed: 1, checkReplies: true },
  )
  const { parts } = platform
  const credentials = seedDemo(parts, { now: clock.now(), random: seededRandom(1) })

  function tokenOf(number: string, scopes: readonly Permission[], clientId: string): string {
    const extension = parts.accounts.extensionByNumber(ids.account, number)
    assert(extension)
    const accessToken = makeSecret()
    const createdAt = clock.now()
    parts.sessions.open(
      {
        id: makeSecret(),
        clientId,
        accountId: ids.account,
        extensionId: extension.id,
        scopes,
        endpointId: 'test',
        createdAt,
      },
      {
        accessToken,
        accessExpiresAt: createdAt + 10 * 365 * 24 * 60 * 60 * 1000,
        refreshToken: null,
        refreshExpiresAt: null,
      },
    )
    return accessToken
  }

  return {
    clock,
    platform,
    credentials,
    as(number, scopes = allPermissions, clientId = credentials.platformApp.clientId) {
      const token = tokenOf(number, scopes, clientId)
      async function send(verb: string, path: string, body?: unknown): Promise<Answer> {
        const response = await platform.fetch(
          new Request(path.startsWith('http') ? path : `http://platform.test${path}`, {
            method: verb,
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }),
        )
        const text = await response.text()
        return {
          status: response.status,
          headers: response.headers,
          body: text === '' ? undefined : JSON.parse(text),
        }
      }
      return { send, get: (path) => send('GET', path) }
    },
    close() {
      recordCoverage(platform.controls.requests.list({ limit: 1_000 }), {
        isChecked: true,
        isOfficial: false,
      })
      platform.close()
    },
  }
}

const allPermissions = Object.keys(permissions) as Permission[] // the keys of that table

/** Asserts that a reply is a refusal with this status and code, naming this parameter. */
export function assertRefused(
  { status, body }: Answer,
  expected: { status: number; code: string; parameterName?: string },
): void {
  assert.deepEqual(
    { status, code: body.errorCode, parameterName: body.parameterName },
    { status: expected.status, code: expected.code, parameterName: expected.parameterName },
  )
}
