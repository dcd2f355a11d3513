import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { resources } from '#catalog/method'
import { decide, type Question, type Touched } from '#gateway/decide'
import { createGrid, held } from '#gateway/grants/grid'
import type { AgentId } from '#storage/gateway/agents'
import type { Grant, GrantId, Reach } from '#storage/gateway/grants'
import { runs } from '#test/fuzz'

const identity = { accountId: '1', extensionId: '10' }
const now = 1_000_000
const agentId = 'agent_a' as AgentId
let made = 0

function grant(changed: Partial<Grant> = {}): Grant {
  made += 1
  return {
    id: `grant_${made}` as GrantId,
    agentId,
    resource: 'message',
    access: 'read',
    reach: 'own',
    createdAt: 0,
    expiresAt: null,
    revision: 1,
    ...changed,
  }
}
const own: Touched = { whose: 'extension', accountId: '1', extensionId: '10' }
const other: Touched = { whose: 'extension', accountId: '1', extensionId: '11' }
const everyone: Touched = { whose: 'everyone', accountId: '1' }
const ask = (touched: Touched, changed: Partial<Question> = {}): Question => ({
  resource: 'message',
  access: 'read',
  touched,
  identity,
  ...changed,
})
const outcome = (question: Question, grants: readonly Grant[]) => {
  const decision = decide(question, grants.map(held), now)
  return decision.decision === 'allow' ? 'allow' : decision.reason
}

test('an empty cell is a denial that names the cell', () => {
  assert.deepEqual(decide(ask(own), [], now), {
    decision: 'deny',
    reason: 'no_grant',
    missing: { resource: 'message', access: 'read' },
  })
})

test('reading never implies writing, nor writing reading, nor one resource another', () => {
  const read = grant({ reach: 'account' })
  assert.equal(outcome(ask(own, { access: 'write' }), [read]), 'no_grant')
  assert.equal(outcome(ask(own), [grant({ access: 'write', reach: 'account' })]), 'no_grant')
  assert.equal(outcome(ask(own, { resource: 'attachment' }), [read]), 'no_grant')
})

test('reach: own is the own extension, a list what it lists, account all of them', () => {
  const listed: Reach = { extensions: ['11', '12'] }
  assert.equal(outcome(ask(own), [grant()]), 'allow')
  assert.equal(outcome(ask(other), [grant()]), 'outside_reach')
  assert.equal(outcome(ask(other), [grant({ reach: listed })]), 'allow')
  assert.equal(outcome(ask(own), [grant({ reach: listed })]), 'outside_reach')
  assert.equal(outcome(ask(other), [grant({ reach: 'account' })]), 'allow')
})

test('only the reach account opens what spans the account', () => {
  assert.equal(outcome(ask(everyone), [grant()]), 'needs_account_reach')
  assert.equal(
    outcome(ask(everyone), [grant({ reach: { extensions: ['10', '11'] } })]),
    'needs_account_reach',
  )
  assert.equal(outcome(ask(everyone), [grant({ reach: 'account' })]), 'allow')
})

test('the account itself, and what is the agent’s or its user’s own, take any reach', () => {
  const account: Touched = { whose: 'account', accountId: '1' }
  for (const reach of ['own', 'account'] as const) {
    const accountGrant = grant({ resource: 'account', reach })
    assert.equal(outcome(ask(account, { resource: 'account' }), [accountGrant]), 'allow')
    const postGrant = grant({ resource: 'post', reach })
    assert.equal(outcome(ask({ whose: 'own' }, { resource: 'post' }), [postGrant]), 'allow')
  }
})

test('another account is refused whatever is granted', () => {
  const all = [grant({ reach: 'account' }), grant({ reach: { extensions: ['10'] } })]
  for (const touched of [own, everyone]) {
    assert.equal(outcome(ask({ ...touched, accountId: '2' }), all), 'other_account')
  }
})

test('a grant stops to count at its end, and the denial says so', () => {
  assert.equal(outcome(ask(own), [grant({ expiresAt: now + 1 })]), 'allow')
  assert.equal(outcome(ask(own), [grant({ expiresAt: now })]), 'grant_expired')
  assert.equal(outcome(ask(own), [grant({ expiresAt: now }), grant()]), 'allow')
  assert.equal(outcome(ask(other), [grant({ expiresAt: now }), grant()]), 'outside_reach')
})

const someExtension = fc.constantFrom('10', '11', '12', '13')
const someReach: fc.Arbitrary<Reach> = fc.oneof(
  fc.constantFrom('own' as const, 'account' as const),
  fc.uniqueArray(someExtension, { minLength: 1 }).map((extensions) => ({ extensions })),
)
const someGrant = fc.record({
  resource: fc.constantFrom(...resources),
  access: fc.constantFrom('read' as const, 'write' as const),
  reach: someReach,
  expiresAt: fc.constantFrom(null, now - 1, now, now + 1),
})
const someTouched: fc.Arbitrary<Touched> = fc.oneof(
  fc.record({
    whose: fc.constant('extension' as const),
    accountId: fc.constantFrom('1', '2'),
    extensionId: someExtension,
  }),
  fc.record({
    whose: fc.constantFrom('everyone' as const, 'account' as const),
    accountId: fc.constantFrom('1', '2'),
  }),
  fc.constant({ whose: 'own' as const }),
)
const someQuestion = fc.record({
  resource: fc.constantFrom(...resources),
  access: fc.constantFrom('read' as const, 'write' as const),
  touched: someTouched,
  identity: fc.constant(identity),
})

test('taking a grant away never allows more', () => {
  fc.assert(
    fc.property(
      fc.array(someGrant, { minLength: 1, maxLength: 8 }),
      fc.nat(),
      someQuestion,
      (some, pick, question) => {
        const grants = some.map((one) => grant(one))
        const fewer = grants.toSpliced(pick % grants.length, 1)
        if (outcome(question, fewer) === 'allow') {
          assert.equal(outcome(question, grants), 'allow')
        }
      },
    ),
    runs(2000),
  )
})

test('grants of one access never answer for the other', () => {
  fc.assert(
    fc.property(fc.array(someGrant, { maxLength: 8 }), someQuestion, (some, question) => {
      const opposite = some.filter(({ access }) => access !== question.access)
      assert.notEqual(
        outcome(
          question,
          opposite.map((one) => grant(one)),
        ),
        'allow',
      )
    }),
    runs(2000),
  )
})

test('the grid shows a cell what was put into it, and no more', () => {
  const [first, second] = [grant(), grant({ reach: 'account' })]
  const grid = createGrid([first])
  grid.put(second)
  grid.put({ ...first, expiresAt: 5 })
  const cell = { resource: 'message', access: 'read' } as const
  assert.deepEqual(
    grid
      .cell(agentId, cell)
      .map((one) => one.grant.id)
      .sort(),
    [first.id, second.id].sort(),
  )
  assert.equal(grid.find(first.id)?.expiresAt, 5)
  grid.remove(first)
  assert.deepEqual(
    grid.ofAgent(agentId).map(({ id }) => id),
    [second.id],
  )
  assert.deepEqual(grid.cell('agent_b' as AgentId, cell), [])
})
