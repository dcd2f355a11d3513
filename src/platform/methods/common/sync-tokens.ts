// Tokens of synchronisations: up to where a client has read, and with which filters. One opens nothing:
// who comes with it is asked again whether they may, and it holds for the list it was made of alone.
import type { Static, TObject } from 'typebox'
import { satisfies } from '#lib/schema'

/** Most records of one synchronisation, and as many as come when nobody says. */
export const maxSynced = 250

/** The text of a token. */
export const writeToken = (content: object): string =>
  Buffer.from(JSON.stringify(content)).toString('base64url')

/** What a token says; undefined for what is none, or another kind's. */
export function readToken<T extends TObject>(schema: T, token: string): Static<T> | undefined {
  try {
    const content: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    return satisfies(schema, content) ? content : undefined
  } catch {
    return undefined
  }
}
