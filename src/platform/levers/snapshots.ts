// The levers of snapshots: keep the state of the platform under a name, go back to it, or to the seed.
import { type Static, Type } from 'typebox'
import { ApiProblem } from '#lib/json-api/problems'
import { isoTime } from '#lib/time'
import { type SnapshotEntry, snapshotName } from '#storage/platform/snapshots'
import { BusyError } from '../controls/gate.ts'
import { NoSnapshotError, seedName, type Snapshots } from '../controls/snapshots.ts'
import type { LeverHandlers, Levers } from './lever.ts'

const SnapshotPath = Type.Object({
  snapshot: Type.String({
    pattern: snapshotName.source,
    description: 'the name: lower-case letters, digits and hyphens, at most 64',
  }),
})

const SnapshotReply = Type.Object({
  name: Type.String(),
  takenAt: Type.String({ description: 'the time on the platform' }),
  sizeBytes: Type.Integer(),
  isSeed: Type.Boolean({ description: 'whether a reset goes back to it' }),
})

const Restored = Type.Object({
  name: Type.String({ description: 'the snapshot that the platform is back at' }),
})

/** The levers of snapshots. */
export const snapshotLevers = {
  listSnapshots: {
    route: 'GET /_platform/snapshots',
    command: 'snapshot list',
    summary: 'List the snapshots, the newest first.',
    path: Type.Object({}),
    status: 200,
    returns: Type.Object({ snapshots: Type.Array(SnapshotReply) }),
    problems: [],
  },
  takeSnapshot: {
    route: 'PUT /_platform/snapshots/{snapshot}',
    command: 'snapshot take',
    example: { snapshot: 'before-import' },
    summary:
      'Keep everything the platform stores under a name, in the place of what had that name.',
    notes:
      'How the clock stands is part of it. Faults, the request log and the counts of the report are not.',
    path: SnapshotPath,
    status: 201,
    returns: SnapshotReply,
    problems: ['conflict'],
  },
  restoreSnapshot: {
    route: 'POST /_platform/snapshots/{snapshot}/restore',
    command: 'snapshot restore',
    example: { snapshot: 'before-import' },
    summary: 'Go back to a snapshot, without a restart.',
    notes:
      'Calls under way come to an end first; calls that come meanwhile wait. Tokens issued since are gone, faults and rate windows too, and the same calls get the same answers again.',
    path: SnapshotPath,
    status: 200,
    returns: Restored,
    problems: ['not-found', 'conflict'],
  },
  removeSnapshot: {
    route: 'DELETE /_platform/snapshots/{snapshot}',
    command: 'snapshot remove',
    example: { snapshot: 'before-import' },
    summary: 'Forget a snapshot.',
    path: SnapshotPath,
    status: 200,
    returns: Type.Object({ name: Type.String() }),
    problems: ['not-found', 'conflict'],
  },
  reset: {
    route: 'POST /_platform/reset',
    command: 'reset',
    summary: 'Go back to the seed: its data, its credentials, and how its clock stood.',
    notes: 'What is said of restoring a snapshot holds here too.',
    path: Type.Object({}),
    status: 200,
    returns: Restored,
    problems: ['not-found', 'conflict'],
  },
} as const satisfies Levers

const replyOf = ({ name, takenAt, sizeBytes }: SnapshotEntry): Static<typeof SnapshotReply> => ({
  name,
  takenAt: isoTime(takenAt),
  sizeBytes,
  isSeed: name === seedName,
})

function requireOther(name: string): void {
  if (name !== seedName) return
  throw new ApiProblem('conflict', {
    detail: 'The seed stays as it is: a reset goes back to it.',
    field: 'snapshot',
    remedy: 'Choose another name.',
  })
}

const noSnapshot = (name: string) =>
  new ApiProblem('not-found', {
    detail: name === seedName ? 'No seed was kept.' : `There is no snapshot ${name}.`,
    field: 'snapshot',
  })

/** @param controls the snapshots */
export function snapshotHandlers({
  snapshots,
}: {
  readonly snapshots: Snapshots
}): LeverHandlers<typeof snapshotLevers> {
  async function restore(name: string) {
    try {
      await snapshots.restore(name)
      return { name }
    } catch (error) {
      if (error instanceof NoSnapshotError) throw noSnapshot(name)
      if (!(error instanceof BusyError)) throw error
      throw new ApiProblem('conflict', { detail: error.message, remedy: 'Try again.' })
    }
  }

  return {
    listSnapshots: () => ({ snapshots: snapshots.list().map(replyOf) }),
    async takeSnapshot({ params: { snapshot } }) {
      requireOther(snapshot)
      return replyOf(await snapshots.take(snapshot))
    },
    restoreSnapshot: ({ params: { snapshot } }) => restore(snapshot),
    async removeSnapshot({ params: { snapshot } }) {
      requireOther(snapshot)
      if (!(await snapshots.remove(snapshot))) throw noSnapshot(snapshot)
      return { name: snapshot }
    },
    reset: () => restore(seedName),
  }
}
