// The table of methods as it is narrowed: by facets that may have several values each, by words, and in
// an order. Pure, so that an address says a view and a test can hold each count against the catalogue.
import { resources } from '../method.ts'
import { permissions } from '../permissions.ts'
import { rateGroups } from '../rate-groups.ts'
import type { MethodReference } from './reference.ts'
import { createSearch, type Search } from './search.ts'

/** What methods are told apart by, in the order it is offered. */
export const facetNames = [
  'listed',
  'access',
  'rate',
  'verb',
  'group',
  'resource',
  'permission',
] as const

/** One of {@link facetNames}. */
export type FacetName = (typeof facetNames)[number]

/** Columns that the table can be ordered by; without one it stands in the guide's order. */
export const sortKeys = ['method', 'path', 'access', 'resource', 'permission', 'rate'] as const

/** One of {@link sortKeys}. */
export type SortKey = (typeof sortKeys)[number]

/** A view of the table. Values of one facet widen it, facets narrow it. */
export interface View {
  readonly q: string
  readonly chosen: Readonly<Partial<Record<FacetName, readonly string[]>>>
  readonly sort: SortKey | null
  readonly descending: boolean
}

/** The whole table. */
export const wholeTable: View = { q: '', chosen: {}, sort: null, descending: false }

/** A value of a facet and how many methods choosing it would show. */
export interface FacetCount {
  readonly value: string
  readonly count: number
}

/** What a view shows. */
export interface Shown {
  readonly methods: readonly MethodReference[]
  readonly read: number
  readonly write: number
  /** How many app permissions they take between them. */
  readonly permissions: number
  /** Counts by facet: what each value would show beside what the other facets choose. */
  readonly facets: Readonly<Record<FacetName, readonly FacetCount[]>>
}

/** The value of a facet that a method has. `none` where it takes no permission. */
export function facetOf(name: FacetName, method: MethodReference): string {
  switch (name) {
    case 'listed':
      return method.listed
    case 'access':
      return method.access
    case 'rate':
      return method.rateGroup
    case 'verb':
      return method.verb
    case 'group':
      return method.group
    case 'resource':
      return method.actsOn
    case 'permission':
      return method.permission ?? 'none'
  }
}

/** The order of a facet's values, where it is not that of the methods. */
const orders: Readonly<Partial<Record<FacetName, readonly string[]>>> = {
  listed: ['table', 'prose', 'beyond'],
  access: ['read', 'write'],
  rate: Object.keys(rateGroups),
  verb: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  resource: resources,
  permission: [...Object.keys(permissions), 'none'],
}

/** Narrows a table; made once for a table, since the search is indexed. */
export function createTable(methods: readonly MethodReference[]): (view: View) => Shown {
  const search = createSearch(methods)
  const values = Object.fromEntries(
    facetNames.map((name) => {
      const had = new Set(methods.map((one) => facetOf(name, one)))
      return [name, orders[name]?.filter((value) => had.has(value)) ?? [...had]]
    }),
  ) as Record<FacetName, string[]> // of facetNames
  return (view) => shown(view, search, values)
}

function shown(
  view: View,
  search: Search,
  values: Readonly<Record<FacetName, readonly string[]>>,
): Shown {
  const found = search.find(view.q).map(({ method }) => method)
  const passes = (method: MethodReference, but: FacetName | null) =>
    facetNames.every((name) => {
      const chosen = view.chosen[name] ?? []
      return name === but || chosen.length === 0 || chosen.includes(facetOf(name, method))
    })
  const methods = ordered(
    found.filter((method) => passes(method, null)),
    view,
  )
  return {
    methods,
    read: methods.filter(({ access }) => access === 'read').length,
    write: methods.filter(({ access }) => access === 'write').length,
    permissions: new Set(methods.map(({ permission }) => permission).filter(Boolean)).size,
    facets: Object.fromEntries(
      facetNames.map((name) => {
        const rest = found.filter((method) => passes(method, name))
        return [
          name,
          values[name].map((value) => ({
            value,
            count: rest.filter((method) => facetOf(name, method) === value).length,
          })),
        ]
      }),
    ) as unknown as Shown['facets'], // of facetNames
  }
}

const rateOrder: Readonly<Record<string, number>> = { Light: 0, Medium: 1, Heavy: 2, Auth: 3 }

function ordered(
  methods: readonly MethodReference[],
  { sort, descending }: View,
): readonly MethodReference[] {
  if (sort === null) return methods
  const keys: Readonly<Record<SortKey, (method: MethodReference) => string>> = {
    method: ({ summary }) => summary,
    path: ({ path }) => path,
    access: ({ access }) => access,
    resource: ({ actsOn }) => actsOn,
    // What takes none comes last.
    permission: ({ permission }) => permission ?? '￿',
    rate: ({ rateGroup }) => String(rateOrder[rateGroup]),
  }
  const key = keys[sort]
  const sorted = methods.toSorted((one, other) => key(one).localeCompare(key(other), 'en'))
  return descending ? sorted.toReversed() : sorted
}

/** A view as the parameters of an address; what is as usual is left out. */
export function viewToParameters(view: View): Record<string, string> {
  const chosen = facetNames.flatMap((name) => {
    const values = view.chosen[name] ?? []
    return values.length === 0 ? [] : [[name, values.join(',')]]
  })
  return Object.fromEntries([
    ...(view.q === '' ? [] : [['q', view.q]]),
    ...chosen,
    ...(view.sort === null ? [] : [['sort', (view.descending ? '-' : '') + view.sort]]),
  ]) as Record<string, string> // pairs of texts
}

/** The view of an address. What it does not know it leaves out, so that an old link still opens. */
export function viewFromParameters(parameters: Readonly<Record<string, unknown>>): View {
  const text = (name: string) => {
    const value = parameters[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  const chosen = Object.fromEntries(
    facetNames
      .map((name) => [name, text(name).split(',').filter(Boolean)] as const)
      .filter(([, values]) => values.length > 0),
  ) as View['chosen'] // of facetNames
  const order = text('sort')
  const sort = sortKeys.find((key) => key === order.replace('-', '')) ?? null
  return { q: text('q').slice(0, 200), chosen, sort, descending: order.startsWith('-') }
}
