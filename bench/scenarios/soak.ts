// Whether memory stays flat: a million calls through the gateway to the embedded platform, nine reads
// to a text sent, with the resident memory looked at on the way.
import { load, type Call } from '../lib/load.ts'
import { numbers, startRingfence } from '../lib/product.ts'
import { times, type Report, type Row } from '../lib/report.ts'
import { alone } from '../lib/scenario.ts'
import { openStage, type Options } from '../lib/stage.ts'

/** Memory over a million calls (a fiftieth of it when `quick`). */
export async function soak({ quick }: Options): Promise<Report> {
  await using stage = openStage()
  const total = quick ? 20_000 : 1_000_000
  const { running, line } = await startRingfence('start', await stage.folder())
  stage.own(running)
  const { read, write } = await calls(line.gateway, `Bearer ${line.agents[0]?.key ?? ''}`)
  const rows: Row[] = []
  const look = (made: number, failures: number, perSecond: number) =>
    rows.push({
      calls: made,
      'RSS MiB': Math.round(running.rssMiB()),
      'reads/s': Math.round(perSecond),
      failures,
    })
  look(0, 0, 0)
  let made = 0
  let failures = 0
  /* oxlint-disable no-await-in-loop -- a soak is one stretch after the other */
  for (let step = 1; made < total;) {
    const reads = await load(read, 16, quick ? 1 : 8)
    const writes = await load(write, 16, 1)
    made += reads.calls + writes.calls
    failures += reads.failures + writes.failures
    if (made < (step * total) / 20) continue
    look(made, failures, reads.perSecond)
    step = Math.floor((made * 20) / total) + 1
  }
  /* oxlint-enable no-await-in-loop */
  // The first quarter fills caches and the heap; the rest is to be level.
  const level = rows.slice(Math.ceil(rows.length / 4)).map((row) => Number(row['RSS MiB']))
  const growth = (level.at(-1) ?? NaN) / (level[0] ?? NaN)
  return {
    title: `Memory over ${total.toLocaleString('en')} calls`,
    setup: [
      'Both servers in one process tree, called through the gateway by its demo agent: reads for eight seconds, texts for one, over and over.',
      'Every call leaves audit records and every text is stored; both are on disk and are not to be felt in memory.',
    ],
    tables: [{ title: '', rows }],
    aims: [
      {
        what: 'memory at the end ÷ after the first quarter',
        target: '≤ 1.10×',
        measured: times(growth),
        met: growth <= 1.1 && failures === 0,
      },
    ],
  }
}

async function calls(gateway: string, authorization: string): Promise<{ read: Call; write: Call }> {
  const extension = `${gateway}/restapi/v1.0/account/~/extension/~`
  const { from, to } = await numbers(gateway, authorization)
  return {
    read: { url: `${extension}/message-store?perPage=10`, headers: { authorization } },
    write: {
      url: `${extension}/sms`,
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        from: { phoneNumber: from },
        to: [{ phoneNumber: to }],
        text: 'Your order {unique} is ready.',
      }),
    },
  }
}

if (import.meta.main) await alone('soak', soak)
