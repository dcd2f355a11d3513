// The line-up of the gateway's scenarios: the fixed backend, reached directly, through a bare
// @fastify/http-proxy and through Ringfence's gateway, with the same two calls for each.
import { fileURLToPath } from 'node:url'
import { smsBody } from './fixtures.ts'
import type { Call } from './load.ts'
import { startGatewayOver } from './product.ts'
import { answers, cores, freePort, start, type Running } from './processes.ts'
import type { Stage } from './stage.ts'

/** One way to the backend. */
export interface Way {
  readonly name: 'direct' | '@fastify/http-proxy' | 'ringfence gateway'
  readonly running: Running
  readonly get: Call
  readonly post: Call
}

const proxy = fileURLToPath(new URL('../peers/http-proxy.mjs', import.meta.url))
const backend = fileURLToPath(new URL('../backend.ts', import.meta.url))

/**
 * Starts backend, proxy and gateway. `directCore` is the core of the backend that is called directly:
 * the target's where throughput is compared, the load's where only the added latency counts.
 */
export async function startWays(stage: Stage, directCore: number): Promise<Way[]> {
  const upstream = await startBackend(stage, cores.load)
  const direct = directCore === cores.load ? upstream : await startBackend(stage, directCore)
  const port = await freePort()
  const proxied = stage.own(
    start({ core: cores.target, command: [process.execPath, proxy, String(port), upstream.url] }),
  )
  await answers(`http://127.0.0.1:${port}/restapi/v1.0/account/~`, proxied)
  const gateway = await startGatewayOver(upstream.url, await stage.folder())
  stage.own(gateway.running)
  return [
    way('direct', direct.running, direct.url),
    way('@fastify/http-proxy', proxied, `http://127.0.0.1:${port}`),
    way('ringfence gateway', gateway.running, gateway.url, gateway.key),
  ]
}

async function startBackend(stage: Stage, core: number) {
  const port = await freePort()
  const running = stage.own(start({ core, command: [process.execPath, backend, String(port)] }))
  await running.firstLine
  return { running, url: `http://127.0.0.1:${port}` }
}

// The peers get a token too, so that each request carries the same bytes.
function way(name: Way['name'], running: Running, origin: string, key = 'x'.repeat(48)): Way {
  const extension = `${origin}/restapi/v1.0/account/~/extension/~`
  const headers = { authorization: `Bearer ${key}` }
  return {
    name,
    running,
    get: { url: `${extension}/message-store?messageType=SMS&perPage=1`, headers },
    post: {
      url: `${extension}/sms`,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: smsBody,
    },
  }
}
