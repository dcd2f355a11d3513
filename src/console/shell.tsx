// The frame of every page: what it is, where one can go, colours.
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { fileAddress } from './addresses.ts'
import { chapterList } from './chapters.ts'
import { Logo } from './kit/marks.tsx'
import { ThemeButton } from './kit/theme.tsx'
import { titleAt } from './titles.ts'

/** The frame. */
export function Shell() {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => {
    document.title = titleAt(path)
  }, [path])
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="bar">
        <Link to="/" className="brand" aria-label="Ringfence reference, all methods">
          <Logo />
          <span>
            Ringfence <span className="quiet">reference</span>
          </span>
        </Link>
        <nav aria-label="Chapters">
          <ul>
            {chapterList.map(({ path: to, label }) => (
              <li key={to}>
                <Link
                  to={to}
                  {...(to === '/' && path.includes('/methods/')
                    ? { className: 'active', 'aria-current': 'page' as const }
                    : {})}
                  activeOptions={{ exact: true, includeSearch: false }}
                  activeProps={{ className: 'active', 'aria-current': 'page' }}
                >
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <ThemeButton />
      </header>
      <Outlet />
      <footer className="foot">
        <p>
          Made from the catalogue that the gateway decides by. For machines:{' '}
          {machines.map(([name, file], index) => (
            <span key={file}>
              {index > 0 && ', '}
              <a href={fileAddress(file)}>{name}</a>
            </span>
          ))}
          .
        </p>
        <p>Ringfence is not affiliated with RingCentral.</p>
      </footer>
    </>
  )
}

const machines = [
  ['reference.json', 'reference.json'],
  ['OpenAPI 3.1', 'openapi.json'],
  ['llms.txt', 'llms.txt'],
  ['Markdown', 'reference.md'],
] as const
