// What the generators of the demo account share: the scene they play in, and what they hand back.
import type { Random } from '#lib/random'
import type { StoredFile } from '#storage/platform/files'
import type { Parts } from '../parts.ts'
import type { Cast } from './cast.ts'
import type { Timeline } from './timeline.ts'

/** Something that happens at a moment (epoch ms); `happen` stores it. */
export interface Happening {
  readonly at: number
  readonly happen: () => void
}

/** What the generators work with. */
export interface Scene {
  readonly parts: Parts
  readonly cast: Cast
  readonly timeline: Timeline
  readonly random: Random
  /** The pictures that are sent around (PNG). */
  readonly pictures: readonly StoredFile[]
}

/** What came lately may still be unread; older messages nearly all were read. */
export function drawReadStatus({ timeline, random }: Scene, at: number): 'Read' | 'Unread' {
  const isRecent = timeline.now - at < 6 * 60 * 60 * 1000
  return random.float() < (isRecent ? 0.6 : 0.04) ? 'Unread' : 'Read'
}
