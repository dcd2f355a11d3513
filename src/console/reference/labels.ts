// Names of what facets and columns hold.
import { index } from 'virtual:reference/methods'
import type { FacetName } from '#catalog/projections/facets'

/** The names of the facets. */
export const facetLabels: Readonly<Record<FacetName, string>> = {
  listed: 'Guide',
  access: 'Access',
  rate: 'Rate group',
  verb: 'Verb',
  group: 'Capability',
  resource: 'Acts on',
  permission: 'Permission',
}

const listedLabels: Readonly<Record<string, string>> = {
  table: 'In its table',
  prose: 'In its prose alone',
  beyond: 'Beyond it',
}

/** The name of a value of a facet. */
export function valueLabel(name: FacetName, value: string): string {
  if (name === 'listed') return listedLabels[value] ?? value
  if (name === 'group') return index.groups.find(({ id }) => id === value)?.label ?? value
  if (name === 'permission' && value === 'none') return 'None: any token'
  return value
}

/** A path as one calls it for oneself: `~` in place of the own ids. */
export const ownPath = (path: string): string =>
  path.replaceAll(/\{(?:account|extension)Id\}/g, '~')

/** A path in three: what all have, what many have, and what tells it apart. */
export function splitPath(path: string): readonly [base: string, own: string, rest: string] {
  const [whole, base = '', own = ''] =
    /^(\/restapi\/v1\.0)?(\/account\/~(?:\/extension\/~)?|\/team-messaging\/v1)?/.exec(
      ownPath(path),
    ) ?? []
  const rest = ownPath(path).slice(whole?.length ?? 0)
  if (rest !== '') return [base, own, rest]
  return own === '' ? ['', '', base] : [base, '', own]
}
