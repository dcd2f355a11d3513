// How long a reset to the seed takes, over HTTP and in the test's own process: what a test suite pays
// between two tests. A hundred texts are sent before each, so that there is something to undo.
import { createPlatform } from '../../src/index.ts'
import { connectLevers } from '../../src/platform/levers/client.ts'
import { median } from '../lib/load.ts'
import { numbers, platformToken, startRingfence } from '../lib/product.ts'
import type { Aim, Report, Row } from '../lib/report.ts'
import { alone } from '../lib/scenario.ts'
import { openStage, type Options } from '../lib/stage.ts'

const texts = 100

/** A platform that is reset again and again. */
interface Subject {
  readonly name: string
  readonly send: (text: string) => Promise<void>
  readonly reset: () => Promise<unknown>
}

/** Time of a reset, the demo company in place. */
export async function reset({ quick }: Options): Promise<Report> {
  await using stage = openStage()
  const times = quick ? 5 : 30
  const { running, line } = await startRingfence('platform', await stage.folder())
  stage.own(running)
  const authorization = `Bearer ${await platformToken(line)}`
  const { from, to } = await numbers(line.platform, authorization)
  const levers = connectLevers({ url: line.platform, token: line.leverToken })
  await using own = await createPlatform({ port: false, limits: 'off' })
  const rows: Row[] = []
  const aims: Aim[] = []
  for (const { name, send, reset: back } of [
    {
      name: 'on disk, over HTTP',
      // A reset ends the sessions that were opened since the seed.
      send: async (text) =>
        post(`${line.platform}${sms}`, `Bearer ${await platformToken(line)}`, { from, to, text }),
      reset: () => levers.reset(),
    },
    {
      name: 'in memory, in the test’s process (createPlatform)',
      async send(text) {
        await own.levers.inboundSms({ from: to, to: [from], text })
      },
      reset: () => own.levers.reset(),
    },
  ] satisfies Subject[]) {
    const tookMs: number[] = []
    /* oxlint-disable no-await-in-loop -- one after the other is what is measured */
    for (let time = 0; time < times; time += 1) {
      for (let index = 0; index < texts; index += 1) await send(`Text ${index}`)
      const began = performance.now()
      await back()
      tookMs.push(performance.now() - began)
    }
    /* oxlint-enable no-await-in-loop */
    const middle = median(tookMs, (ms) => ms)
    const worst = Math.max(...tookMs)
    rows.push({ platform: name, 'median ms': middle, 'slowest ms': worst, resets: times })
    aims.push({
      what: `reset to the seed, ${name}`,
      target: '< 20 ms',
      measured: `${middle.toFixed(1)} ms`,
      met: middle < 20,
    })
  }
  return {
    title: 'Reset to the seed',
    setup: [
      `The demo company, ${texts} messages more before each reset; the time until the lever has answered.`,
      'A reset puts every row back, ends what came since, and sets clock and counters back.',
    ],
    tables: [{ title: '', rows }],
    aims,
  }
}

const sms = '/restapi/v1.0/account/~/extension/~/sms'

async function post(
  url: string,
  authorization: string,
  { from, to, text }: { from: string; to: string; text: string },
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ from: { phoneNumber: from }, to: [{ phoneNumber: to }], text }),
  })
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`)
}

if (import.meta.main) await alone('reset', reset)
