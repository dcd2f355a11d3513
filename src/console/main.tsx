// Where a browser begins: takes over the page that was drawn ahead. The export begins here too.
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import type { MethodDetail } from '#catalog/projections/detail'
import { detailKey } from './reference/details.ts'
import { exportHistory, makeRouter } from './router.tsx'
// oxlint-disable-next-line import/no-unassigned-import -- Vite takes the styles from here
import './styles/index.css'

async function begin(): Promise<void> {
  const router = makeRouter(isExport ? exportHistory() : undefined)
  const { queries } = router.options.context
  const embedded = document.querySelector('#detail')?.textContent
  if (embedded) {
    const detail = JSON.parse(embedded) as MethodDetail // the prerenderer wrote it
    queries.setQueryData(detailKey(detail.id), detail)
  }
  // The page's own parts have to be there before it is taken over.
  await router.load()
  const root = document.querySelector('#root')
  if (!root) throw new Error('The page has no root.')
  const app = (
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>
  )
  // What was drawn ahead is the table; an address behind # may be of something else.
  if (isExport && location.hash.length > 2) createRoot(root).render(app)
  else hydrateRoot(root, app)
}

void begin()
