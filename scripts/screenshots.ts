// `npm run screenshots`: pictures of the reference in docs/screenshots/, by the browser of the tests. Written
// only when asked for, so that a test run leaves the tree as it was.
import { mkdir } from 'node:fs/promises'
import { endBrowser, goTo, openPage } from '#test/browser/browser'
import { startWorld } from '#test/browser/world'

const folder = new URL('../docs/screenshots/', import.meta.url).pathname

interface Shot {
  readonly name: string
  readonly path: string
  readonly width: number
  readonly height: number
  readonly scheme: 'light' | 'dark'
}

const shots: readonly Shot[] = [
  { name: 'methods-1600-light', path: '', width: 1600, height: 1000, scheme: 'light' },
  {
    name: 'method-1600-light',
    path: '/methods/createSMSMessage',
    width: 1600,
    height: 1000,
    scheme: 'light',
  },
  {
    name: 'method-1024-dark',
    path: '/methods/listMessages',
    width: 1024,
    height: 1000,
    scheme: 'dark',
  },
  {
    name: 'methods-390-light',
    path: '?rate=Heavy&access=write',
    width: 390,
    height: 844,
    scheme: 'light',
  },
  { name: 'connect-1024-light', path: '/connect', width: 1024, height: 1100, scheme: 'light' },
  { name: 'rate-limits-1024-dark', path: '/rate-limits', width: 1024, height: 900, scheme: 'dark' },
]

await mkdir(folder, { recursive: true })
const world = await startWorld()
try {
  for (const { name, path, width, height, scheme } of shots) {
    // One browser, one picture after the other.
    /* oxlint-disable no-await-in-loop */
    await using opened = await openPage({ viewport: { width, height }, colorScheme: scheme })
    await goTo(opened.page, world.reference + path)
    await opened.page.waitForTimeout(300)
    await opened.page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' })
    console.log(`wrote docs/screenshots/${name}.png`)
    /* oxlint-enable no-await-in-loop */
  }
} finally {
  await endBrowser()
  await world[Symbol.asyncDispose]()
}
