// What the levers move, beside the stores: made in app.ts, given to the levers and to tests.
import type { ClockControl } from './clock.ts'
import type { Faults } from './faults.ts'
import type { RequestLog } from '../evidence/requests.ts'
import type { Snapshots } from './snapshots.ts'
import type { Tally } from '../evidence/tally.ts'

/** The controls of one platform. */
export interface Controls {
  readonly clock: ClockControl
  readonly faults: Faults
  readonly requests: RequestLog
  readonly snapshots: Snapshots
  readonly tally: Tally
}
