// A form with files, as a test sends it.
import { multipart, type Sent } from './world.ts'

/** One file of a form; its part is named `name`. */
export interface FormFile {
  readonly name: string
  readonly fileName?: string
  readonly type?: string | null
  readonly content: string | Uint8Array
}

/** A request with a form: files, and plain fields beside them. */
export function form(
  files: readonly FormFile[],
  fields: Readonly<Record<string, string>> = {},
): Sent {
  const parts = [
    ...Object.entries(fields).map(([name, content]) => ({
      headers: [`Content-Disposition: form-data; name="${name}"`],
      content,
    })),
    ...files.map(({ name, fileName = 'file', type, content }) => ({
      headers: [
        `Content-Disposition: form-data; name="${name}"; filename="${fileName}"`,
        ...(type ? [`Content-Type: ${type}`] : []),
      ],
      content,
    })),
  ]
  return { raw: { type: 'multipart/form-data; boundary=b', body: multipart(parts, 'b') } }
}
