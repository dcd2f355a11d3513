// The table of all methods: search, facets, counts, rows that open in place. What it shows is in its address.
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { index } from 'virtual:reference/methods'
import {
  createTable,
  type FacetName,
  facetNames,
  type SortKey,
  type View,
  viewFromParameters,
  viewToParameters,
  wholeTable,
} from '#catalog/projections/facets'
import { Facets } from './facets.tsx'
import { useHydrated, useReadyMark } from './hydrated.ts'
import { useKeyboard } from './keyboard.ts'
import { facetLabels, valueLabel } from './labels.ts'
import { MethodTable } from './method-table.tsx'

const table = createTable(index.methods)
const whole = table(wholeTable)

/** The page of all methods, and of one. */
export function MethodsPage() {
  const isHydrated = useHydrated()
  useReadyMark()
  const openId = useParams({ strict: false }).id ?? null
  const search = useSearch({ strict: false })
  const view = useMemo(
    () => (isHydrated ? viewFromParameters(search) : wholeTable),
    [isHydrated, search],
  )
  const shown = useMemo(() => table(view), [view])
  const navigate = useNavigate()
  const setView = useCallback(
    (next: View, replace = false) =>
      void navigate({ to: '.', search: viewToParameters(next), replace, resetScroll: false }),
    [navigate],
  )
  const [hasFilters, setFilters] = useState(false)
  const rows = useRef<HTMLDivElement>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const steady = useSteadyRow(rows, openId, isHydrated)
  const close = useCallback(() => {
    if (openId) steady(openId)
    void navigate({ to: '/', search: true, resetScroll: false })
  }, [navigate, openId, steady])
  useKeyboard({ rows, searchField, openId, close })

  // Opened by its own address, a method is drawn ahead among its siblings alone.
  const opened = index.methods.find(({ id }) => id === openId)
  const methods =
    isHydrated || !opened
      ? shown.methods
      : index.methods.filter(({ group }) => group === opened.group)
  const isHidden = isHydrated && opened && !shown.methods.includes(opened)

  return (
    <div className="methods">
      <aside aria-label="Filters" id="filters" data-open={hasFilters}>
        <Facets view={view} counts={shown.facets} setView={setView} />
      </aside>
      <main id="main">
        <header className="lead">
          <h1>Every method an agent can call</h1>
          <p className="quiet">
            RingCentral’s API as this platform serves it and this gateway decides on it: what each
            method does, the permission it needs, how often it may be called. {whole.methods.length}{' '}
            methods, {index.methods.filter(({ listed }) => listed === 'table').length} of them in
            the guide’s table.
          </p>
        </header>
        <div className="finder">
          <SearchField view={view} setView={setView} field={searchField} />
          <button
            type="button"
            className="filters-button"
            aria-expanded={hasFilters}
            aria-controls="filters"
            onClick={() => setFilters(!hasFilters)}
          >
            Filters
          </button>
          <p className="counts" role="status">
            <span>
              <b>{shown.methods.length}</b> {shown.methods.length === 1 ? 'method' : 'methods'}
            </span>
            <span data-access="read">
              <b>{shown.read}</b> read
            </span>
            <span data-access="write">
              <b>{shown.write}</b> write
            </span>
            <span>
              <b>{shown.permissions}</b> {shown.permissions === 1 ? 'permission' : 'permissions'}
            </span>
          </p>
        </div>
        <Chosen view={view} setView={setView} />
        {openId && !opened && (
          <p className="empty">
            No method is called <code>{openId}</code>.
          </p>
        )}
        {isHidden && (
          <p className="empty">
            <code>{opened.id}</code> stands open, though the filter leaves it out.{' '}
            <button type="button" className="link" onClick={() => setView(wholeTable)}>
              Show all methods
            </button>
          </p>
        )}
        <div ref={rows}>
          <MethodTable
            methods={isHidden ? [opened, ...methods] : methods}
            openId={openId}
            isHydrated={isHydrated}
            sort={view.sort}
            descending={view.descending}
            onSort={(sort) => setView(sorted(view, sort))}
            onToggle={steady}
          />
        </div>
        {shown.methods.length === 0 && (
          <p className="empty">
            No method matches.{' '}
            <button type="button" className="link" onClick={() => setView(wholeTable)}>
              Show all {whole.methods.length}
            </button>
          </p>
        )}
      </main>
    </div>
  )
}

/** A column once: upwards; again: downwards; a third time: the guide's order. */
function sorted(view: View, sort: SortKey): View {
  if (view.sort !== sort) return { ...view, sort, descending: false }
  return view.descending
    ? { ...view, sort: null, descending: false }
    : { ...view, descending: true }
}

interface SearchFieldProps {
  readonly view: View
  readonly setView: (view: View, replace?: boolean) => void
  readonly field: React.RefObject<HTMLInputElement | null>
}

/** What is typed stays as it is typed; the address follows. */
function SearchField({ view, setView, field }: SearchFieldProps) {
  const [typed, setTyped] = useState(view.q)
  const [known, setKnown] = useState(view.q)
  // The address was changed by something else: the way back, a link, the keys.
  if (view.q !== known) {
    setKnown(view.q)
    setTyped(view.q)
  }
  return (
    <label className="search">
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="7" cy="7" r="4.5" />
        <path d="m10.5 10.5 3.5 3.5" />
      </svg>
      <span className="hidden">Search methods</span>
      <input
        ref={field}
        type="search"
        placeholder="Search a path, a name, a word"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ target: { value } }) => {
          setTyped(value)
          setKnown(value)
          setView({ ...view, q: value }, true)
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  )
}

function Chosen({ view, setView }: Pick<SearchFieldProps, 'view' | 'setView'>) {
  const chips = facetNames.flatMap((name) =>
    (view.chosen[name] ?? []).map((value) => [name, value] as const),
  )
  if (chips.length === 0) return null
  const without = (name: FacetName, value: string): View => ({
    ...view,
    chosen: { ...view.chosen, [name]: (view.chosen[name] ?? []).filter((one) => one !== value) },
  })
  return (
    <ul className="chosen" aria-label="Filters in force">
      {chips.map(([name, value]) => (
        <li key={name + value}>
          <button type="button" onClick={() => setView(without(name, value))}>
            <span className="hidden">Remove the filter </span>
            <span className="quiet">{facetLabels[name]}</span> {valueLabel(name, value)}
            <span aria-hidden="true"> ×</span>
          </button>
        </li>
      ))}
      <li>
        <button type="button" className="link" onClick={() => setView({ ...view, chosen: {} })}>
          Clear
        </button>
      </li>
    </ul>
  )
}

/**
 * Keeps a row where it is on the screen while others open and close above it, and brings the one that
 * an address names into sight.
 */
function useSteadyRow(
  rows: React.RefObject<HTMLDivElement | null>,
  openId: string | null,
  isHydrated: boolean,
): (id: string) => void {
  const kept = useRef<{ readonly id: string; readonly top: number } | null>(null)
  const isFirst = useRef(true)
  const rowOf = useCallback(
    (id: string) => rows.current?.querySelector(`[data-row="${CSS.escape(id)}"]`),
    [rows],
  )
  useLayoutEffect(() => {
    if (!isHydrated) return
    const row = rowOf(kept.current?.id ?? openId ?? '')
    if (kept.current && row) {
      scrollBy({ top: row.getBoundingClientRect().top - kept.current.top, behavior: 'instant' })
    } else if (isFirst.current && row) {
      row.scrollIntoView({ block: 'start', behavior: 'instant' })
    }
    isFirst.current = false
    kept.current = null
  }, [openId, isHydrated, rowOf])
  return useCallback(
    (id) => {
      const row = rowOf(id)
      kept.current = row ? { id, top: row.getBoundingClientRect().top } : null
    },
    [rowOf],
  )
}
