// A running installation for the official clients: both servers on free ports of the loopback, in a
// folder of its own, with an agent that may do everything and one that may do nothing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import RingCentral from '@rc-ex/core'
import { resources } from '#catalog/method'
import { readConfig } from '#src/config'
import { connectLevers } from '#src/index'
import { startRingfence, type Running } from '#src/main'
import { recordCoverage } from '../coverage.ts'
import type { Subjects } from './methods.ts'
import { honestAddress } from '../receiver.ts'

/** Where notifications go. */
const hook = await honestAddress()

/** An agent that a test made. */
export interface TestAgent {
  readonly id: string
  readonly key: string
  readonly jwt: string
}

/** What a test of clients works with. */
export interface World extends AsyncDisposable {
  readonly running: Running
  /** Holds read and write on every resource, account-wide. */
  readonly mighty: TestAgent
  /** Holds no grant. */
  readonly powerless: TestAgent
  /** Asks the admin API; rejects when it refuses. */
  admin<T>(verb: string, path: string, body?: unknown): Promise<T>
}

/** Starts it. */
export async function startWorld(
  flags: { profile?: string; limits?: string } = {},
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-clients-'))
  const running = await startRingfence(
    readConfig({ data: folder, port: '0', platformPort: '0', limits: 'off', ...flags }, {}),
  )
  const admin = async <T>(verb: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${running.gateway}/api/v1${path}`, {
      method: verb,
      headers: {
        authorization: `Bearer ${running.adminToken}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok)
      throw new Error(`${verb} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T // what the admin API says it answers
  }
  const addAgent = async (name: string): Promise<TestAgent> => {
    const { agent, key } = await admin<{ agent: { id: string }; key: { secret: string } }>(
      'POST',
      '/agents',
      { name },
    )
    const { jwt } = await admin<{ jwt: { secret: string } }>('POST', `/agents/${agent.id}/jwts`, {})
    return { id: agent.id, key: key.secret, jwt: jwt.secret }
  }
  const mighty = await addAgent('mighty')
  const powerless = await addAgent('powerless')
  for (const resource of resources) {
    for (const access of ['read', 'write']) {
      const byMembership = ['chat', 'post', 'team'].includes(resource)
      // oxlint-disable-next-line no-await-in-loop
      await admin('POST', `/agents/${mighty.id}/grants`, {
        resource,
        access,
        reach: byMembership ? 'own' : 'account',
      })
    }
  }
  return {
    running,
    mighty,
    powerless,
    admin,
    async [Symbol.asyncDispose]() {
      const levers = connectLevers({ url: running.platform ?? '', token: running.leverToken })
      const { requests } = await levers.listRequests({ limit: 1_000 })
      // The gateway's own calls, on behalf of a client or for itself, are another app's.
      const ofClients = requests.filter(({ clientId }) => clientId === running.platformApp.clientId)
      recordCoverage(ofClients, { isChecked: false, isOfficial: true })
      await running.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** @rc-ex/core, logged in with a JWT. */
export async function login(server: string, jwt: string, app = { clientId: '', clientSecret: '' }) {
  const rc = new RingCentral({ server, ...app })
  await rc.authorize({ jwt })
  return rc
}

/** Makes what the 29 calls are about, through the client itself. */
export async function prepareSubjects(
  rc: RingCentral,
  numbers: { own: string; other: string },
): Promise<Subjects> {
  const extension = rc.restapi().account().extension()
  const send = async (text: string) => {
    const sent = await extension.sms().post({
      from: { phoneNumber: numbers.own },
      to: [{ phoneNumber: numbers.other }],
      text,
    })
    return String(sent.id)
  }
  const messageId = await send('Kept.')
  const doomedMessageId = await send('To be deleted.')
  const ringOut = await extension
    .ringOut()
    .post({ from: { phoneNumber: numbers.own }, to: { phoneNumber: numbers.other } })
  const chats = await rc
    .teamMessaging()
    .v1()
    .chats()
    .list({ type: ['Team'] })
  const subscribe = async () => {
    const { id } = await rc
      .restapi()
      .subscription()
      .post({
        eventFilters: ['/restapi/v1.0/account/~/extension/~/presence'],
        deliveryMode: { transportType: 'WebHook', address: hook },
      })
    return id ?? ''
  }
  return {
    ownNumber: numbers.own,
    otherNumber: numbers.other,
    messageId,
    attachmentId: messageId,
    doomedMessageId,
    ringOutId: ringOut.id ?? '',
    chatId: chats.records?.[0]?.id ?? '',
    subscriptionId: await subscribe(),
    doomedSubscriptionId: await subscribe(),
  }
}
