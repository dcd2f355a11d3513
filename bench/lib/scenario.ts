// Runs scenarios: prints each report, keeps it in results/. run.ts runs many, a scenario's file run
// by itself runs its own (`node bench/scenarios/gateway.ts --quick`).
import { parseArgs } from 'node:util'
import { install } from './install.ts'
import { machine } from './machine.ts'
import { conditions, keep, markdown, type Report } from './report.ts'
import type { Options } from './stage.ts'

/** A scenario: sets up, measures, takes down, reports. */
export type Scenario = (options: Options) => Promise<Report>

/** The options and the names on the command line; unknown options end the process with a sentence. */
export function commandLine(): { options: Options; names: string[] } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      big: { type: 'boolean', default: false },
      soak: { type: 'boolean', default: false },
    },
  })
  const names = values.soak ? [...positionals, 'soak'] : positionals
  return { options: { quick: values.quick, big: values.big }, names }
}

/**
 * Runs the scenarios one after the other. A scenario that fails is said to have failed and the rest
 * go on; resolves to whether all ran. Results of a `quick` run are printed only, not kept.
 */
export async function runAll(
  scenarios: ReadonlyMap<string, Scenario>,
  options: Options,
): Promise<boolean> {
  install()
  console.log(`Ringfence benchmarks: ${conditions(machine())}.\n`)
  let good = true
  for (const [name, scenario] of scenarios) {
    const began = performance.now()
    try {
      // oxlint-disable-next-line no-await-in-loop -- scenarios must not disturb each other
      const report = await scenario(options)
      console.log(`${markdown(report)}\n`)
      // oxlint-disable-next-line no-await-in-loop
      if (!options.quick) await keep(name, report, new Date())
    } catch (error) {
      good = false
      console.log(`## ${name}: failed\n\n${error instanceof Error ? error.stack : String(error)}\n`)
    }
    console.error(`${name}: ${Math.round((performance.now() - began) / 1000)} s`)
  }
  return good
}

/** What a scenario's file does when it is the program. */
export async function alone(name: string, scenario: Scenario): Promise<void> {
  if (!(await runAll(new Map([[name, scenario]]), commandLine().options))) process.exitCode = 1
}
