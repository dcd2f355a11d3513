// The frame of a chapter: heading, what it is about, what is on the page, its sections.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { index } from 'virtual:reference/methods'
import { chapterList, type ChapterPath } from '../chapters.ts'
import { useReadyMark } from './hydrated.ts'

/** A section of a chapter. */
export interface ChapterSection {
  readonly id: string
  readonly title: string
  readonly content: ReactNode
}

/** A chapter. */
export function Chapter({
  path,
  lead,
  sections,
}: {
  readonly path: ChapterPath
  readonly lead: ReactNode
  readonly sections: readonly ChapterSection[]
}) {
  useReadyMark()
  const title = chapterList.find((one) => one.path === path)?.title
  return (
    <main className="chapter" id="main">
      <header className="lead">
        <h1>{title}</h1>
        <p>{lead}</p>
      </header>
      <nav aria-label="On this page" className="contents">
        <ul>
          {sections.map(({ id, title: name }) => (
            <li key={id}>
              <Link to="." hash={id}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="sections">
        {sections.map(({ id, title: name, content }) => (
          <section key={id} id={id} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>{name}</h2>
            {content}
          </section>
        ))}
      </div>
    </main>
  )
}

/** A link to a method, named by its id. */
export function MethodLink({ id }: { readonly id: string }) {
  const method = index.methods.find((one) => one.id === id)
  return (
    <Link to="/methods/$id" params={{ id }} className="method-link" title={method?.summary}>
      {id}
    </Link>
  )
}

/** A table of a chapter. */
export function Sheet({
  label,
  head,
  rows,
}: {
  readonly label: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly ReactNode[])[]
}) {
  return (
    <div className="sheet" tabIndex={0} role="group" aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            // Rows never move.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={row}>
              {cells.map((cell, column) =>
                column === 0 ? (
                  <th key={head[column]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={head[column]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
