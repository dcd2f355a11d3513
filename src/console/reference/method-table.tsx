// The rows: one for each method, under its capability or in the order of a column; the open one is
// followed by its detail. Real table elements, all of them there: the browser finds in them and prints them.
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { createColumnHelper, type Row, tableFeatures, useTable } from '@tanstack/react-table'
import { Fragment, memo } from 'react'
import { index } from 'virtual:reference/methods'
import type { SortKey } from '#catalog/projections/facets'
import type { MethodReference } from '#catalog/projections/reference'
import { AccessMark, RateMark, Tag, Verb } from '../kit/marks.tsx'
import { MethodInPlace } from './detail.tsx'
import { detailQuery } from './details.ts'
import { splitPath } from './labels.ts'

interface MethodTableProps {
  readonly methods: readonly MethodReference[]
  readonly openId: string | null
  readonly isHydrated: boolean
  readonly sort: SortKey | null
  readonly descending: boolean
  readonly onSort: (sort: SortKey) => void
  /** Called before a row opens or closes. */
  readonly onToggle: (id: string) => void
}

const features = tableFeatures({})
const helper = createColumnHelper<typeof features, MethodReference>()
const columns = helper.columns([
  helper.accessor('verb', { header: 'Verb', cell: ({ getValue }) => <Verb verb={getValue()} /> }),
  helper.accessor('summary', { header: 'What it does' }),
  helper.accessor('path', {
    header: 'Endpoint',
    cell: ({ getValue }) => <Path path={getValue()} />,
  }),
  helper.accessor('access', {
    header: 'Access',
    cell: ({ getValue }) => <AccessMark access={getValue()} />,
  }),
  helper.accessor('actsOn', { header: 'Acts on' }),
  helper.accessor('permission', {
    header: 'Permission',
    cell: ({ getValue }) => getValue() ?? <span className="quiet">any token</span>,
  }),
  helper.accessor('rateGroup', {
    header: 'Rate',
    cell: ({ getValue }) => <RateMark group={getValue()} />,
  }),
])

type MethodRow = Row<typeof features, MethodReference>

/** What the heading of a column sorts by. */
const sortOf: Readonly<Partial<Record<string, SortKey>>> = {
  summary: 'method',
  path: 'path',
  access: 'access',
  actsOn: 'resource',
  permission: 'permission',
  rateGroup: 'rate',
}

/** The table. */
export function MethodTable(props: MethodTableProps) {
  const { methods, sort, descending, onSort } = props
  const table = useTable({ features, columns, data: methods })
  const { rows } = table.getRowModel()
  const bodies =
    sort === null
      ? index.groups.flatMap((group) => {
          const own = rows.filter(({ original }) => original.group === group.id)
          return own.length === 0 ? [] : [{ group, rows: own }]
        })
      : [{ group: null, rows }]
  return (
    // Roles are written out: on narrow screens rows are no table to CSS, and browsers would take them for none.
    <table className="table" role="table">
      <thead role="rowgroup">
        {table.getHeaderGroups().map((headers) => (
          <tr key={headers.id} role="row" className="head">
            {headers.headers.map((header) => {
              const key = sortOf[header.column.id]
              return (
                <th
                  key={header.id}
                  scope="col"
                  role="columnheader"
                  className={`t-${header.column.id}`}
                  {...(key && sort === key
                    ? { 'aria-sort': descending ? ('descending' as const) : ('ascending' as const) }
                    : {})}
                >
                  {key ? (
                    <button type="button" onClick={() => onSort(key)}>
                      <table.FlexRender header={header} />
                      <span aria-hidden="true">{arrow(sort === key, descending)}</span>
                    </button>
                  ) : (
                    <table.FlexRender header={header} />
                  )}
                </th>
              )
            })}
          </tr>
        ))}
      </thead>
      {bodies.map(({ group, rows: own }) => (
        <tbody key={group?.id ?? 'all'} role="rowgroup">
          {group && (
            <tr className="group" role="row">
              <th scope="rowgroup" role="rowheader" colSpan={columns.length}>
                <h2>{group.label}</h2> <span className="quiet">{group.about}</span>{' '}
                <span className="count">{own.length}</span>
              </th>
            </tr>
          )}
          {own.map((row) => (
            <Method key={row.original.id} row={row} {...props} />
          ))}
        </tbody>
      ))}
    </table>
  )
}

function arrow(isSorted: boolean, descending: boolean): string {
  if (!isSorted) return ''
  return descending ? ' ↓' : ' ↑'
}

function Method({
  row,
  openId,
  isHydrated,
  onToggle,
}: MethodTableProps & { readonly row: MethodRow }) {
  const { id } = row.original
  const isOpen = id === openId
  return (
    <Fragment>
      <Line
        method={row.original}
        isOpen={isOpen}
        isHydrated={isHydrated}
        onToggle={onToggle}
        row={row}
      />
      {isOpen && (
        <tr className="detail" role="row">
          <td role="cell" colSpan={columns.length}>
            <MethodInPlace method={row.original} />
          </td>
        </tr>
      )}
    </Fragment>
  )
}

interface LineProps {
  readonly method: MethodReference
  readonly row: MethodRow
  readonly isOpen: boolean
  readonly isHydrated: boolean
  readonly onToggle: (id: string) => void
}

/** One row. Drawn again only where something of it changed. */
const Line = memo(
  function Line({ method, row, isOpen, isHydrated, onToggle }: LineProps) {
    const { id, summary, listed } = method
    const queries = useQueryClient()
    const prefetch = () => void queries.prefetchQuery(detailQuery(id))
    return (
      <tr
        data-row={id}
        data-open={isOpen}
        role="row"
        className="method"
        onPointerEnter={prefetch}
        onClick={({ target, currentTarget }) => {
          const isLink = (target as Element).closest('a, button') !== null
          if (isLink || getSelection()?.toString()) return
          currentTarget.querySelector<HTMLElement>('[data-link]')?.click()
        }}
      >
        {row.getAllCells().map((cell) => {
          const { column } = cell
          if (column.id === 'summary') {
            return (
              <th key={cell.id} scope="row" role="rowheader" className="t-summary">
                <Link
                  {...(isOpen ? { to: '/' } : { to: '/methods/$id', params: { id } })}
                  search={isHydrated ? true : {}}
                  resetScroll={false}
                  data-link
                  aria-expanded={isOpen}
                  aria-label={`${summary.replace(/\.$/, '')}, ${id}`}
                  onClick={() => onToggle(id)}
                  onFocus={prefetch}
                >
                  {summary.replace(/\.$/, '')}
                </Link>
                {listed === 'beyond' && <Tag>beyond the guide</Tag>}
                {listed === 'prose' && <Tag>guide’s prose</Tag>}
              </th>
            )
          }
          const render = column.columnDef.cell
          return (
            <td key={cell.id} role="cell" className={`t-${column.id}`}>
              {typeof render === 'function' ? render(cell.getContext()) : String(cell.getValue())}
            </td>
          )
        })}
      </tr>
    )
  },
  (one, other) =>
    one.method === other.method &&
    one.isOpen === other.isOpen &&
    one.isHydrated === other.isHydrated &&
    one.onToggle === other.onToggle,
)

function Path({ path }: { readonly path: string }) {
  const [base, own, rest] = splitPath(path)
  return (
    <code className="path">
      <span className="base">{base}</span>
      <span>{own}</span>
      <Breaking path={rest} />
    </code>
  )
}

/** A path that may go on in the next line before each slash. */
const Breaking = ({ path }: { readonly path: string }) =>
  path.split(/(?=\/)/).map((part) => (
    <Fragment key={part}>
      <wbr />
      {part}
    </Fragment>
  ))
