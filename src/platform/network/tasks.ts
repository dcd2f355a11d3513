// What each scheduled task does: one line a task.
import { endSubscription, remindToRenew } from '../events/reminders.ts'
import type { Parts, Task } from '../parts.ts'
import { moveCall } from './calls.ts'
import { moveFax } from './faxes.ts'
import { sendReply } from './incoming-texts.ts'
import type { RunTask } from './schedule.ts'
import { moveSpecialText, moveText } from './texts.ts'

/** The tasks of a platform, by name. */
export const createTasks = (parts: Parts): Readonly<Record<Task, RunTask>> => ({
  sms: (messageId) => moveText(parts, messageId),
  'special sms': (messageId) => moveSpecialText(parts, messageId),
  'sms reply': (subject) => sendReply(parts, subject),
  fax: (messageId) => moveFax(parts, messageId),
  call: (callId) => moveCall(parts, callId),
  'renewal reminder': (subject) => remindToRenew(parts, subject),
  'subscription end': (subscriptionId) => endSubscription(parts, subscriptionId),
})
