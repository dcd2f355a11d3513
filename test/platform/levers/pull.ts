// Moves a lever of a world, as a program that holds the lever token does.
import type { Platform } from '#platform/app'
import { leverToken } from '../world.ts'

/** What a lever answered. */
export interface Pulled {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts on what is in it
  readonly reply: any
}

/** `pull(world, 'POST /clock/advance', { by: '1s' })`. */
export async function pull(
  { platform }: { readonly platform: Platform },
  route: `${'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'} /${string}`,
  body?: unknown,
  token: string = leverToken,
): Promise<Pulled> {
  const [method = '', path = ''] = route.split(' ')
  const response = await platform.fetch(
    new Request(`http://127.0.0.1:4010/_platform${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  )
  return { status: response.status, reply: await response.json() }
}
