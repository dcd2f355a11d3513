// What the levers move, beside the stores: made in app.ts, given to the levers and to tests.
import type { ClockControl } from './clock.ts'

/** The controls of one platform. */
export interface Controls {
  readonly clock: ClockControl
}
