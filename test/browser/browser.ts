// A real Chromium, from npm, headless. It is started with our own flags: the list that comes with the
// package turns web security off, which is what these tests are there to see.
import { readFileSync } from 'node:fs'
import assert from 'node:assert/strict'
import chromium from '@sparticuz/chromium'
import {
  type Browser,
  type BrowserContextOptions,
  chromium as driver,
  type Page,
} from 'playwright-core'

let started: Promise<Browser> | null = null

/** The browser of this run. */
async function browser(): Promise<Browser> {
  started ??= (async () => {
    const isRoot = process.getuid?.() === 0
    return driver.launch({
      executablePath: await chromium.executablePath(),
      headless: true,
      // Chromium has no sandbox for root.
      args: isRoot ? ['--no-sandbox'] : [],
    })
  })()
  return started
}

/** Ends it; for `after`. */
export async function endBrowser(): Promise<void> {
  const running = started
  started = null
  await (await running)?.close()
}

/** A page of its own, which fails its test on any error or warning of the page. */
export interface TestPage extends AsyncDisposable {
  readonly page: Page
  /** What the page complained of so far. */
  readonly complaints: string[]
}

/** Opens a page; at 1280 by 900 unless told. */
export async function openPage(options: BrowserContextOptions = {}): Promise<TestPage> {
  const context = await (
    await browser()
  ).newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return {
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close()
      assert.deepEqual(complaints, [])
    },
  }
}

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

interface Violation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly {
    readonly target: readonly unknown[]
    readonly failureSummary?: string
  }[]
}

/** What axe finds wrong with the page as it stands, a line for each place. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = (await page.evaluate(
    'axe.run(document, { preload: false }).then(({ violations }) => violations)',
  )) as readonly Violation[] // axe's own result
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help} at ${target.join(' ')}: ${failureSummary}`,
    ),
  )
}

/** Goes to an address and waits until the page's script has taken it over. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.waitForSelector('html[data-ready]')
}
