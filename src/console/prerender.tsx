// Draws pages where there is no browser: the build writes what comes of it to files.
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import type { MethodDetail } from '#catalog/projections/detail'
import { basePath } from './addresses.ts'
import type { Drawn } from './drawn.ts'
import { detailKey } from './reference/details.ts'
import { historyAt, makeRouter } from './router.tsx'
import { titleAt } from './titles.ts'

/** Draws the page at a path, with a method's detail where the path is a method's. */
export async function draw(path: string, detail: MethodDetail | null): Promise<Drawn> {
  const base = isExport ? '' : basePath
  const router = makeRouter(historyAt(`${base}${path}`.replace(/(.)\/$/, '$1') || '/'))
  const { queries } = router.options.context
  if (detail) queries.setQueryData(detailKey(detail.id), detail)
  await router.load()
  const markup = renderToString(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
  return { title: titleAt(path), markup }
}
