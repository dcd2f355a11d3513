// What a person does with grants: write one into a cell of the access grid, list them, remove one.
// Called by the admin API. Each change is in the audit log before it is made, durable in storage, and
// counts for the agent's next call. Problems are thrown as `Problem`.
import { resources, type Access, type Resource } from '#catalog/method'
import type { Clock } from '#lib/clock'
import type { MakeSecret } from '#lib/secret'
import type { Agent } from '#storage/gateway/agents'
import type { Grant, GrantId, Reach } from '#storage/gateway/grants'
import type { GatewayStores } from '#storage/gateway/stores'
import { endOf } from '../agents/common.ts'
import type { MakeChange } from '../change.ts'
import { makeId } from '../ids.ts'
import { conflict, invalid, notFound } from '../problem.ts'
import type { Grid } from './grid.ts'

/** A grant as it is asked for; fields come from outside and are checked here. */
export interface NewGrant {
  /** The agent's id or name. */
  readonly agent: string
  readonly resource: string
  readonly access: string
  /** `own`, `account`, or extension ids. */
  readonly reach: string | { readonly extensions: readonly string[] }
  /** Epoch milliseconds; null or absent for never. */
  readonly expiresAt?: number | null | undefined
}

/** What is done with grants. `operator` is who does it, as the audit log names them. */
export interface GrantOperations {
  /** All grants, or one agent's (by id or name), expired ones too, oldest first. */
  listGrants(agent?: string): readonly Grant[]
  /** Writes a grant; the same cell and reach again only sets its end. */
  addGrant(operator: string, wanted: NewGrant): Promise<Grant>
  /** Removes a grant. @throws Problem not_found */
  removeGrant(operator: string, grantId: string): Promise<Grant>
}

/** What the operations work on. */
export interface GrantParts {
  readonly stores: GatewayStores
  readonly grid: Grid
  readonly findAgent: (idOrName: string) => Agent
  readonly clock: Clock
  readonly makeSecret: MakeSecret
  readonly makeChange: MakeChange
}

// What the connection's user is in is all that the upstream shows, whatever extension is named.
const withoutExtensions: ReadonlySet<Resource> = new Set<Resource>(['chat', 'post', 'team'])
const maxExtensions = 1000

/** The operations over these parts. */
export function createGrantOperations(parts: GrantParts): GrantOperations {
  const { stores, grid, findAgent, clock, makeSecret, makeChange } = parts

  return {
    listGrants: (agent) => (agent === undefined ? grid.all() : grid.ofAgent(findAgent(agent).id)),

    addGrant: (operator, wanted) =>
      makeChange(operator, () => {
        const agent = findAgent(wanted.agent)
        if (agent.status === 'revoked') {
          throw conflict('agent', `Agent ${agent.name} was revoked for good.`, 'Name another one.')
        }
        const resource = checkResource(wanted.resource)
        const access = checkAccess(wanted.access)
        const reach = checkReach(wanted.reach, resource)
        const expiresAt = endOf(wanted.expiresAt, clock.now())
        const former = grid
          .cell(agent.id, { resource, access })
          .find(({ grant }) => sameReach(grant.reach, reach))?.grant
        const grant: Grant = former
          ? { ...former, expiresAt, revision: former.revision + 1 }
          : {
              id: makeId('grant', makeSecret) as GrantId, // made here
              agentId: agent.id,
              resource,
              access,
              reach,
              createdAt: clock.now(),
              expiresAt,
              revision: 1,
            }
        return {
          change: {
            action: former ? 'grant.changed' : 'grant.added',
            target: grant.id,
            agentId: agent.id,
            details: detailsOf(grant),
          },
          store: () => (former ? stores.grants.change(grant) : stores.grants.add(grant)),
          apply: () => grid.put(grant),
          result: grant,
        }
      }),

    removeGrant: (operator, grantId) =>
      makeChange(operator, () => {
        const grant = grid.find(grantId)
        if (!grant) {
          throw notFound('grant', `No grant has the id "${grantId}".`, 'List the grants.')
        }
        return {
          change: {
            action: 'grant.removed',
            target: grant.id,
            agentId: grant.agentId,
            details: detailsOf(grant),
          },
          store: () => stores.grants.remove(grant.id),
          apply: () => grid.remove(grant),
          result: grant,
        }
      }),
  }
}

const detailsOf = ({ resource, access, reach, expiresAt }: Grant) => ({
  resource,
  access,
  reach: typeof reach === 'string' ? reach : { extensions: [...reach.extensions] },
  expiresAt,
})

function sameReach(one: Reach, other: Reach): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other
  return (
    one.extensions.length === other.extensions.length &&
    one.extensions.every((id) => other.extensions.includes(id))
  )
}

function checkResource(text: string): Resource {
  const found = resources.find((resource) => resource === text)
  if (found) return found
  throw invalid('resource', `"${text}" is no resource.`, `Name one of: ${resources.join(', ')}.`)
}

function checkAccess(text: string): Access {
  if (text === 'read' || text === 'write') return text
  throw invalid(
    'access',
    `"${text}" is no access.`,
    'Give read or write; neither implies the other, so for both write two grants.',
  )
}

function checkReach(wanted: NewGrant['reach'], resource: Resource): Reach {
  if (wanted === 'own' || wanted === 'account') return wanted
  if (typeof wanted === 'string') {
    throw invalid('reach', `"${wanted}" is no reach.`, 'Give own, account, or extension ids.')
  }
  if (withoutExtensions.has(resource)) {
    throw invalid(
      'reach',
      `A grant on ${resource} cannot list extensions: the agent sees what the connection's own user is in.`,
      'Give own.',
    )
  }
  const extensions = [...new Set(wanted.extensions)].sort()
  if (extensions.length === 0 || extensions.length > maxExtensions) {
    throw invalid('reach', `A list names 1 to ${maxExtensions} extensions.`, 'Give own or account.')
  }
  const wrong = extensions.find((id) => !/^[1-9][0-9]{0,18}$/.test(id))
  if (wrong !== undefined) {
    throw invalid(
      'reach',
      `"${wrong}" is no extension id.`,
      'Give the ids that the list of extensions shows: digits without leading zeros.',
    )
  }
  return { extensions }
}
