// Every example of the reference is run, against the platform and through the gateway: none can be wrong.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Method } from '#catalog/method'
import { methods } from '#catalog/methods'
import { methodDetails } from '#catalog/projections/detail'
import {
  type ExampleClient,
  exampleClients,
  type ExampleWay,
  exampleWays,
} from '#catalog/projections/examples/clients'
import { honestAddress } from '../receiver.ts'
import { type Call, subjectsOf } from './example-subjects.ts'
import { type Environment, runCurl, runProgram, withValues } from './run-example.ts'
import { startWorld, type World } from './world.ts'

const details = methodDetails()
let world: World
let environments: Readonly<Record<ExampleWay, Environment>>
before(async () => {
  world = await startWorld()
  const { running, mighty } = world
  const { platform, gateway } = running
  const { clientId, clientSecret, jwt } = running.platformApp
  environments = {
    gateway: {
      RINGFENCE_GATEWAY: gateway,
      RINGFENCE_KEY: mighty.key,
      RINGFENCE_JWT: mighty.jwt,
    },
    direct: {
      RINGCENTRAL_SERVER: platform ?? '',
      RINGCENTRAL_CLIENT_ID: clientId ?? '',
      RINGCENTRAL_CLIENT_SECRET: clientSecret ?? '',
      RINGCENTRAL_JWT: jwt ?? '',
      RINGCENTRAL_TOKEN: '',
    },
  }
})
after(() => world[Symbol.asyncDispose]())

/** A fresh token of the demo user: the SDKs end the sessions that they begin. */
async function freshToken({ RINGCENTRAL_SERVER, ...app }: Environment): Promise<string> {
  const reply = await fetch(`${RINGCENTRAL_SERVER}/restapi/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${app['RINGCENTRAL_CLIENT_ID']}:${app['RINGCENTRAL_CLIENT_SECRET']}`)}`,
    },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: app['RINGCENTRAL_JWT'] ?? '',
    }),
  })
  const { access_token: token } = (await reply.json()) as { access_token: string } // RFC 6749
  return token
}

function callerOf(server: string, token: string): Call {
  return async <T>(verb: string, path: string, body?: object | FormData) => {
    const reply = await fetch(server + path, {
      method: verb,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && !(body instanceof FormData) ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: body instanceof FormData ? body : JSON.stringify(body) } : {}),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${verb} ${path}: ${reply.status} ${text}`)
    return (text === '' ? {} : JSON.parse(text)) as T // the caller knows what it asked for
  }
}

for (const way of Object.keys(exampleWays) as ExampleWay[]) {
  for (const client of Object.keys(exampleClients) as ExampleClient[]) {
    test(`every example for ${exampleClients[client].label}, ${way}, works as it is shown`, async () => {
      const failed: string[] = []
      const hook = await honestAddress()
      for (const { id, sample, examples, status, otherStatus } of details) {
        try {
          // A user has few sessions, and the SDKs begin one each: by the sixth the first has ended.
          const token =
            // oxlint-disable-next-line no-await-in-loop
            way === 'direct' ? await freshToken(environments.direct) : world.mighty.key
          const environment = { ...environments[way], RINGCENTRAL_TOKEN: token }
          const { gateway, platform } = world.running
          const call = callerOf((way === 'direct' ? platform : gateway) ?? '', token)
          const names = sample.ids.map(({ name }) => name)
          // Examples change what the next is about.
          // oxlint-disable-next-line no-await-in-loop
          const values = await subjectsOf(id, names, call)
          const samples = Object.fromEntries(sample.ids.map(({ name, value }) => [name, value]))
          const code = withValues(examples[client][way], values, {
            forwardingNumberId: '3118204',
            ...samples,
          }).replaceAll('https://agent.example.com/hook', hook)
          if (client === 'curl') {
            const { file } = sample
            const files = file
              ? { [file.filename]: new Blob([Buffer.from(file.content, file.encoding)]) }
              : {}
            // oxlint-disable-next-line no-await-in-loop
            const { status: answered, text } = await runCurl(code, environment, files)
            assert.ok([status, otherStatus].includes(answered), `${answered} ${text.slice(0, 300)}`)
          } else {
            // oxlint-disable-next-line no-await-in-loop
            const printed = await runProgram(code, environment)
            const { returns }: Method = methods[id]
            assert.equal(printed.length, returns === null ? 0 : 1)
            assert.ok(!printed.includes(undefined), 'it printed undefined')
          }
        } catch (error) {
          failed.push(
            `${id}: ${error instanceof Error ? error.message.slice(0, 400) : String(error)}`,
          )
        }
      }
      assert.deepEqual(failed, [])
    })
  }
}
