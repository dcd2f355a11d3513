// What a method's handler is given and what it answers. The spine (app.ts) has authenticated,
// throttled, authorized and validated before a handler runs; a handler only does the thing.
import type { Static, TSchema } from 'typebox'
import type { BodyOf, Method, Methods, QueryOf } from '#catalog/method'
import type { Scope } from '#catalog/oauth/scopes'
import type { Account, Extension } from '#storage/platform/accounts'
import type { App } from '#storage/platform/oauth/apps'
import type { StoredFile } from '#storage/platform/files'

/** Who calls: an app, acting for one extension, or for none (client credentials). */
export interface Principal {
  readonly app: App
  readonly account: Account
  /** Null for a token that an app got for itself. */
  readonly extension: Extension | null
  readonly scopes: readonly Scope[]
  readonly sessionId: string
}

/** A file that came with a request. */
export interface Upload {
  readonly fileName: string
  readonly contentType: string
  /** Bytes. */
  readonly size: number
  /** All of it: for files that are known to be small. */
  read(): Promise<Uint8Array>
  /**
   * Keeps it, durably: call it in the commit that stores its key in a column `file_key`, with its size
   * beside it. A file that was not kept is gone when the call ends.
   */
  keep(): StoredFile
}

/** One call, as a handler sees it. */
export interface Call<M extends Method = Method> {
  /** Path parameters, `~` resolved. */
  readonly params: Static<M['path']>
  /** Query parameters, converted to their types, defaults not filled in. */
  readonly query: QueryOf<M>
  /** The JSON body, or the JSON envelope of a multipart one. */
  readonly body: BodyOf<M>
  /** Files of a multipart body, in order. */
  readonly files: readonly Upload[]
  readonly principal: Principal
  /** The account of the path (always the principal's). */
  readonly account: Account
  /** The extension of the path, else the principal's own. */
  readonly extension: Extension
  /** Where this server is reached, as in `http://127.0.0.1:4010`: the start of every absolute URI. */
  readonly origin: string
  /** The request's path, `~` resolved: the start of the links of a list. */
  readonly path: string
  /** The WebSocket session that it came over; null for one that came by HTTP. */
  readonly socketId: number | null
}

/** The content of a file, as a handler answers it. */
export interface FileReply {
  /** One that is kept, or the bytes themselves. */
  readonly file: StoredFile | Uint8Array
  readonly contentType: string
  readonly fileName?: string
  /** How a browser should take it; no header when absent. */
  readonly disposition?: 'Inline' | 'Attachment'
}

/** What a handler answers: the reply of the method's schema, a file, or nothing. */
export type Reply<M extends Method> = M['returns'] extends TSchema
  ? Static<M['returns']> extends Uint8Array
    ? FileReply
    : Static<M['returns']>
  : void

const isOutcome = Symbol('outcome')

/** What goes beside a reply, where a method can have more than one. */
export interface Beside {
  /** The method's `otherStatus`. */
  readonly status?: 200 | 201
  /** Names this state of what is answered (RFC 9110 8.8.3), without quotes. Of a `tagged` method. */
  readonly etag?: string
}

/** A reply with something beside it. */
export interface Outcome<R> extends Beside {
  readonly [isOutcome]: true
  readonly reply: R
}

/** A reply with a status or a tag of its own. */
export const outcome = <R>(reply: R, beside: Beside): Outcome<R> => ({
  [isOutcome]: true,
  reply,
  ...beside,
})

/** What a handler answered and what goes beside it. */
export const outcomeOf = (answered: unknown): { readonly reply: unknown } & Beside =>
  typeof answered === 'object' && answered !== null && isOutcome in answered
    ? (answered as Outcome<unknown>) // made by `outcome` alone
    : { reply: answered }

type Answered<M extends Method> = M extends { otherStatus: number } | { tagged: true }
  ? Reply<M> | Outcome<Reply<M>>
  : Reply<M>

/** Does what a method says. Throws ApiError (`fail`) for the caller's mistakes. */
export type Handler<M extends Method> = (call: Call<M>) => Answered<M> | Promise<Answered<M>>

/** A handler for every method of a table; a missing one is a type error. */
export type Handlers<T extends Methods> = { readonly [Id in keyof T]: Handler<T[Id]> }
