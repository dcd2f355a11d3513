// What each scheduled task of the network does: one line a task.
import type { Parts, Task } from '../parts.ts'
import { moveCall } from './calls.ts'
import { moveFax } from './faxes.ts'
import type { RunTask } from './schedule.ts'
import { moveText } from './texts.ts'

/** The tasks of a platform, by name. */
export const createTasks = (parts: Parts): Readonly<Record<Task, RunTask>> => ({
  sms: (messageId) => moveText(parts, messageId),
  fax: (messageId) => moveFax(parts, messageId),
  call: (callId) => moveCall(parts, callId),
})
