// How the catalogue's types are held against those of RingCentral's TypeScript client: what the files
// beside it share.
import type { Static, TSchema } from 'typebox'
import type { MethodId, methods } from '#catalog/methods'

type All = typeof methods

/** What a method replies. */
export type ReplyOf<Id extends MethodId> = All[Id]['returns'] extends TSchema
  ? Static<All[Id]['returns']>
  : never

/** The JSON body a method takes. */
export type BodyOf<Id extends MethodId> = All[Id] extends { body: infer B extends TSchema }
  ? Static<B>
  : never

/** Compiles only when every member of `Ours` fits its namesake in `Theirs`. */
export type Fits<Ours extends Theirs, Theirs> = Ours

/** The client marks every field optional; ours names those that are always there. */
export type Loose<T> = T extends readonly (infer E)[]
  ? Loose<E>[]
  : T extends object
    ? { [K in keyof T]?: Loose<T[K]> | undefined }
    : T

/** The client's types mark a body's required fields optional; a developer who sends them fits ours. */
export type Full<T> = T extends readonly (infer E)[]
  ? Full<E>[]
  : T extends object
    ? { [K in keyof T]-?: Full<T[K]> }
    : T

/** What the client lets a developer send, files aside: they are parts of their own on the wire. */
export type Sent<T> = Full<Omit<T, 'attachments'>>
