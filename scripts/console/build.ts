// The build of the pages: bundles, pages drawn ahead, files for machines, all written beside each other
// and listed in files.json, which the server reads.
import { mkdir, rm } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { Drawn } from '#console/drawn'
import { chapterList } from '#console/chapters'
import { type MethodDetail, methodDetails } from '#catalog/projections/detail'
import { bundleExport, bundlePages, bundlePrerender, type Bundle } from './bundles.ts'
import { exportPage, servedPage } from './html.ts'
import { machineFiles } from './machines.ts'
import { createWriter } from './writer.ts'

type Draw = (path: string, detail: MethodDetail | null) => Promise<Drawn>

/** Builds everything anew under build/. */
export async function buildConsole(root: string): Promise<{ files: number; bytes: number }> {
  const out = `${root}build/console/`
  const work = `${root}build/.prerender/`
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })

  const [served, exported] = await Promise.all([
    pages(root, work),
    // The export's own: one script, addresses behind #.
    exportBundle(root, work),
  ])
  const details = methodDetails()
  const writer = createWriter(out)

  for (const asset of served.bundle.assets)
    writer.add(`assets/${asset.name}`, asset.content, 'asset')
  for (const { path } of chapterList) {
    // One after the other: what is drawn shares the processor anyway.
    // oxlint-disable-next-line no-await-in-loop
    const drawn = await served.draw(path, null)
    writer.add(
      path === '/' ? 'index.html' : `${path.slice(1)}.html`,
      servedPage(drawn, served.bundle, path, null),
      'page',
    )
  }
  for (const detail of details) {
    const path = `/methods/${detail.id}`
    // oxlint-disable-next-line no-await-in-loop
    const drawn = await served.draw(path, detail)
    writer.add(`methods/${detail.id}.html`, servedPage(drawn, served.bundle, path, detail), 'page')
  }
  for (const { name, content } of machineFiles(details)) writer.add(name, content, 'machine')

  const drawn = await exported.draw('/', null)
  for (const asset of exported.bundle.assets)
    writer.add(`export/${asset.name}`, asset.content, 'export')
  writer.add('export/index.html', exportPage(drawn, exported.bundle), 'export')
  writer.add(
    'export/details.js',
    `globalThis.ringfenceDetails=${JSON.stringify(Object.fromEntries(details.map((detail) => [detail.id, detail])))}\n`,
    'export',
  )
  await rm(work, { recursive: true, force: true })
  return writer.write()
}

interface Ready {
  readonly bundle: Bundle
  readonly draw: Draw
}

async function pages(root: string, work: string): Promise<Ready> {
  const [bundle] = await Promise.all([
    bundlePages(root),
    bundlePrerender(root, `${work}served/`, false),
  ])
  return { bundle, draw: await drawOf(`${work}served/`) }
}

async function exportBundle(root: string, work: string): Promise<Ready> {
  const [bundle] = await Promise.all([
    bundleExport(root),
    bundlePrerender(root, `${work}export/`, true),
  ])
  return { bundle, draw: await drawOf(`${work}export/`) }
}

async function drawOf(folder: string): Promise<Draw> {
  // The router asks for it by name and takes its absence.
  Object.assign(globalThis, { window: undefined, self: globalThis })
  const { draw } = (await import(pathToFileURL(`${folder}prerender.js`).href)) as { draw: Draw } // src/console/prerender.tsx
  return draw
}
