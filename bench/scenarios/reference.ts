// How heavy the reference is and how soon it answers, in a real Chromium over the loopback: bytes of the
// first view as they come over the wire, time until the page answers, a filter, a search, a detail.
import type { Page } from 'playwright-core'
import { endBrowser, goTo, openPage } from '../../test/browser/browser.ts'
import { median } from '../lib/load.ts'
import { startRingfence } from '../lib/product.ts'
import { cores } from '../lib/processes.ts'
import { atMost, type Report, type Row } from '../lib/report.ts'
import { alone } from '../lib/scenario.ts'
import { openStage, type Options } from '../lib/stage.ts'

interface Visit {
  readonly bytes: number
  readonly readyMs: number
  readonly filterMs: number
  readonly searchMs: number
  readonly detailMs: number
}

/** Measures a first visit, several times, each with an empty cache. */
export async function referencePage({ quick }: Options): Promise<Report> {
  await using stage = openStage()
  const { running, line } = await startRingfence('start', await stage.folder(), {
    core: cores.target,
  })
  stage.own(running)
  const visits: Visit[] = []
  try {
    await visit(`${line.gateway}/reference`) // the browser's own start
    for (let count = quick ? 1 : 7; count > 0; count--) {
      // oxlint-disable-next-line no-await-in-loop -- one visit at a time
      visits.push(await visit(`${line.gateway}/reference`))
    }
  } finally {
    await endBrowser()
  }
  const middle = (name: keyof Visit) => median(visits, (one) => one[name])[name]
  const row = (what: string, value: number, unit: string): Row => ({
    what,
    median: Math.round(value),
    unit,
  })
  return {
    title: 'The reference in a browser',
    setup: [
      'Chromium, headless, over the loopback, each visit with an empty cache; the median of seven.',
      'Bytes are what came over the wire, headers included. Ready is when the page’s script has taken over and answers; a filter and a search when the rows stand, a detail when it is drawn.',
    ],
    tables: [
      {
        title: '',
        rows: [
          row('first view, compressed', middle('bytes'), 'bytes'),
          row('ready after navigation began', middle('readyMs'), 'ms'),
          row('a filter', middle('filterMs'), 'ms'),
          row('a search', middle('searchMs'), 'ms'),
          row('a detail, from click to drawn', middle('detailMs'), 'ms'),
        ],
      },
    ],
    aims: [
      atMost('first view, compressed', middle('bytes') / 1000, 150, 'kB'),
      atMost('interactive', middle('readyMs'), 1000, 'ms'),
    ],
  }
}

async function visit(address: string): Promise<Visit> {
  await using opened = await openPage({ viewport: { width: 1440, height: 900 } })
  const { page } = opened
  let bytes = 0
  const wire = await page.context().newCDPSession(page)
  await wire.send('Network.enable')
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  const began = performance.now()
  await goTo(page, address)
  const readyMs = performance.now() - began
  await page.waitForLoadState('networkidle')
  const first = bytes
  return {
    bytes: first,
    readyMs,
    filterMs: await timed(
      page,
      '[data-facet="listed"] label:has([data-value="table"])',
      null,
      `${rows} === 27`,
    ),
    searchMs: await timed(page, '.search input', 'fax', `${rows} < 27`),
    detailMs: await timed(
      page,
      'tr.method a',
      null,
      'document.querySelector(".detail-grid") !== null',
    ),
  }
}

/** From a click (or a text filled in) to what comes of it, as the page itself sees it. */
async function timed(
  page: Page,
  target: string,
  text: string | null,
  done: string,
): Promise<number> {
  const began = performance.now()
  if (text === null) await page.click(target)
  else await page.fill(target, text)
  await page.waitForFunction(done, undefined, { polling: 'raf' })
  return performance.now() - began
}

const rows = 'document.querySelectorAll("tr.method").length'

if (import.meta.main) await alone('reference', referencePage)
