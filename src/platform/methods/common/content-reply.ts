// The content of a file as a caller wants it: shown or saved, and under what name.
import type { FileReply } from '../../handler.ts'

/** What a query of content can say. */
export interface ContentQuery {
  readonly contentDisposition?: 'Inline' | 'Attachment'
  readonly contentDispositionFilename?: string
}

/** A file's reply with what the query says of it; its own name unless that says another. */
export const contentReply = (
  file: Omit<FileReply, 'disposition'>,
  { contentDisposition, contentDispositionFilename }: ContentQuery,
): FileReply => ({
  ...file,
  ...(contentDisposition ? { disposition: contentDisposition } : {}),
  ...(contentDispositionFilename ? { fileName: contentDispositionFilename } : {}),
})
