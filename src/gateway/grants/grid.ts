// The access grid in memory: agent, then cell, then the grants in it. It is what `decide` looks into;
// it is filled from storage at start and follows every change (see operations.ts).
import type { Access, Resource } from '#catalog/method'
import type { AgentId } from '#storage/gateway/agents'
import type { Grant } from '#storage/gateway/grants'

/** One cell of an agent's row: what is acted on, and how. */
export interface Cell {
  readonly resource: Resource
  readonly access: Access
}

/** A grant as the grid holds it: listed extensions are a set, so that a long list costs no more. */
export interface Held {
  readonly grant: Grant
  readonly extensions: ReadonlySet<string> | null
}

/** One agent's row of the grid: its grants by id, and by the name of their cell. */
interface Row {
  readonly grants: Map<string, Grant>
  readonly cells: Map<string, readonly Held[]>
}

/** The access grid. Looking up a cell takes the same time however many agents there are. */
export interface Grid {
  /** The grants in one cell, expired ones too. */
  cell(agentId: AgentId, cell: Cell): readonly Held[]
  /** All of one agent's grants, oldest first. */
  ofAgent(agentId: AgentId): readonly Grant[]
  /** Every grant, oldest first. */
  all(): readonly Grant[]
  find(id: string): Grant | undefined
  /** Adds a grant, or puts a changed one in its place. */
  put(grant: Grant): void
  remove(grant: Grant): void
}

const none: readonly Held[] = []
const nameOf = ({ access, resource }: Cell) => `${access} ${resource}`

/** A grant as the grid holds it. */
export const held = (grant: Grant): Held => ({
  grant,
  extensions: typeof grant.reach === 'string' ? null : new Set(grant.reach.extensions),
})

/** A grid with these grants in it. */
export function createGrid(grants: readonly Grant[]): Grid {
  const byId = new Map<string, Grant>()
  const byAgent = new Map<AgentId, Row>()

  function rowOf(agentId: AgentId): Row {
    const row = byAgent.get(agentId) ?? { grants: new Map(), cells: new Map() }
    byAgent.set(agentId, row)
    return row
  }

  function remove(grant: Grant): void {
    const { grants, cells } = rowOf(grant.agentId)
    const others = (cells.get(nameOf(grant)) ?? []).filter((one) => one.grant.id !== grant.id)
    cells.set(nameOf(grant), others)
    grants.delete(grant.id)
    byId.delete(grant.id)
  }

  function put(grant: Grant): void {
    const { grants, cells } = rowOf(grant.agentId)
    const others = (cells.get(nameOf(grant)) ?? []).filter((one) => one.grant.id !== grant.id)
    cells.set(nameOf(grant), [...others, held(grant)])
    grants.set(grant.id, grant)
    byId.set(grant.id, grant)
  }

  for (const grant of grants) put(grant)
  return {
    cell: (agentId, cell) => byAgent.get(agentId)?.cells.get(nameOf(cell)) ?? none,
    ofAgent: (agentId) => [...(byAgent.get(agentId)?.grants.values() ?? [])],
    all: () => [...byId.values()],
    find: (id) => byId.get(id),
    put,
    remove,
  }
}
