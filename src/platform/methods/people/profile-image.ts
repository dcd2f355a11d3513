// The pictures of people: given, shown, taken away.
import type { Static } from 'typebox'
import { fail } from '#catalog/errors'
import type { profileImage as catalog } from '#catalog/siblings/profile-image'
import { pictureScales, type ProfileImage } from '#catalog/schemas/company'
import { isoTime } from '#lib/time'
import type { Extension } from '#storage/platform/accounts'
import type { Picture } from '#storage/platform/company'
import { extensionChanged } from '../../events/extensions.ts'
import { type Call, type Handlers, outcome } from '../../handler.ts'
import type { Parts } from '../../parts.ts'
import { contentReply } from '../common/content-reply.ts'
import { oneFile } from '../common/one-file.ts'

/** How each kind of picture begins. What a file says it is counts for nothing. */
const beginnings = [
  { contentType: 'image/png', bytes: Buffer.from('89504e470d0a1a0a', 'hex') },
  { contentType: 'image/jpeg', bytes: Buffer.from('ffd8ff', 'hex') },
  { contentType: 'image/gif', bytes: Buffer.from('GIF8') },
] as const

/** @param parts the platform's stores and clock */
export function profileImageMethods(parts: Parts): Handlers<typeof catalog> {
  const { company, files, db, clock } = parts

  function pictureOf({ id }: Extension): Picture {
    const picture = company.picture(id)
    if (picture) return picture
    throw fail('CMN-102', { parameterName: 'profileImage', reason: 'there is no picture' })
  }

  /** Stores the picture of a form in the place of the one there is. */
  async function give(call: Pick<Call, 'extension' | 'files'>): Promise<void> {
    const upload = oneFile(call.files, 'image')
    const bytes = await upload.read()
    const kind = beginnings.find((one) => one.bytes.equals(bytes.subarray(0, one.bytes.length)))
    if (!kind) {
      throw fail('MSG-348', { parameterName: 'image', reason: 'a picture is PNG, JPEG or GIF' })
    }
    const { id } = call.extension
    const had = await db.commit(() => {
      const before = company.picture(id)
      const { contentType } = kind
      company.setPicture(id, { contentType, file: upload.keep(), modifiedAt: clock.now() })
      extensionChanged(parts, call.extension, 'ProfileImage')
      return before
    })
    files.drop(had ? [had.file.key] : [])
  }

  return {
    readUserProfileImageLegacy({ extension }) {
      const picture = pictureOf(extension)
      return outcome(contentReply(picture, {}), { etag: etagOf(picture) })
    },
    readScaledProfileImage({ extension, query }) {
      const picture = pictureOf(extension)
      return outcome(contentReply(picture, query), { etag: etagOf(picture) })
    },
    createUserProfileImage: give,
    updateUserProfileImage: give,
    async deleteUserProfileImage({ extension }) {
      const had = await db.commit(() => {
        const before = company.picture(extension.id)
        company.removePicture(extension.id)
        if (before) extensionChanged(parts, extension, 'ProfileImage')
        return before
      })
      files.drop(had ? [had.file.key] : [])
    },
  }
}

/** The tag of a picture: who sends the same bytes again changes nothing. */
export const etagOf = ({ file }: Picture): string => file.key.slice(0, 32)

/** What an extension says of its picture. */
export function pictureReply(
  extensionUri: string,
  picture: Picture | undefined,
): Static<typeof ProfileImage> {
  const uri = `${extensionUri}/profile-image`
  if (!picture) return { uri }
  return {
    uri,
    etag: etagOf(picture),
    lastModified: isoTime(picture.modifiedAt),
    contentType: picture.contentType,
    scales: pictureScales.map((scale) => ({ uri: `${uri}/${scale}` })),
  }
}
