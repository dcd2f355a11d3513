// RingCentral's production gate, rehearsed: what an app had to show before RingCentral let it out of the
// sandbox, judged by the calls it made here.
// @see https://developers.ringcentral.com/guide/getting-started/graduate-app
import type { Method } from '#catalog/method'
import type { Permission } from '#catalog/permissions'
import type { App } from '#storage/platform/oauth/apps'
import type { CallCount } from '#storage/platform/call-counts'

/** The rules, in the order of the report. */
export const gateRules = {
  callsPerMethod: 'Every method that is used succeeded at least 5 times.',
  callsInAll: 'At least 20 calls were made.',
  clientErrors: 'Under 5 % of the calls were answered with a 4xx status.',
  permissions: 'Every permission of the app is used.',
} as const

/** What the gate asks for. */
export const gateLimits = { callsPerMethod: 5, callsInAll: 20, clientErrorShare: 0.05, days: 2 }

/** One rule, judged. */
export interface JudgedRule {
  readonly rule: keyof typeof gateRules
  readonly isPassed: boolean
  /** What is so, and what is still missing. */
  readonly finding: string
}

/** The calls of one method. */
export type MethodCalls = Omit<CallCount, 'clientId' | 'hour'>

/** The report on one app. */
export interface GateReport {
  readonly clientId: string
  readonly name: string
  /** The time that was looked at, in epoch ms: two days up to now. */
  readonly from: number
  readonly to: number
  readonly isPassed: boolean
  readonly rules: readonly JudgedRule[]
  readonly methods: readonly MethodCalls[]
}

const hourMs = 3_600_000

/**
 * The report on an app. Answers that a fault gave are shown, and count for nothing.
 * @param counts of all apps
 * @param methods the catalogue
 * @param now epoch ms on the platform's clock
 */
export function reportOn(
  app: App,
  counts: readonly CallCount[],
  methods: Readonly<Record<string, Method>>,
  now: number,
): GateReport {
  const from = now - gateLimits.days * 24 * hourMs
  // What is ahead of the clock was counted before a reset set it back.
  const recent = counts.filter(
    ({ clientId, hour }) => clientId === app.clientId && (hour + 1) * hourMs > from,
  )
  const calls = byMethod(recent)
  const rules = [
    judgeMethods(calls),
    judgeAll(calls),
    judgeErrors(calls),
    judgePermissions(app, calls, methods),
  ]
  return {
    clientId: app.clientId,
    name: app.name,
    from,
    to: now,
    isPassed: rules.every(({ isPassed }) => isPassed),
    rules,
    methods: calls,
  }
}

function byMethod(counts: readonly CallCount[]): MethodCalls[] {
  const sums = new Map<string, MethodCalls>()
  for (const count of counts) sums.set(count.method, added(sums.get(count.method), count))
  return [...sums.values()].sort((one, other) => (one.method < other.method ? -1 : 1))
}

const none = { successes: 0, clientErrors: 0, limited: 0, serverErrors: 0, injected: 0 }

const added = (
  one: Omit<MethodCalls, 'method'> = none,
  { method, ...other }: MethodCalls,
): MethodCalls => ({
  method,
  successes: one.successes + other.successes,
  clientErrors: one.clientErrors + other.clientErrors,
  limited: one.limited + other.limited,
  serverErrors: one.serverErrors + other.serverErrors,
  injected: one.injected + other.injected,
})

const madeOf = ({ successes, clientErrors, serverErrors }: MethodCalls) =>
  successes + clientErrors + serverErrors

const sumOf = (calls: readonly MethodCalls[], of: (one: MethodCalls) => number) =>
  calls.reduce((sum, one) => sum + of(one), 0)

function judgeMethods(calls: readonly MethodCalls[]): JudgedRule {
  const used = calls.filter((one) => madeOf(one) > 0)
  const short = used.filter(({ successes }) => successes < gateLimits.callsPerMethod)
  const missing = short.map(
    ({ method, successes }) => `${method} ${gateLimits.callsPerMethod - successes} more`,
  )
  return {
    rule: 'callsPerMethod',
    isPassed: used.length > 0 && short.length === 0,
    finding:
      used.length === 0
        ? 'No method was called.'
        : short.length === 0
          ? `All ${used.length} methods that were called succeeded ${gateLimits.callsPerMethod} times or more.`
          : `${short.length} of ${used.length} methods succeeded too rarely; still needed: ${missing.join(', ')}.`,
  }
}

function judgeAll(calls: readonly MethodCalls[]): JudgedRule {
  const made = sumOf(calls, madeOf)
  const missing = gateLimits.callsInAll - made
  return {
    rule: 'callsInAll',
    isPassed: missing <= 0,
    finding: missing <= 0 ? `${made} calls.` : `${made} calls; ${missing} more are needed.`,
  }
}

function judgeErrors(calls: readonly MethodCalls[]): JudgedRule {
  const made = sumOf(calls, madeOf)
  const refused = sumOf(calls, ({ clientErrors }) => clientErrors)
  const limited = sumOf(calls, (one) => one.limited)
  const isPassed = made > 0 && refused / made < gateLimits.clientErrorShare
  // The least number of calls with which as many refusals are under the limit.
  const needed = Math.floor(refused / gateLimits.clientErrorShare) + 1
  const share = made === 0 ? 0 : Math.round((refused / made) * 1000) / 10
  return {
    rule: 'clientErrors',
    isPassed,
    finding:
      made === 0
        ? 'No call was made.'
        : [
            `${refused} of ${made} calls (${share} %) were answered 4xx`,
            limited > 0 ? `, ${limited} of them 429` : '',
            isPassed ? '.' : `; ${needed - made} more calls without one are needed.`,
          ].join(''),
  }
}

function judgePermissions(
  { permissions }: App,
  calls: readonly MethodCalls[],
  methods: Readonly<Record<string, Method>>,
): JudgedRule {
  const rows = Object.values(methods)
  const isNeeded = (name: Permission) => rows.some(({ permission }) => permission === name)
  const used = new Set(
    calls
      .filter(({ successes }) => successes > 0)
      .map(({ method }) => methods[method]?.permission ?? null),
  )
  const unused = permissions.filter((name) => isNeeded(name) && !used.has(name))
  const unknown = permissions.filter((name) => !isNeeded(name))
  const rest =
    unknown.length > 0 ? ` No method here needs ${unknown.join(', ')}: that is not judged.` : ''
  return {
    rule: 'permissions',
    isPassed: unused.length === 0,
    finding:
      (unused.length === 0
        ? 'No permission is unused.'
        : `Unused: ${unused.join(', ')}. Call a method that needs it, or take it from the app.`) +
      rest,
  }
}
