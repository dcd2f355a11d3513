// Files for posts: uploaded, attached, downloaded by who sees a post they are attached to.
import type { conversations as catalog } from '#catalog/siblings/conversations'
import { fail } from '#catalog/errors'
import type { Extension } from '#storage/platform/accounts'
import type { ChatFile } from '#storage/platform/chat-files'
import type { Post, PostAttachment } from '#storage/platform/conversations'
import type { Call, Handlers } from '../../handler.ts'
import type { Parts } from '../../parts.ts'
import { oneFile } from '../common/one-file.ts'

type Methods = Pick<typeof catalog, 'createGlipFileNew' | 'readGlipFileContent'>

/** @param parts the platform's stores */
export function chatFileMethods(parts: Parts): Handlers<Methods> {
  const { chatFiles, conversations, db } = parts

  return {
    async createGlipFileNew(call) {
      const { query, extension, origin } = call
      const upload = oneFile(call.files, 'body')
      const { groupId } = query
      const file = await db.commit(() => {
        const chatId = groupId === undefined ? null : Number(groupId)
        if (chatId !== null && !conversations.isMember(chatId, extension.id)) {
          throw fail('CMN-101', { parameterName: 'groupId', reason: 'is no chat you are in' })
        }
        return chatFiles.add({
          chatId,
          creatorId: extension.id,
          name: query.name ?? upload.fileName,
          contentType: upload.contentType,
          file: upload.keep(),
        })
      })
      const reply = {
        id: String(file.id),
        contentUri: contentUri(file.id, origin),
        name: file.name,
      }
      return { ...reply, 0: reply }
    },
    readGlipFileContent({ params, extension }) {
      const found = chatFiles.file(Number(params.fileId))
      if (!found || !chatFiles.isSeenBy(found, extension.id)) {
        throw fail('CMN-102', { parameterName: 'fileId' })
      }
      const { file, contentType, name } = found
      return { file, contentType, fileName: name, disposition: 'Attachment' }
    },
  }
}

/** Where a file is downloaded. */
const contentUri = (id: number | string, origin: Call['origin']): string =>
  `${origin}/team-messaging/v1/files/${id}/content`

/** What a new post may point at, in the names of its reply. Throws CMN-102-BODY for what its author does not see. */
export function attachmentsOf(
  { chatFiles }: Pick<Parts, 'chatFiles'>,
  sent: readonly PostAttachment[],
  author: Extension,
): { readonly attachments: readonly PostAttachment[]; readonly files: readonly ChatFile[] } {
  const files = sent.map(({ id = '', type = 'File' }) => {
    // There are no cards, notes or events here to point at.
    const file = type === 'File' && /^\d{1,15}$/.test(id) ? chatFiles.file(Number(id)) : undefined
    if (file && chatFiles.isSeenBy(file, author.id)) return file
    throw fail('CMN-102-BODY', {
      parameterName: 'attachments.id',
      parameterValue: id,
      reason: 'is nothing you can attach',
    })
  })
  const attachments = files.map(({ id, name }) => ({ id: String(id), type: 'File', name }) as const)
  return { attachments, files }
}

/** The attachments of a post as they are answered. */
export const attachmentReplies = ({ details }: Post, origin: Call['origin']) =>
  details.attachments.map((attachment) => ({
    ...attachment,
    ...(attachment.type === 'File' && attachment.id !== undefined
      ? { contentUri: contentUri(attachment.id, origin) }
      : {}),
  }))
