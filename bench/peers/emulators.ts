// The peers of the platform: emulate's twilio service, a bare Fastify, Prism and Mockoon, each started with the
// settings that favour it, serving the nearest thing it has to "list messages" and "send a text".
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messagePage, message, smsBody } from '../lib/fixtures.ts'
import type { Call } from '../lib/load.ts'
import { answers, freePort, start, type Running } from '../lib/processes.ts'

/** A running peer and the calls it answers. */
export interface Peer {
  readonly name: string
  readonly running: Running
  readonly one: Call
  readonly page: Call
  readonly send: Call
}

/** What a peer needs to start. */
export interface Place {
  /** A folder for its configuration, removed after the run. */
  readonly folder: string
  readonly core: number
}

const bin = (name: string) =>
  fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))
const base = '/restapi/v1.0/account/401/extension'
const json = { 'content-type': 'application/json' }
const twilio = {
  sid: 'AC00000000000000000000000000000000',
  token: 'twilio_test_auth_token',
  from: '+15551234567',
}

/**
 * emulate 0.12.2, service twilio: it stores messages for real, in memory. Its limit of 5,000 calls a
 * token and hour cannot be changed, so `keys` API keys are seeded and used in turn.
 */
export async function startEmulate({ folder, core }: Place, keys = 1000): Promise<Peer> {
  const port = await freePort()
  const apiKeys = Array.from({ length: keys }, (_, index) => ({
    sid: `SK${String(index).padStart(32, '0')}`,
    secret: `secret${index}`,
    friendly_name: `Key ${index}`,
  }))
  const seed = join(folder, 'emulate.json')
  await writeFile(
    seed,
    JSON.stringify({
      twilio: {
        account: { sid: twilio.sid, auth_token: twilio.token, friendly_name: 'Bench' },
        api_keys: apiKeys,
        phone_numbers: [{ phone_number: twilio.from, friendly_name: 'Bench' }],
      },
    }),
  )
  const running = start({
    core,
    cwd: folder,
    command: [
      process.execPath,
      bin('emulate'),
      'start',
      '-s',
      'twilio',
      '-p',
      String(port),
      '--seed',
      seed,
    ],
  })
  const authorizations = [{ sid: twilio.sid, secret: twilio.token }, ...apiKeys].map(
    ({ sid, secret }) => `Basic ${Buffer.from(`${sid}:${secret}`).toString('base64')}`,
  )
  const url = `http://127.0.0.1:${port}/2010-04-01/Accounts/${twilio.sid}/Messages.json`
  await answers(url, running, { headers: { authorization: authorizations[0] ?? '' } })
  return {
    name: 'emulate (twilio)',
    running,
    one: { url: `${url}?PageSize=1`, authorizations },
    page: { url: `${url}?PageSize=100`, authorizations },
    send: {
      url,
      method: 'POST',
      headers: json,
      authorizations,
      body: JSON.stringify({
        To: '+16505550123',
        From: twilio.from,
        Body: 'Your order {unique} is ready.',
      }),
    },
  }
}

/** Prism 5.16, mock, silent (its default log halves its speed): fixed examples, requests validated. */
export async function startPrism({ folder, core }: Place): Promise<Peer> {
  const port = await freePort()
  const document = join(folder, 'prism.json')
  const answer = (example: unknown) => ({
    200: {
      description: 'Done',
      content: { 'application/json': { schema: { type: 'object' }, example } },
    },
  })
  const text = { type: 'string', maxLength: 1000 }
  const caller = {
    type: 'object',
    required: ['phoneNumber'],
    properties: { phoneNumber: { type: 'string' } },
  }
  const sms = {
    type: 'object',
    required: ['from', 'to', 'text'],
    properties: { from: caller, to: { type: 'array', items: caller }, text },
  }
  const list = (count: number) => ({ get: { responses: answer(messagePage(count)) } })
  await writeFile(
    document,
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'bench', version: '1' },
      paths: {
        [`${base}/501/message-store`]: list(1),
        [`${base}/502/message-store`]: list(100),
        [`${base}/501/sms`]: {
          post: {
            requestBody: { required: true, content: { 'application/json': { schema: sms } } },
            responses: answer(message(9002)),
          },
        },
      },
    }),
  )
  const running = start({
    core,
    cwd: folder,
    command: [
      process.execPath,
      bin('prism'),
      'mock',
      '-p',
      String(port),
      '-v',
      'silent',
      '--multiprocess=false',
      document,
    ],
  })
  return generic('Prism (fixed answers)', port, running)
}

/** Mockoon CLI 9.9: fixed answers, templating, admin API and log file off. */
export async function startMockoon({ folder, core }: Place): Promise<Peer> {
  const port = await freePort()
  const file = join(folder, 'mockoon.json')
  const routes = [
    { method: 'get', endpoint: `${base}/501/message-store`, body: messagePage(1) },
    { method: 'get', endpoint: `${base}/502/message-store`, body: messagePage(100) },
    { method: 'post', endpoint: `${base}/501/sms`, body: message(9002) },
  ].map(({ method, endpoint, body }, index) => mockoonRoute(index, method, endpoint.slice(1), body))
  await writeFile(
    file,
    JSON.stringify({
      uuid: uuid(0),
      lastMigration: 33,
      name: 'bench',
      endpointPrefix: '',
      latency: 0,
      port,
      hostname: '127.0.0.1',
      routes,
      rootChildren: routes.map((route) => ({ type: 'route', uuid: route.uuid })),
      folders: [],
      data: [],
      callbacks: [],
    }),
  )
  const running = start({
    core,
    cwd: folder,
    command: [
      process.execPath,
      bin('mockoon-cli'),
      'start',
      '--repair',
      '--disable-log-to-file',
      '--disable-admin-api',
      '--data',
      file,
    ],
  })
  return generic('Mockoon (fixed answers)', port, running)
}

/** A bare Fastify that keeps texts in an array (fastify.mjs). */
export async function startFastify({ folder, core }: Place): Promise<Peer> {
  const port = await freePort()
  const script = fileURLToPath(new URL('fastify.mjs', import.meta.url))
  const running = start({ core, cwd: folder, command: [process.execPath, script, String(port)] })
  const peer = await generic('bare Fastify (in memory)', port, running)
  return { ...peer, page: { ...peer.page, url: peer.page.url.replace('/502/', '/501/') } }
}

async function generic(name: string, port: number, running: Running): Promise<Peer> {
  const root = `http://127.0.0.1:${port}${base}`
  const one = { url: `${root}/501/message-store?perPage=1` }
  await answers(one.url, running)
  return {
    name,
    running,
    one,
    page: { url: `${root}/502/message-store` },
    send: { url: `${root}/501/sms`, method: 'POST', headers: json, body: smsBody },
  }
}

function mockoonRoute(index: number, method: string, endpoint: string, body: unknown) {
  return {
    uuid: uuid(100 + index),
    type: 'http',
    documentation: '',
    method,
    endpoint,
    responses: [
      {
        uuid: uuid(200 + index),
        body: JSON.stringify(body),
        latency: 0,
        statusCode: 200,
        label: '',
        headers: [{ key: 'Content-Type', value: 'application/json' }],
        bodyType: 'INLINE',
        filePath: '',
        databucketID: '',
        sendFileAsBody: false,
        rules: [],
        rulesOperator: 'OR',
        disableTemplating: true,
        fallbackTo404: false,
        default: true,
        crudKey: 'id',
        callbacks: [],
      },
    ],
    responseMode: null,
    streamingMode: null,
    streamingInterval: 0,
  }
}

function uuid(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
}
