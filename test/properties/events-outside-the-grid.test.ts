// No agent ever gets an event of a resource or extension that its grants do not name: generated grants,
// filters and events, against a model that knows nothing of the gateway's code.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { runs } from '#test/fuzz'
import { filters, startEventWorld } from '../gateway/events/world.ts'

const account = '/restapi/v1.0/account/4001'
const extensions = ['5001', '5002', '5003'] as const

/** What an event is about, beside whose it is: written down here anew, not taken from the catalogue. */
const kinds = {
  message: (id: string) => `${account}/extension/${id}/message-store`,
  presence: (id: string) => `${account}/extension/${id}/presence?detailedTelephonyState=true`,
  'call record': (id: string) => `${account}/extension/${id}/telephony/sessions`,
  extension: (id: string) => `${account}/extension/${id}`,
} as const
type Kind = keyof typeof kinds
const kindNames = Object.keys(kinds) as Kind[] // its keys

type Reach = 'own' | 'account' | { extensions: string[] }
const mayRead = (reach: Reach, id: string) =>
  reach === 'account' || (reach === 'own' ? id === '5001' : reach.extensions.includes(id))

const grants = fc.array(
  fc.record({
    resource: fc.constantFrom(...kindNames),
    reach: fc.oneof(
      fc.constantFrom<Reach>('own', 'account'),
      fc.uniqueArray(fc.constantFrom(...extensions), { minLength: 1 }).map((ids) => ({
        extensions: ids as string[],
      })),
    ),
  }),
  { maxLength: 6 },
)

test('whatever is granted, withdrawn and told, nothing leaves that no grant names', async () => {
  await using world = await startEventWorld()
  const { gateway, socket, receiver } = world
  await world.grant('post', 'read')
  await world.subscribe([filters.posts])
  let sequence = 0
  let agents = 0
  let received = 0
  await fc.assert(
    fc.asyncProperty(
      grants,
      fc.array(fc.nat(5), { maxLength: 4 }),
      fc.array(fc.tuple(fc.constantFrom(...kindNames), fc.constantFrom(...extensions)), {
        minLength: 6,
        maxLength: 12,
      }),
      async (given, withdrawn, told) => {
        const name = `agent ${(agents += 1)}`
        const { secret } = await gateway.agents.createAgent('test', { name })
        const add = (resource: string, access: string, reach: Reach) =>
          gateway.grants.addGrant('test', { agent: name, resource, access, reach })
        await add('subscription', 'write', 'own')
        const made = []
        for (const { resource, reach } of given) made.push(await add(resource, 'read', reach))
        for (const kind of kindNames) {
          for (const id of extensions) {
            // One that is refused is not made.
            await world.ask({
              verb: 'POST',
              target: '/restapi/v1.0/subscription',
              token: secret,
              body: {
                eventFilters: [kinds[kind](id)],
                deliveryMode: { transportType: 'WebHook', address: receiver.url },
              },
            })
          }
        }
        for (const index of withdrawn) {
          const grant = made[index]
          if (grant && gateway.grants.listGrants(name).some(({ id }) => id === grant.id)) {
            await gateway.grants.removeGrant('test', grant.id)
          }
        }
        const left = gateway.grants.listGrants(name)
        const may = (kind: Kind, id: string) =>
          left.some(({ resource, reach }) => resource === kind && mayRead(reach as Reach, id))
        receiver.envelopes.length = 0
        for (const [kind, id] of told) {
          sequence += 1
          socket.push(kinds[kind](id), bodyOf(kind, id, sequence), { uuid: `uuid ${sequence}` })
        }
        const id = `witness ${sequence}`
        socket.push(filters.posts, { id, eventType: 'PostAdded' })
        const isLast = ({ body }: { body: { id?: string } }) => body.id === id
        // What was told before it is stored by then.
        await world.until(() => receiver.envelopes.some(isLast))
        await world.rest()
        const got = receiver.envelopes.filter((envelope) => !isLast(envelope))
        received += got.length
        assert.equal(got.length, told.filter(([kind, of]) => may(kind, of)).length)
        for (const { event, body } of got) {
          const kind = kindNames.find((one) => kinds[one](body.extensionId) === event)
          assert.ok(kind && may(kind, body.extensionId), `${event} left`)
          assert.ok(body.activeCalls === undefined || may('call record', body.extensionId))
        }
        await gateway.agents.revokeAgent('test', name)
      },
    ),
    runs(15),
  )
  assert.ok(received > 0)
})

const bodyOf = (kind: Kind, extensionId: string, sequence: number) => ({
  extensionId,
  sequence,
  ...(kind === 'presence' ? { activeCalls: [{ id: 'call' }], totalActiveCalls: 1 } : {}),
  ...(kind === 'message' ? { lastUpdated: String(sequence), changes: [] } : {}),
  ...(kind === 'call record'
    ? { telephonySessionId: `session-${sequence}`, eventTime: '', parties: [] }
    : {}),
  ...(kind === 'extension' ? { eventType: 'Update', hints: [String(sequence)] } : {}),
})
