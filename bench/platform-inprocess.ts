// The platform without a socket: how many calls a second its spine and stores take by themselves.
// A quick look while working on it (`node bench/platform-inprocess.ts [seconds]`); what users get,
// over HTTP and beside others, is scenarios/platform.ts.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../src/lib/clock.ts'
import { silentLog } from '../src/lib/log.ts'
import { seededRandom } from '../src/lib/random.ts'
import { randomSecret } from '../src/lib/secret.ts'
import { openPlatform } from '../src/platform/app.ts'
import type { AppCredentials } from '../src/platform/seed/credentials.ts'
import { seedDemo } from '../src/platform/seed/demo.ts'

const concurrency = 16
const seconds = Number(process.argv[2] ?? 3)

const folder = mkdtempSync(join(tmpdir(), 'ringfence-bench-'))
const clock = systemClock()
const platform = openPlatform(
  { clock, makeSecret: randomSecret, log: silentLog },
  {
    path: join(folder, 'platform.db'),
    profile: 'guide',
    limits: 'off',
    leverToken: 'lever',
    seed: 1,
  },
)
try {
  const { platformApp } = seedDemo(platform.parts, { now: clock.now(), random: seededRandom(1) })
  const headers = {
    authorization: `Bearer ${await tokenFor(platformApp)}`,
    'content-type': 'application/json',
  }
  const extension = 'http://127.0.0.1:4010/restapi/v1.0/account/~/extension/~'
  const list = () => new Request(`${extension}/message-store?perPage=1`, { headers })
  const text = (to: string) => (call: number) =>
    new Request(`${extension}/sms`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        from: { phoneNumber: '+15105550101' },
        to: [{ phoneNumber: to }],
        text: `Your order ${call} is ready.`,
      }),
    })
  await measure('Request and Response alone', list, async () => new Response('{}'))
  await measure('GET message-store?perPage=1', list)
  const page = () => new Request(`${extension}/message-store`, { headers })
  await measure('GET message-store, 100 records', page)
  await measure('POST sms to the outside', text('+14155550142'))
  await measure('POST sms to a colleague', text('+15105550102'))
} finally {
  platform.close()
  rmSync(folder, { recursive: true })
}

async function tokenFor({ clientId, clientSecret, jwt }: AppCredentials): Promise<string> {
  const reply = await platform.fetch(
    new Request('http://127.0.0.1:4010/restapi/oauth/token', {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: jwt,
      }),
    }),
  )
  const { access_token } = (await reply.json()) as { access_token: string } // RFC 6749 5.1
  return access_token
}

/** Calls for some seconds, `concurrency` at a time, and prints how many a second were answered. */
async function measure(
  name: string,
  request: (call: number) => Request,
  answer: (request: Request) => Promise<Response> = (request) => platform.fetch(request),
): Promise<void> {
  let sent = 0
  let calls = 0
  let isWarm = false
  const startedAt = performance.now()
  let warmAt = startedAt
  let warmCpu = process.cpuUsage()
  const isOver = () => performance.now() - startedAt > (seconds + 1) * 1000
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (!isOver()) {
        // oxlint-disable-next-line no-await-in-loop -- one client, one call at a time
        const reply = await answer(request(sent++))
        if (reply.status !== 200) throw new Error(`${name}: ${reply.status} ${await reply.text()}`)
        // oxlint-disable-next-line no-await-in-loop -- ditto
        await reply.text()
        calls += 1
        if (!isWarm && performance.now() - startedAt > 1000) {
          isWarm = true
          warmAt = performance.now()
          warmCpu = process.cpuUsage()
          calls = 0
        }
      }
    }),
  )
  const perSecond = (calls / (performance.now() - warmAt)) * 1000
  const { user, system } = process.cpuUsage(warmCpu)
  const figures = [Math.round(perSecond).toLocaleString('en'), ((user + system) / calls).toFixed(1)]
  console.log(
    `${name.padEnd(30)}${figures[0]?.padStart(9)} calls/s${figures[1]?.padStart(8)} µs of CPU each`,
  )
}
