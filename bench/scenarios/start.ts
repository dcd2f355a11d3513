// How long until Ringfence answers its first call, and what it weighs idle, beside emulate: on an
// empty folder (the demo company is made) and on the data of an earlier start.
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../lib/load.ts'
import { isBuilt, platformToken, startRingfence } from '../lib/product.ts'
import { cores, type Running } from '../lib/processes.ts'
import { atMost, type Report, type Row } from '../lib/report.ts'
import { alone } from '../lib/scenario.ts'
import { openStage, type Options, type Stage } from '../lib/stage.ts'
import { startEmulate } from '../peers/emulators.ts'

interface Start {
  readonly answeredMs: number
  readonly idleMiB: number
}

type Begin = (folder: string) => Promise<Running>

/** Time to the first answered call, and memory two seconds later. */
export async function starting({ quick }: Options): Promise<Report> {
  await using stage = openStage()
  const both: Begin = async (folder) => {
    const { running, line } = await startRingfence('start', folder)
    await answered(line.gateway, `Bearer ${line.agents[0]?.key ?? ''}`)
    return running
  }
  const platformOnly: Begin = async (folder) => {
    const { running, line } = await startRingfence('platform', folder)
    await answered(line.platform, `Bearer ${await platformToken(line)}`)
    return running
  }
  const emulate: Begin = async (folder) =>
    (await startEmulate({ folder, core: cores.target }, 1)).running
  const count = quick ? 1 : 5
  const first = await measured(stage, both, count, 'new folder')
  const second = await measured(stage, both, count, 'same folder')
  const alone = await measured(stage, platformOnly, count, 'same folder')
  const peer = await measured(stage, emulate, count, 'new folder')
  const row = (target: string, { answeredMs, idleMiB }: Start): Row => ({
    target,
    'first answer ms': Math.round(answeredMs),
    '÷ emulate': answeredMs / peer.answeredMs,
    'idle RSS MiB': Math.round(idleMiB),
  })
  const origin = isBuilt ? 'built package' : 'source'
  return {
    title: 'Start and idle memory',
    setup: [
      `Ringfence from the ${origin}.`,
      'From the start of the process to the first answered call (which includes one token where a client needs one); the median of five starts; memory two seconds after the last.',
    ],
    tables: [
      {
        title: '',
        rows: [
          row('ringfence start, empty folder (makes the demo company)', first),
          row('ringfence start, demo data in place', second),
          row('ringfence platform, demo data in place', alone),
          row('emulate (twilio)', peer),
        ],
      },
    ],
    aims: [
      atMost('both servers, demo data in place', second.answeredMs, 400, 'ms'),
      atMost('platform alone, demo data in place', alone.answeredMs, 250, 'ms'),
      atMost('idle memory, both servers', second.idleMiB, 130, 'MiB'),
    ],
  }
}

async function measured(
  stage: Stage,
  begin: Begin,
  count: number,
  where: 'new folder' | 'same folder',
): Promise<Start> {
  const answeredMs: number[] = []
  let idleMiB = NaN
  let folder = await stage.folder()
  /* oxlint-disable no-await-in-loop -- one start at a time */
  if (where === 'same folder') await (await begin(folder)).stop()
  for (let number = 1; number <= count; number++) {
    if (where === 'new folder') folder = await stage.folder()
    const began = performance.now()
    const running = stage.own(await begin(folder))
    answeredMs.push(performance.now() - began)
    if (number === count) {
      await sleep(2000)
      idleMiB = running.rssMiB()
    }
    await running.stop()
  }
  /* oxlint-enable no-await-in-loop */
  return { answeredMs: median(answeredMs, (each) => each), idleMiB }
}

async function answered(origin: string, authorization: string): Promise<void> {
  const url = `${origin}/restapi/v1.0/account/~/extension/~/message-store?perPage=1`
  const response = await fetch(url, { headers: { authorization } })
  const text = await response.text()
  if (!response.ok) throw new Error(`The first call was answered ${response.status}: ${text}`)
}

if (import.meta.main) await alone('start', starting)
