// Every page of the reference: no violation of accessibility rules, light and dark, readable without
// JavaScript, within its widths; and the export, opened from a folder.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { chapterList } from '#console/chapters'
import { writeExport } from '#reference/export'
import { endBrowser, goTo, openPage, violations } from './browser.ts'
import { startWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(async () => {
  await endBrowser()
  await world[Symbol.asyncDispose]()
})

const pages = [
  ...chapterList.map(({ path }) => path.replace(/^\/$/, '')),
  '/methods/listMessages',
  '/methods/createFaxMessage',
]

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page has a violation in ${colorScheme}`, async () => {
    await using opened = await openPage({ colorScheme })
    const { page } = opened
    for (const path of pages) {
      // oxlint-disable-next-line no-await-in-loop
      await goTo(page, world.reference + path)
      // oxlint-disable-next-line no-await-in-loop
      assert.deepEqual(await violations(page), [], path)
    }
  })
}

test('no page is wider than the screen, from 390 to 1920 pixels', async () => {
  for (const width of [390, 768, 1024, 1440, 1920]) {
    // oxlint-disable-next-line no-await-in-loop
    await using opened = await openPage({ viewport: { width, height: 900 } })
    for (const path of pages) {
      /* oxlint-disable no-await-in-loop */
      await goTo(opened.page, world.reference + path)
      const over = await opened.page.evaluate('document.documentElement.scrollWidth - innerWidth')
      assert.ok(Number(over) <= 0, `${path} at ${width} is ${String(over)} pixels too wide`)
      /* oxlint-enable no-await-in-loop */
    }
  }
})

test('a narrow screen has its filters behind a button, without a violation', async () => {
  await using opened = await openPage({ viewport: { width: 390, height: 800 } })
  const { page } = opened
  await goTo(page, world.reference)
  assert.equal(await page.isVisible('.facets'), false)
  await page.getByRole('button', { name: 'Filters' }).click()
  assert.equal(await page.isVisible('.facets'), true)
  await page.getByRole('checkbox', { name: /write/ }).check()
  await page.waitForURL(/access=write/)
  assert.deepEqual(await violations(page), [])
})

test('dark follows the system, and a choice outlives a reload', async () => {
  await using opened = await openPage({ colorScheme: 'dark' })
  const { page } = opened
  const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
  await goTo(page, world.reference)
  const dark = await ground()
  await page.getByRole('button', { name: /Colours: system/ }).click()
  await page.getByRole('button', { name: /Colours: light/ }).waitFor()
  const light = await ground()
  assert.notEqual(light, dark)
  await page.reload()
  assert.equal(await ground(), light)
})

test('on paper there is what can be read, and nothing to press', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, `${world.reference}/methods/createSMSMessage`)
  await page.emulateMedia({ media: 'print' })
  for (const gone of ['.bar nav', '.search', '.facets', '.copy', '.try', '.filters-button']) {
    // oxlint-disable-next-line no-await-in-loop
    assert.equal(await page.locator(gone).first().isVisible(), false, gone)
  }
  // What is folded away on the screen is open.
  assert.ok(await page.locator('.members .members .name').last().isVisible())
  assert.equal(
    await page
      .locator('thead th')
      .first()
      .evaluate('getComputedStyle(document.querySelector("thead th")).position'),
    'static',
  )
})

test('without JavaScript table, details and chapters are there to read', async () => {
  await using opened = await openPage({ javaScriptEnabled: false })
  const { page } = opened
  await page.goto(world.reference)
  assert.ok((await page.locator('tr.method').count()) > 100)
  await page.click('tr[data-row="createSMSMessage"] a')
  await page.waitForURL(/\/methods\/createSMSMessage$/)
  assert.match((await page.textContent('.detail-grid')) ?? '', /from[^]*phoneNumber[^]*CMN-101/)
  await page.click('nav >> text=Rate limits')
  assert.match((await page.textContent('main')) ?? '', /Usage groups[^]*Heavy[^]*10/)
})

test('nothing is asked of another host, and no script of a page could run that is not a file of ours', async () => {
  await using opened = await openPage()
  const { page, complaints } = opened
  const asked = new Set<string>()
  page.on('request', (request) => asked.add(new URL(request.url()).origin))
  await goTo(page, `${world.reference}/methods/listMessages`)
  assert.deepEqual([...asked], [world.running.gateway])
  const ran = await page.evaluate(`
    const script = document.createElement('script')
    script.textContent = 'globalThis.ran = true'
    document.head.append(script)
    globalThis.ran === true`)
  assert.equal(ran, false)
  assert.match(complaints.splice(0).join(), /Content Security Policy/)
})

test('the calculator says what throttles first', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, `${world.reference}/rate-limits`)
  const verdict = page.locator('.outcome [role="status"]')
  assert.match((await verdict.textContent()) ?? '', /^Fits\./)
  await page.getByLabel('Agents').fill('10')
  assert.match((await verdict.textContent()) ?? '', /throttles first, 30 seconds into the minute/)
  await page.getByLabel('Each acts for a user of its own').check()
  assert.match((await verdict.textContent()) ?? '', /^Fits\./)
})

test('a link to a permission or an event leads to it', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, `${world.reference}/methods/listMessages`)
  await page.click('.facts a:text("ReadMessages")')
  await page.waitForURL(/\/permissions#ReadMessages$/)
  await page.locator('#ReadMessages').waitFor()
  await page.waitForFunction(
    'document.querySelector("#ReadMessages").getBoundingClientRect().top < innerHeight',
  )
  await page.goBack()
  await page.click('.facts a:text("instant-message")')
  await page.waitForURL(/\/events#instant-message$/)
})

test('the export opens from a folder, without a server: table, details, chapters, addresses', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence export ü-'))
  try {
    const { page: file } = await writeExport(folder)
    const address = pathToFileURL(file).href
    await using opened = await openPage({ offline: true })
    const { page } = opened
    await goTo(page, address)
    await page.fill('.search input', 'presence')
    await page.waitForURL(/#\/\?q=presence/)
    await page.click('tr[data-row="readUserPresenceStatus"] a')
    await page.waitForSelector('.detail-grid[aria-label="readUserPresenceStatus"]')
    assert.equal(await page.locator('.try').count(), 0)
    await page.click('nav >> text=Errors')
    await page.waitForURL(/#\/errors$/)
    assert.match((await page.textContent('main')) ?? '', /CMN-408/)
    await page.goto('about:blank')
    await goTo(page, `${address}#/methods/createSMSMessage`)
    await page.waitForSelector('.detail-grid[aria-label="createSMSMessage"]')
    assert.deepEqual(await violations(page), [])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
