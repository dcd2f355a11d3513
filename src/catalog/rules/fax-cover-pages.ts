// The cover pages a fax can have, as RingCentral's dictionary of them names them.

/** A cover page. */
export interface FaxCoverPage {
  /** What `coverIndex` of a fax says. */
  readonly id: number
  readonly name: string
}

const names = [
  'None',
  'Ancient',
  'Birthday',
  'Blank',
  'Clasmod',
  'Classic',
  'Confidential',
  'Contempo',
  'Elegant',
  'Express',
  'Formal',
  'Jazzy',
  'Modern',
  'Urgent',
] as const

/** All cover pages; the first one is none. */
export const faxCoverPages: readonly FaxCoverPage[] = names.map((name, id) => ({ id, name }))
