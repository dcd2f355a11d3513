// Whatever an agent asks, and however it spells it, the upstream sees only calls that a grant covers.
// The model beside it is written independently of the catalogue, the matcher and the decision: it
// judges what reached the upstream by its bytes.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { NewGrant } from '#gateway/grants/operations'
import { listen } from '#lib/server'
import { upstreamIdentity, type Reached } from '#test/fake-upstream'
import { runs } from '#test/fuzz'
import { startWorld, type World } from '../gateway/world.ts'

const { accountId, extensionId } = upstreamIdentity
const extensions = ['5001', '5002', '5003'] as const

/** `{x}` is an extension id, `{n}` any other number, `{r}` a RingOut. */
const extensionRows = [
  ['POST', '/sms', 'message', 'write'],
  ['GET', '/message-store', 'message', 'read'],
  ['GET', '/message-store/{n}', 'message', 'read'],
  ['GET', '/message-store/{n}/content/{n}', 'attachment', 'read'],
  ['DELETE', '/message-store/{n}', 'message', 'write'],
  ['GET', '/call-log', 'call record', 'read'],
  ['GET', '/active-calls', 'call record', 'read'],
  ['POST', '/ring-out', 'call', 'write'],
  ['GET', '/ring-out/{r}', 'call', 'read'],
  ['DELETE', '/ring-out/{r}', 'call', 'write'],
  ['GET', '/presence', 'presence', 'read'],
  ['GET', '', 'extension', 'read'],
  ['PUT', '', 'extension', 'write'],
  ['GET', '/profile-image', 'extension', 'read'],
  ['DELETE', '/profile-image', 'extension', 'write'],
  ['GET', '/address-book/contact', 'contact', 'read'],
  ['POST', '/address-book/contact', 'contact', 'write'],
  ['GET', '/address-book/contact/{n}', 'contact', 'read'],
  ['PUT', '/address-book/contact/{n}', 'contact', 'write'],
  ['PATCH', '/address-book/contact/{n}', 'contact', 'write'],
  ['DELETE', '/address-book/contact/{n}', 'contact', 'write'],
  ['GET', '/address-book-sync', 'contact', 'read'],
] as const
const accountRows = [
  ['GET', '/call-log', 'call record', 'read'],
  ['GET', '/presence', 'presence', 'read'],
  ['GET', '/extension', 'extension', 'read'],
  ['GET', '', 'account', 'read'],
  ['GET', '/directory/entries', 'extension', 'read'],
  ['GET', '/directory/entries/{n}', 'extension', 'read'],
  ['POST', '/directory/entries/search', 'extension', 'read'],
  ['GET', '/ivr-prompts', 'account', 'read'],
  ['GET', '/ivr-prompts/{n}', 'account', 'read'],
  ['GET', '/ivr-prompts/{n}/content', 'account', 'read'],
  ['PUT', '/ivr-prompts/{n}', 'account', 'write'],
  ['DELETE', '/ivr-prompts/{n}', 'account', 'write'],
  ['GET', '/forward-all-calls', 'account', 'read'],
  ['PATCH', '/forward-all-calls', 'account', 'write'],
] as const
const ownRows = [
  ['GET', '/team-messaging/v1/chats', 'chat', 'read'],
  ['GET', '/team-messaging/v1/chats/{c}', 'chat', 'read'],
  ['GET', '/team-messaging/v1/chats/{c}/posts', 'post', 'read'],
  ['POST', '/team-messaging/v1/chats/{c}/posts', 'post', 'write'],
  ['POST', '/team-messaging/v1/teams', 'team', 'write'],
  ['GET', '/team-messaging/v1/chats/{c}/posts/{n}', 'post', 'read'],
  ['PATCH', '/team-messaging/v1/chats/{c}/posts/{n}', 'post', 'write'],
  ['DELETE', '/team-messaging/v1/chats/{c}/posts/{n}', 'post', 'write'],
  ['POST', '/team-messaging/v1/chats/{c}/favorite', 'chat', 'write'],
  ['POST', '/team-messaging/v1/chats/{c}/unfavorite', 'chat', 'write'],
  ['GET', '/team-messaging/v1/teams', 'team', 'read'],
  ['GET', '/team-messaging/v1/teams/{c}', 'team', 'read'],
  ['PATCH', '/team-messaging/v1/teams/{c}', 'team', 'write'],
  ['DELETE', '/team-messaging/v1/teams/{c}', 'team', 'write'],
  ['POST', '/team-messaging/v1/teams/{c}/add', 'team', 'write'],
  ['POST', '/team-messaging/v1/teams/{c}/remove', 'team', 'write'],
  ['POST', '/team-messaging/v1/teams/{c}/join', 'team', 'write'],
  ['POST', '/team-messaging/v1/teams/{c}/leave', 'team', 'write'],
  ['POST', '/team-messaging/v1/teams/{c}/archive', 'team', 'write'],
  ['POST', '/team-messaging/v1/teams/{c}/unarchive', 'team', 'write'],
  ['GET', '/team-messaging/v1/conversations', 'chat', 'read'],
  ['POST', '/team-messaging/v1/conversations', 'chat', 'write'],
  ['GET', '/team-messaging/v1/conversations/{c}', 'chat', 'read'],
  ['GET', '/team-messaging/v1/recent/chats', 'chat', 'read'],
  ['GET', '/team-messaging/v1/favorites', 'chat', 'read'],
  ['GET', '/team-messaging/v1/everyone', 'chat', 'read'],
  ['GET', '/team-messaging/v1/persons/{r}', 'chat', 'read'],
  ['POST', '/team-messaging/v1/files', 'post', 'write'],
  ['GET', '/team-messaging/v1/files/{n}/content', 'post', 'read'],
] as const

interface Row {
  readonly verb: string
  readonly template: string
  readonly resource: string
  readonly access: string
}
const row = (
  [verb, path, resource, access]: readonly [string, string, string, string],
  root: string,
): Row => ({
  verb,
  template: root + path,
  resource,
  access,
})
const rows: readonly Row[] = [
  ...extensionRows.map((one) => row(one, '/restapi/v1.0/account/{a}/extension/{x}')),
  ...accountRows.map((one) => row(one, '/restapi/v1.0/account/{a}')),
  ...ownRows.map((one) => row(one, '')),
]

const bodies: Readonly<Record<string, unknown>> = {
  '/sms': {
    from: { phoneNumber: '+16505550100' },
    to: [{ phoneNumber: '+14155550101' }],
    text: 'x',
  },
  '/ring-out': { from: { phoneNumber: '+16505550100' }, to: { phoneNumber: '+14155550101' } },
  '/posts': { text: 'x' },
  '/teams': { name: 'x' },
  '/add': { members: [{ id: '1' }] },
  '/remove': { members: [{ id: '1' }] },
  '/forward-all-calls': { enabled: true },
}
const bodyOf = ({ verb, template }: Row): unknown =>
  verb === 'GET' || verb === 'DELETE'
    ? undefined
    : (Object.entries(bodies).find(([end]) => template.endsWith(end))?.[1] ?? {})

type Reach = NewGrant['reach']
interface Cell {
  readonly resource: string
  readonly access: string
  readonly reach: Reach
}

/** Whether the model's grants cover a row for an account and extension id (null when the row has none). */
function covered(cells: readonly Cell[], { resource, access, template }: Row, x: string | null) {
  return cells.some((cell) => {
    if (cell.resource !== resource || cell.access !== access) return false
    if (!template.includes('{a}') || resource === 'account') return true
    if (cell.reach === 'account') return true
    if (x === null) return false
    return typeof cell.reach === 'string' ? x === extensionId : cell.reach.extensions.includes(x)
  })
}

/** The row that a request which reached the upstream is of, read from its bytes. */
function rowReached({
  verb,
  target,
}: Reached): { row: Row; account: string | null; x: string | null } | null {
  assert.match(target, /^[\w./~?&=%+-]+$/, `odd bytes reached the upstream: ${target}`)
  const [path = ''] = target.split('?')
  assert.equal(
    new URL(`http://upstream.test${target}`).pathname,
    path,
    'a URL parser reads it otherwise',
  )
  for (const row of rows) {
    const names: string[] = []
    const pattern = row.template.replaceAll(/\{(\w)\}/g, (_, name: string) => {
      names.push(name)
      if (name === 'c') return '(~|0|[1-9][0-9]*)'
      return name === 'r' ? '([A-Za-z0-9_-]+)' : '(0|[1-9][0-9]*)'
    })
    const match = new RegExp(`^${pattern}$`).exec(path)
    if (!match || row.verb !== verb) continue
    return {
      row,
      account: match[names.indexOf('a') + 1] ?? null,
      x: match[names.indexOf('x') + 1] ?? null,
    }
  }
  return null
}

function judge(cells: readonly Cell[], reached: Reached): void {
  const found = rowReached(reached)
  const said = `${reached.verb} ${reached.target} with ${JSON.stringify(cells)}`
  assert.ok(found, `no row has ${said}`)
  const names = [...found.row.template.matchAll(/\{(\w)\}/g)].map(([, name]) => name)
  if (names.includes('a')) assert.equal(found.account, accountId, said)
  assert.ok(covered(cells, found.row, names.includes('x') ? found.x : null), said)
}

const cellOf = (row: fc.Arbitrary<Row>): fc.Arbitrary<Cell> =>
  fc
    .record({
      row,
      reach: fc.oneof(
        fc.constantFrom<Reach>('own', 'account'),
        fc.subarray([...extensions], { minLength: 1 }).map((list): Reach => ({ extensions: list })),
      ),
    })
    .map(({ row: { resource, access }, reach }) => ({
      resource,
      access,
      reach: typeof reach !== 'string' && /chat|post|team/.test(resource) ? 'own' : reach,
    }))
const someCell = cellOf(fc.constantFrom(...rows))

interface Request_ {
  readonly row: Row
  readonly account: string
  readonly x: string
  readonly id: string
}
const someRequest: fc.Arbitrary<Request_> = fc.record({
  row: fc.constantFrom(...rows),
  account: fc.constantFrom('~', accountId, '4002'),
  x: fc.constantFrom('~', ...extensions),
  id: fc.constantFrom('1', '42', '9007199254740993'),
})
const targetOf = ({ row, account, x, id }: Request_): string =>
  row.template.replaceAll(/\{(\w)\}/g, (_, name: string) =>
    name === 'a' ? account : name === 'x' ? x : id,
  )

/** One way to spell a target otherwise; `at` picks where. */
type Twist = (target: string, at: number) => string
const slashes =
  (text: string): Twist =>
  (target, at) => {
    const all = [...target.matchAll(/\//g)].map(({ index }) => index)
    const index = all[at % all.length] ?? 0
    return target.slice(0, index) + text + target.slice(index + 1)
  }
const insert =
  (text: string): Twist =>
  (target, at) => {
    const index = at % (target.length + 1)
    return target.slice(0, index) + text + target.slice(index)
  }
const append =
  (text: string): Twist =>
  (target) =>
    target + text
const encoded: Twist = (target, at) => {
  const index = at % target.length
  const hex = target.charCodeAt(index).toString(16)
  return `${target.slice(0, index)}%${hex}${target.slice(index + 1)}`
}
const twists: readonly Twist[] = [
  ...[
    '//',
    '%2F',
    '%2f',
    '/./',
    '/../',
    '/%2e%2e/',
    '/.%2e/',
    '\\',
    '%5C',
    '/;/',
    '/x/../',
    '/5002/../',
  ].map(slashes),
  ...[
    '%00',
    '\u0000',
    ' ',
    '%20',
    ';a=b',
    '#',
    '%',
    '%25',
    '~',
    '%7E',
    '0',
    '\u0665',
    '\uff15',
    '..',
    ':',
    '@',
    '\r\n',
  ].map(insert),
  ...[
    '/',
    '//',
    '/..',
    '/../5002',
    '?',
    '?_method=DELETE',
    '?access_token=x',
    '?page=1&page=2',
    '#/..',
    '?a#b',
    '/%2e%2e/%2e%2e/5002',
    ',5002',
  ].map(append),
  encoded,
  (target, at) => encoded(encoded(target, at), at),
  (target) => target.replace('/extension/~', '/extension/05001'),
  (target) => target.replace('/extension/5001', '/extension/5001%2F..%2F5002'),
  (target) => target.replace('/account/~', '/account/~/account/4002'),
  (target) => target.replace('/account/4001', '/account/04001'),
  (target) => target.toUpperCase(),
  (target) => `http://upstream.test${target}`,
  (target) => `//upstream.test${target}`,
]
const someTwists = fc.array(fc.tuple(fc.nat(twists.length - 1), fc.nat(200)), { maxLength: 3 })
const twisted = (target: string, list: readonly (readonly [number, number])[]) =>
  list.reduce((text, [which, at]) => twists[which]?.(text, at) ?? text, target)

async function setGrants(world: World, cells: readonly Cell[]): Promise<void> {
  for (const { id } of world.gateway.grants.listGrants('tester')) {
    await world.gateway.grants.removeGrant('test', id)
  }
  for (const { resource, access, reach } of cells) await world.grant(resource, access, reach)
  world.upstream.calls.length = 0
}

test('plainly spelled, a call reaches the upstream exactly when a grant covers it', async () => {
  await using world = await startWorld()
  await fc.assert(
    fc.asyncProperty(
      fc.array(someCell, { maxLength: 4 }),
      fc.array(someRequest, { minLength: 1, maxLength: 6 }),
      async (cells, requests) => {
        await setGrants(world, cells)
        for (const request of requests) {
          const { row, account, x } = request
          const hasAccount = row.template.includes('{a}')
          const own = x === '~' ? extensionId : x
          const expected =
            (!hasAccount || account !== '4002') &&
            covered(cells, row, row.template.includes('{x}') ? own : null)
          const told = await world.ask({
            verb: row.verb,
            target: targetOf(request),
            body: bodyOf(row),
          })
          assert.equal(
            told.status,
            expected ? 200 : 403,
            `${row.verb} ${targetOf(request)}: ${told.text}`,
          )
        }
        for (const reached of world.upstream.calls) judge(cells, reached)
      },
    ),
    runs(120),
  )
})

const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary })

/** Hostile requests, and grants of which some cover what is asked. */
const someAttack = fc
  .array(
    fc.record({
      request: someRequest,
      list: someTwists,
      verb: seldom(fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE')),
      override: seldom(
        fc.constantFrom('x-http-method-override', 'x-http-method', 'x-method-override'),
      ),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .chain((requests) =>
    fc
      .tuple(
        fc.array(someCell, { maxLength: 3 }),
        fc
          .subarray(requests)
          .chain((some) =>
            fc.tuple(...some.map(({ request }) => cellOf(fc.constant(request.row)))),
          ),
      )
      .map(([others, covering]) => ({ requests, cells: [...others, ...covering] })),
  )

test('no generated combination of grants, paths and hostile spellings reaches the upstream outside the grid', async () => {
  await using world = await startWorld()
  let reachedAtAll = 0
  await fc.assert(
    fc.asyncProperty(someAttack, async ({ requests, cells }) => {
      await setGrants(world, cells)
      for (const { request, list, verb, override } of requests) {
        const told = await world.ask({
          verb: verb ?? request.row.verb,
          target: twisted(targetOf(request), list),
          headers: override ? { [override]: 'DELETE' } : {},
          ...(verb === 'GET' ? {} : { body: bodyOf(request.row) }),
        })
        assert.ok([200, 400, 403, 404].includes(told.status), `${told.status} ${told.text}`)
      }
      reachedAtAll += world.upstream.calls.length
      for (const reached of world.upstream.calls) judge(cells, reached)
    }),
    runs(500),
  )
  assert.ok(
    reachedAtAll > 100,
    `the property would say nothing if only ${reachedAtAll} got through`,
  )
})

test('over a socket too, what a URL parser would tidy up is refused as it came', async () => {
  await using world = await startWorld()
  await world.grant('message', 'read', 'own')
  await world.grant('extension', 'read', 'own')
  const server = await listen((request, arrival) => world.gateway.fetch(request, arrival), {
    host: '127.0.0.1',
    port: 0,
  })
  await using _ = { [Symbol.asyncDispose]: () => server.close() }
  const port = Number(new URL(server.origin).port)
  const own = '/restapi/v1.0/account/~/extension/~'
  const ask = async (target: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${world.key}\r\nConnection: close\r\n\r\n`,
    )
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    await once(socket, 'close')
    return Number(/^HTTP\/1.1 (\d+)/.exec(Buffer.concat(chunks).toString('latin1'))?.[1])
  }
  assert.equal(await ask(`${own}/message-store`), 200)
  const reached = world.upstream.calls.length
  for (const target of [
    `${own}/../5002/message-store`,
    `${own}/%2e%2e/5002/message-store`,
    `${own}/x/../message-store`,
    `${own}/./message-store`,
    `${own}//message-store`,
    `${own}\\message-store`,
    `${own}/message-store;a=b`,
    `${own}/message-store/1%2f..%2f..`,
    `http://127.0.0.1:${port}${own}/message-store`,
  ]) {
    assert.equal(await ask(target), 400, target)
  }
  assert.equal(world.upstream.calls.length, reached)
})
