// The calculator: n agents, a mix of calls a minute each; which group is throttled first, and when.
import { useState } from 'react'
import { index } from 'virtual:reference/methods'
import type { RateGroup } from '#catalog/rate-groups'
import { type Budget, type GroupLoad, rateBudget } from '#catalog/rules/rate-budget'
import { RateMark } from '../kit/marks.tsx'

interface Line {
  readonly key: number
  readonly method: string
  readonly perMinute: number
}

const start: readonly Line[] = [
  { key: 1, method: 'listMessages', perMinute: 6 },
  { key: 2, method: 'createSMSMessage', perMinute: 2 },
  { key: 3, method: 'readUserCallLog', perMinute: 2 },
]

/** A plan and what it comes to. */
export function Calculator() {
  const [agents, setAgents] = useState(4)
  const [apart, setApart] = useState(false)
  const [lines, setLines] = useState(start)
  const change = (key: number, part: Partial<Line>) =>
    setLines(lines.map((line) => (line.key === key ? { ...line, ...part } : line)))
  const budget = rateBudget(agents, mixOf(lines), apart)
  return (
    <div className="calculator">
      <form onSubmit={(event) => event.preventDefault()}>
        <label className="agents">
          <span>Agents</span>
          <input
            type="number"
            min="1"
            max="1000"
            value={agents}
            onChange={({ target }) => setAgents(within(target.valueAsNumber, 1, 1000))}
          />
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={apart}
            onChange={({ target }) => setApart(target.checked)}
          />
          Each acts for a user of its own
        </label>
        <fieldset>
          <legend>Calls a minute, each agent</legend>
          {lines.map(({ key, method, perMinute }) => (
            <div key={key} className="plan">
              <select
                aria-label="Method"
                value={method}
                onChange={({ target }) => change(key, { method: target.value })}
              >
                {index.groups.map((group) => (
                  <optgroup key={group.id} label={group.label}>
                    {index.methods
                      .filter((one) => one.group === group.id)
                      .map((one) => (
                        <option key={one.id} value={one.id}>
                          {one.id} ({one.rateGroup})
                        </option>
                      ))}
                  </optgroup>
                ))}
              </select>
              <input
                type="number"
                min="0"
                max="1000"
                aria-label={`Calls of ${method} a minute`}
                value={perMinute}
                onChange={({ target }) =>
                  change(key, { perMinute: within(target.valueAsNumber, 0, 1000) })
                }
              />
              <button
                type="button"
                className="link"
                aria-label={`Remove ${method}`}
                onClick={() => setLines(lines.filter((line) => line.key !== key))}
              >
                Remove
              </button>
            </div>
          ))}
          <button
            type="button"
            className="link"
            onClick={() =>
              setLines([
                ...lines,
                {
                  key: Math.max(0, ...lines.map(({ key }) => key)) + 1,
                  method: 'listExtensions',
                  perMinute: 1,
                },
              ])
            }
          >
            Add a method
          </button>
        </fieldset>
      </form>
      <Outcome budget={budget} agents={agents} apart={apart} />
    </div>
  )
}

function mixOf(lines: readonly Line[]): Partial<Record<RateGroup, number>> {
  const mix: Partial<Record<RateGroup, number>> = {}
  for (const { method, perMinute } of lines) {
    const group = index.methods.find(({ id }) => id === method)?.rateGroup
    if (group) mix[group] = (mix[group] ?? 0) + perMinute
  }
  return mix
}

const within = (value: number, least: number, most: number): number =>
  Number.isNaN(value) ? least : Math.min(Math.max(Math.round(value), least), most)

function Outcome({
  budget,
  agents,
  apart,
}: {
  readonly budget: Budget
  readonly agents: number
  readonly apart: boolean
}) {
  return (
    <div className="outcome">
      <p role="status" data-kind={budget.first ? 'bad' : 'good'}>
        {verdict(budget, agents, apart)}
      </p>
      <ul>
        {budget.groups
          .filter(({ group, asked }) => group !== 'Auth' || asked > 0)
          .map((load) => (
            <Load key={load.group} load={load} />
          ))}
      </ul>
    </div>
  )
}

function Load({ load }: { readonly load: GroupLoad }) {
  const { group, asked, limit, share, throttledAfter } = load
  return (
    <li data-rate={group}>
      <div>
        <RateMark group={group} />
        <span>
          <b>{asked}</b> of {limit} a minute
          {throttledAfter !== null && `, 429 after ${Math.round(throttledAfter)} s`}
        </span>
      </div>
      <progress
        max="1"
        value={Math.min(share, 1)}
        data-over={share > 1}
        aria-label={`${group}: ${Math.round(share * 100)} percent of the limit`}
      />
    </li>
  )
}

function verdict(
  { first, tightest, fits, groups }: Budget,
  agents: number,
  apart: boolean,
): string {
  if (!tightest) return 'No calls, no limits.'
  const load = groups.find(({ group }) => group === tightest)
  if (!first) {
    const room = fits === null ? '' : ` ${fits} agents with this mix would fit.`
    return `Fits. ${tightest} is nearest to its limit: ${Math.round((load?.share ?? 0) * 100)} percent.${room}`
  }
  const why = apart
    ? 'Each agent is over by itself: spread its calls, or ask RingCentral for more.'
    : `${fits} of ${agents} agents fit on one connection: give them connections of their own, spread the calls, or let events tell instead of asking.`
  return `${first} throttles first, ${Math.round(load?.throttledAfter ?? 0)} seconds into the minute. ${why}`
}
