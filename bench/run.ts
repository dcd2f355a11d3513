// `npm run bench [-- NAME… --quick --big --soak]`: runs the scenarios named (all but the soak when
// none is), peers side by side in the same run, and writes results/latest.md and latest.json.
import { commandLine, runAll, type Scenario } from './lib/scenario.ts'
import { events } from './scenarios/events.ts'
import { gateway } from './scenarios/gateway.ts'
import { latency } from './scenarios/latency.ts'
import { platform } from './scenarios/platform.ts'
import { referencePage } from './scenarios/reference.ts'
import { reset } from './scenarios/reset.ts'
import { size } from './scenarios/size.ts'
import { soak } from './scenarios/soak.ts'
import { starting } from './scenarios/start.ts'

const scenarios = new Map<string, Scenario>([
  ['gateway', gateway],
  ['latency', latency],
  ['platform', platform],
  ['events', events],
  ['size', size],
  ['start', starting],
  ['reset', reset],
  ['reference', referencePage],
  ['soak', soak],
])

const { options, names } = commandLine()
const unknown = names.filter((name) => !scenarios.has(name))
const wanted = names.length === 0 ? [...scenarios.keys()].filter((name) => name !== 'soak') : names
if (unknown.length > 0) {
  console.error(
    `There is no benchmark named ${unknown.join(', ')}. There are: ${[...scenarios.keys()].join(', ')}.`,
  )
  process.exitCode = 1
} else {
  const chosen = new Map([...scenarios].filter(([name]) => wanted.includes(name)))
  if (!(await runAll(chosen, options))) process.exitCode = 1
}
