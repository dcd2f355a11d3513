// How long one decision takes, with ever more agents of 50 grants each. Runs alone: npx node
// bench/decide.ts (some seconds). Target: under 5 µs, whatever the number of agents.
import { resources } from '../src/catalog/method.ts'
import { decide, type Question } from '../src/gateway/decide.ts'
import { createGrid } from '../src/gateway/grants/grid.ts'
import { seededRandom } from '../src/lib/random.ts'
import type { AgentId } from '../src/storage/gateway/agents.ts'
import type { Grant, GrantId, Reach } from '../src/storage/gateway/grants.ts'

const identity = { accountId: '1', extensionId: '100' }
const grantsEach = 50
const decisions = 1_000_000
const random = seededRandom(1)
const extensionId = () => String(random.integer(100, 400))
const accesses = ['read', 'write'] as const

function someReach(): Reach {
  const kind = random.integer(0, 2)
  if (kind === 0) return 'own'
  if (kind === 1) return 'account'
  return { extensions: Array.from({ length: random.integer(1, 40) }, extensionId) }
}

const someGrant = (agent: number, index: number): Grant => ({
  id: `grant_${agent}_${index}` as GrantId, // made here
  agentId: `agent_${agent}` as AgentId, // ditto
  resource: random.pick(resources),
  access: random.pick(accesses),
  reach: someReach(),
  createdAt: 0,
  expiresAt: random.integer(0, 3) === 0 ? random.integer(0, 2_000) : null,
  revision: 1,
})

const someQuestion = (): Question => ({
  resource: random.pick(resources),
  access: random.pick(accesses),
  touched: { whose: 'extension', accountId: '1', extensionId: extensionId() },
  identity,
})

function measure(agents: number) {
  const grants = Array.from({ length: agents * grantsEach }, (_, index) =>
    someGrant(Math.floor(index / grantsEach), index % grantsEach),
  )
  const grid = createGrid(grants)
  const asked = Array.from({ length: 4096 }, () => ({
    agentId: `agent_${random.integer(0, agents - 1)}` as AgentId, // as above
    question: someQuestion(),
  }))
  let allowed = 0
  const run = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      const one = asked[index % asked.length]
      if (!one) continue
      const { agentId, question } = one
      const decision = decide(question, grid.cell(agentId, question), 1_000)
      if (decision.decision === 'allow') allowed += 1
    }
  }
  run(decisions / 10)
  allowed = 0
  const startedAt = performance.now()
  run(decisions)
  const microseconds = ((performance.now() - startedAt) * 1000) / decisions
  return {
    agents,
    grants: grants.length,
    'µs a decision': Number(microseconds.toFixed(3)),
    'allowed %': Math.round((allowed / decisions) * 100),
  }
}

console.table([1, 10, 100, 1_000].map(measure))
