// What kinds of file may go with a message, and how the kind of a file is known when its part of a
// multipart body does not say. Data and pure functions; the platform judges uploads with them.

/** Media types by the extension of a file's name, for those that SDKs send without one. */
const byExtension: Readonly<Record<string, string>> = {
  '3gp': 'video/3gpp',
  amr: 'audio/amr',
  avi: 'video/avi',
  bmp: 'image/bmp',
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  gif: 'image/gif',
  gz: 'application/gzip',
  htm: 'text/html',
  html: 'text/html',
  ics: 'text/calendar',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  log: 'text/plain',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  odt: 'application/vnd.oasis.opendocument.text',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  psd: 'image/vnd.adobe.photoshop',
  rtf: 'application/rtf',
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  txt: 'text/plain',
  vcf: 'text/vcard',
  vsd: 'application/vnd.visio',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
  wps: 'application/vnd.ms-works',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'application/xml',
  zip: 'application/zip',
}

/** What a file is taken for when nothing tells. */
const unknownMediaType = 'application/octet-stream'

/** The media type of a file: what its part says, else (or where that says nothing) what its name does. */
export function mediaTypeOfFile(said: string | null, fileName: string): string {
  // An SDK that was told no type writes `undefined`.
  if (said?.includes('/') && said !== unknownMediaType) return said
  const extension = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()
  return (Object.hasOwn(byExtension, extension) && byExtension[extension]) || unknownMediaType
}

/** What the name of a file of a media type ends in, as `.wav`; the empty string where nothing is usual. */
export function endingOf(mediaType: string): string {
  const type = mediaType.replace('/x-', '/')
  // Of two endings the longer list of programs knows the later one: jpg, html, txt.
  const ending = Object.entries(byExtension).findLast(([, known]) => known === type)?.[0]
  return ending === undefined ? '' : `.${ending}`
}

const pictureMessage = new Set([
  'application/gzip',
  'application/pdf',
  'application/rtf',
  'application/zip',
  'text/calendar',
  'text/csv',
  'text/html',
  'text/plain',
  'text/rtf',
  'text/vcard',
])

/** Whether a picture message may carry it: pictures, sound and film, and a few documents. */
export const mayGoWithMms = (mediaType: string): boolean =>
  pictureMessage.has(mediaType) || /^(image|video|audio)\/[\w.+-]+$/.test(mediaType)

const faxDocuments = new Set([
  ...Object.values(byExtension).filter((type) => type.startsWith('application/')),
  unknownMediaType,
])
for (const archive of ['application/gzip', 'application/zip']) faxDocuments.delete(archive)

/** Whether it can be a page of a fax: documents and pictures, and what only rendering can tell. */
export const mayGoWithFax = (mediaType: string): boolean =>
  faxDocuments.has(mediaType) || /^(image|text)\/[\w.+-]+$/.test(mediaType)
