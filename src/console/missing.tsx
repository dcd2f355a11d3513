// What an address shows that is no page's.
import { Link } from '@tanstack/react-router'

/** The page for what is not there. */
export function Missing() {
  return (
    <main className="chapter" id="main">
      <h1>There is no such page</h1>
      <p>
        The address may be of an older version. <Link to="/">All methods</Link> has a search.
      </p>
    </main>
  )
}
