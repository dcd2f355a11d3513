// Where webhooks may lead: judged when the connection is made, in every spelling of an address.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { policies } from '#delivery/policy'
import { isIn, networks, problemOf } from '#delivery/webhook/addresses'
import type { AllowPrivate, Lookup } from '#delivery/webhook/guard'
import { createWebhooks } from '#delivery/webhook/webhooks'
import { honest, startReceiver } from '../receiver.ts'

/** One of each kind that is refused, and why. */
const refused = {
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12::1'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  'link-local': ['169.254.169.254', '169.254.170.2', 'fe80::1', 'fe80::1%eth0'],
  'shared by a carrier': ['100.64.0.1', '100.100.100.200', '100.127.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  metadata: ['168.63.129.16', '192.0.0.192'],
  reserved: [
    '192.0.2.1',
    '198.18.0.1',
    '255.255.255.255',
    '2001:db8::1',
    '64:ff9b:1::1',
    '4000::1',
  ],
} as const

const open = ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2001:4860:4860::8888']

test('addresses of networks that are nobody’s business are told by what they are', () => {
  for (const [kind, addresses] of Object.entries(refused)) {
    for (const address of addresses) assert.equal(problemOf(address), kind, address)
  }
  // AWS has its metadata in a private network of IPv6.
  assert.equal(problemOf('fd00:ec2::254'), 'private')
  for (const address of open) assert.equal(problemOf(address), null, address)
})

const octet = fc.integer({ min: 0, max: 255 })
const ipv4 = fc.tuple(octet, octet, octet, octet)

/** Addresses of IPv6 that stand for one of IPv4. */
function carriers(octets: readonly number[]): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = octets
  const [high, low] = [(a << 8) | b, (c << 8) | d].map((word) => word.toString(16))
  const dotted = octets.join('.')
  return [
    `::ffff:${dotted}`,
    `::ffff:${high}:${low}`,
    `0:0:0:0:0:FFFF:${high}:${low}`,
    `::ffff:0:${dotted}`,
    `64:ff9b::${dotted}`,
    `64:ff9b::${high}:${low}`,
    `2002:${high}:${low}::`,
    `2002:${high}:${low}::1234:1`,
    // Compatible; below 0.0.1.0 they are others.
    ...(a > 0 ? [`::${dotted}`, `::${high}:${low}`] : []),
  ]
}

test('an address of IPv6 that stands for one of IPv4 is judged as that one', () => {
  fc.assert(
    fc.property(ipv4, (octets) => {
      const dotted = octets.join('.')
      for (const carrier of carriers(octets)) {
        assert.equal(problemOf(carrier), problemOf(dotted), carrier)
      }
    }),
    { numRuns: 500 },
  )
  assert.equal(problemOf('::ffff:127.0.0.1'), 'loopback')
  assert.equal(problemOf('64:ff9b::a9fe:a9fe'), 'link-local')
})

/** Spellings of an address of IPv4 that a URL may have. */
function spellings([a, b, c, d]: readonly [number, number, number, number]): string[] {
  const whole = ((a * 256 + b) * 256 + c) * 256 + d
  const hex = (value: number) => `0x${value.toString(16)}`
  const octal = (value: number) => `0${value.toString(8)}`
  return [
    `${a}.${b}.${c}.${d}`,
    `${a}.${b}.${c}.${d}.`,
    String(whole),
    hex(whole),
    octal(whole),
    `${a}.${b * 65_536 + c * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    [a, b, c, d].map(hex).join('.'),
    [a, b, c, d].map(octal).join('.'),
    `${hex(a)}.${octal(b)}.${c}.${hex(d)}`,
    ...carriers([a, b, c, d]).map((carrier) => `[${carrier}]`),
  ]
}

const neverLookedUp: Lookup = (hostname) => assert.fail(`${hostname} was looked up`)

/** Asks an address to prove itself, with a guard; what is wrong then, or null. */
async function problemAt(
  address: string,
  allowPrivate: AllowPrivate,
  lookup: Lookup = neverLookedUp,
): Promise<string | null> {
  const webhooks = createWebhooks(
    { clock: { now: () => 0 }, makeSecret: () => 'token' },
    { allowPrivate, lookup, handshakeMs: 2_000 },
  )
  try {
    return (await webhooks.validate({ address }))?.message ?? null
  } finally {
    await webhooks.close()
  }
}

test('no spelling of an address of this machine or of a private network is connected to', async () => {
  await using receiver = await startReceiver(honest)
  const { port } = new URL(receiver.url)
  const inside = fc.constantFrom<readonly [number, number, number, number]>(
    [127, 0, 0, 1],
    [127, 1, 2, 3],
    [10, 0, 0, 1],
    [192, 168, 0, 1],
    [169, 254, 169, 254],
    [100, 64, 0, 1],
  )
  await fc.assert(
    fc.asyncProperty(
      inside.chain((octets) => fc.constantFrom(...spellings(octets))),
      async (host) => {
        const problem = await problemAt(`http://${host}:${port}/`, false)
        assert.match(problem ?? 'it was let through', /Address is not allowed: /, host)
      },
    ),
    { numRuns: 100 },
  )
  assert.deepEqual(receiver.requests, [])
})

test('a name is refused when any of its addresses is, and connects to the one that was judged', async () => {
  await using receiver = await startReceiver(honest)
  const { port } = new URL(receiver.url)
  const answers =
    (...addresses: string[]): Lookup =>
    (_, __, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
  const address = `http://receiver.invalid:${port}/`
  const loopback = answers('127.0.0.1')
  assert.match((await problemAt(address, false, loopback)) ?? '', /127\.0\.0\.1 is loopback/)
  const mixed = await problemAt(address, false, answers('8.8.8.8', '10.0.0.8'))
  assert.match(mixed ?? '', /10\.0\.0\.8 is private/)
  assert.deepEqual(receiver.requests, [])
  // Each look-up would lead elsewhere: only the first is asked.
  let asked = 0
  const rebinding: Lookup = (hostname, options, callback) => {
    asked += 1
    answers(asked === 1 ? '127.0.0.1' : '10.0.0.1')(hostname, options, callback)
  }
  assert.equal(await problemAt(address, ['127.0.0.0/8'], rebinding), null)
  assert.deepEqual([asked, receiver.requests.length], [1, 1])
})

test('names of metadata services are refused without being looked up', async () => {
  for (const name of ['metadata.google.internal', 'METADATA.google.internal.', 'instance-data']) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    assert.match((await problemAt(`http://${name}/`, false)) ?? '', / is metadata$/)
  }
})

test('what the operator allows is called: everything, or some networks', async () => {
  await using receiver = await startReceiver(honest)
  assert.equal(await problemAt(receiver.url, true), null)
  assert.equal(await problemAt(receiver.url, ['127.0.0.1/32']), null)
  const mapped = receiver.url.replace('127.0.0.1', '[::ffff:127.0.0.1]')
  assert.equal(await problemAt(mapped, ['127.0.0.1/32']), null)
  assert.match((await problemAt(receiver.url, ['10.0.0.0/8'])) ?? '', /is loopback$/)
  assert.ok(isIn(networks(['fd00::/8']), 'fd12::1'))
})

test('a network that is none is refused when the sender is made', () => {
  for (const cidr of ['10.0.0.0/33', 'example.com/8', '10.0.0.0/', '10.0.0.0/-1'] as const) {
    assert.throws(() => networks([cidr as `${string}/${number}`]), RangeError) // as a file may say it
  }
})

test('a push to an address that is not allowed fails with the reason, and is not sent', async () => {
  await using receiver = await startReceiver(honest)
  const webhooks = createWebhooks(
    { clock: { now: () => 0 }, makeSecret: () => 'token' },
    { allowPrivate: false },
  )
  const { isDelivered, reason } = await webhooks.push(
    { address: receiver.url, policy: policies.standard },
    {
      id: 1,
      uuid: 'u',
      subscriptionId: 's',
      filter: '/f',
      ownerId: '1',
      at: 0,
      body: '{}',
      state: 'pending',
      attempts: 0,
      failures: 0,
      nextAt: 0,
      endedAt: null,
      reason: null,
    },
  )
  await webhooks.close()
  assert.equal(isDelivered, false)
  assert.equal(
    reason,
    'I/O operation is failed. Details: [Address is not allowed: 127.0.0.1 is loopback]',
  )
  assert.deepEqual(receiver.requests, [])
})
