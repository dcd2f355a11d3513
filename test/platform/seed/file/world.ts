// Seeds planted into a platform in memory, and calls to what came of them.
import assert from 'node:assert/strict'
import { frozenClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { seededRandom } from '#lib/random'
import { openPlatform, type Platform } from '#platform/app'
import { plantSeed, type PlantOptions, type Planted } from '#platform/seed/file/plant'
import { SeedError } from '#platform/seed/file/problems'

/** Where the clock of these tests stands. */
export const noon = Date.UTC(2026, 10, 23, 20)

/** An empty platform with its clock at {@link noon}. */
export function emptyPlatform(): Platform {
  let secrets = 0
  return openPlatform(
    { clock: frozenClock(noon), makeSecret: () => `secret-${(secrets += 1)}`, log: silentLog },
    {
      path: ':memory:',
      profile: 'guide',
      limits: 'off',
      leverToken: 'lever',
      seed: 1,
      checkReplies: true,
    },
  )
}

export const plant = (
  platform: Platform,
  seed: unknown,
  more: Partial<PlantOptions> = {},
): Planted => plantSeed(platform.parts, seed, { now: noon, random: seededRandom(1), ...more })

/** A platform with a seed in it, and a way to ask it as the admin, who logs in by JWT as a client would. */
export async function planted(seed: unknown, more: Partial<PlantOptions> = {}) {
  const platform = emptyPlatform()
  const made = plant(platform, seed, more)
  const [app] = made.apps
  assert(app)
  const [credential] = app.jwts
  const login = await token(platform, app, {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: credential?.jwt ?? '',
  })
  assert.equal(login.status, 200)
  const { access_token: accessToken } = (await login.json()) as { access_token: string }
  return {
    platform,
    made,
    app,
    // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in it
    async get(path: string): Promise<any> {
      const response = await platform.fetch(
        new Request(`http://platform.test${path}`, {
          headers: { authorization: `Bearer ${accessToken}` },
        }),
      )
      assert.equal(response.status, 200, path)
      return response.headers.get('content-type')?.startsWith('application/json')
        ? response.json()
        : response.text()
    },
    [Symbol.dispose]: () => platform.close(),
  }
}

/** Asks for a token as an app of a seed. */
export const token = (
  platform: Platform,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string | null },
  form: Readonly<Record<string, string>>,
) =>
  platform.fetch(
    new Request('http://platform.test/restapi/oauth/token', {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      },
      body: new URLSearchParams(form),
    }),
  )

/** The problems of a seed that cannot be used, as `path message`; nothing of it was stored. */
export function problemsOf(seed: unknown, more: Partial<PlantOptions> = {}): string[] {
  const platform = emptyPlatform()
  try {
    plant(platform, seed, more)
  } catch (error) {
    assert(error instanceof SeedError, String(error))
    assert.deepEqual(platform.parts.apps.list(), [])
    return error.problems.map(({ path, message }) => `${path} ${message}`)
  } finally {
    platform.close()
  }
  assert.fail('the seed was taken')
}
