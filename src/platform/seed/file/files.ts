// The files that a seed sends along with texts: their content as text, base64, or from beside the seed.
import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { mayGoWithMms, mediaTypeOfFile } from '#catalog/rules/media-types'
import type { MediaFile } from '../../network/texts.ts'
import type { Parts } from '../../parts.ts'
import type { Path } from './problems.ts'
import type { Seed } from './schema.ts'
import type { SeedScene } from './scene.ts'

type Said = NonNullable<NonNullable<Seed['texts']>[number]['attachments']>[number]

/** A file with its content, not kept yet. */
export interface SeedFile {
  readonly fileName: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** Keeps files. Call in the transaction that stores what they belong to. */
export const keep = ({ files }: Pick<Parts, 'files'>, all: readonly SeedFile[]): MediaFile[] =>
  all.map(({ bytes, ...about }) => ({ ...about, file: files.put(bytes) }))

/** The files of a text, read. */
export function filesOf(
  scene: Pick<SeedScene, 'folder' | 'problems'>,
  said: readonly Said[] | undefined,
  path: Path,
): SeedFile[] {
  return (said ?? []).map((one, index) => {
    const place = [...path, index]
    const bytes = contentOf(scene, one, place)
    const fileName = one.fileName ?? basename(one.path ?? 'note.txt')
    const contentType = mediaTypeOfFile(one.contentType ?? null, fileName)
    if (!mayGoWithMms(contentType)) {
      scene.problems.add(
        place,
        `is ${contentType}, which does not go with a text. Give a picture, sound, film or document, with its contentType where the name does not tell it.`,
      )
    }
    return { fileName, contentType, bytes }
  })
}

function contentOf(
  { folder, problems }: Pick<SeedScene, 'folder' | 'problems'>,
  { path: file, text, base64 }: Said,
  place: Path,
): Uint8Array {
  const given = [file, text, base64].filter((one) => one !== undefined)
  if (given.length !== 1) {
    problems.add(place, 'needs its content once: as one of `path`, `text` and `base64`.')
    return new Uint8Array()
  }
  if (text !== undefined) return Buffer.from(text)
  if (base64 !== undefined) return Buffer.from(base64, 'base64')
  try {
    return readFileSync(resolve(folder ?? '.', file ?? ''))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    problems.add(
      [...place, 'path'],
      `is ${file}, which cannot be read (${code}). It is looked for from the seed’s own folder.`,
    )
    return new Uint8Array()
  }
}
