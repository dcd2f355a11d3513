// An event on demand, for tests of how events are delivered: which one it is can be told by its number.
import { ids, type World } from './world.ts'

/** Tells of a presence of Ann's with this sequence, as a method would; resolves once it is stored. */
export const tell = ({ platform: { parts } }: World, sequence: number): Promise<void> =>
  parts.db.commit(() =>
    parts.publish({
      event: 'presence',
      whose: { of: 'extension', extensionId: ids.ann },
      body: () => ({ extensionId: String(ids.ann), sequence }),
    }),
  )
