// The table of methods in a real browser: filters and search against the catalogue, addresses, keys.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { groups } from '#catalog/groups'
import { methods } from '#catalog/methods'
import { facetNames, facetOf } from '#catalog/projections/facets'
import { methodReferences } from '#catalog/projections/reference'
import { endBrowser, goTo, openPage } from './browser.ts'
import { startWorld, type World } from './world.ts'

const all = methodReferences()
let world: World
before(async () => {
  world = await startWorld()
})
after(async () => {
  await endBrowser()
  await world[Symbol.asyncDispose]()
})

const shownIds = (page: Page): Promise<string[]> =>
  page.$$eval('tr.method', (rows) => rows.map((row) => row.getAttribute('data-row') ?? ''))
const inOrder = (ids: readonly string[]) => ids.toSorted((one, other) => one.localeCompare(other))
const counts = async (page: Page) =>
  (await page.textContent('.counts'))?.match(/\d+/g)?.map(Number) ?? []

test('the guide’s table shows as 27 methods, 15 read, 12 write, 10 permissions', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, world.reference)
  assert.deepEqual((await counts(page))[0], Object.keys(methods).length)
  await page.click('[data-facet="listed"] label:has([data-value="table"])')
  await page.waitForURL(/listed=table/)
  assert.deepEqual(await counts(page), [27, 15, 12, 10])
  assert.equal((await shownIds(page)).length, 27)
})

test('each value of each filter shows the catalogue’s methods that have it, and as many as it says', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, world.reference)
  for (const name of facetNames) {
    for (const value of new Set(all.map((method) => facetOf(name, method)))) {
      const expected = all.filter((method) => facetOf(name, method) === value).map(({ id }) => id)
      const option = page.locator(`[data-facet="${name}"] label:has([data-value="${value}"])`)
      // One filter after the other, in one page.
      /* oxlint-disable no-await-in-loop */
      assert.equal(await option.locator('.count').textContent(), String(expected.length))
      await option.locator('input').check()
      await page.waitForFunction(
        `document.querySelectorAll('tr.method').length === ${expected.length}`,
      )
      assert.deepEqual(inOrder(await shownIds(page)), inOrder(expected), `${name}=${value}`)
      await option.locator('input').uncheck()
      /* oxlint-enable no-await-in-loop */
    }
  }
})

test('filters narrow each other, their counts follow, and the address holds the view', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, `${world.reference}?access=write&rate=Heavy,Light`)
  const expected = all.filter(
    ({ access, rateGroup }) => access === 'write' && ['Heavy', 'Light'].includes(rateGroup),
  )
  await page.waitForFunction(`document.querySelectorAll('tr.method').length === ${expected.length}`)
  assert.deepEqual(inOrder(await shownIds(page)), inOrder(expected.map(({ id }) => id)))
  // What reading would show beside the rate groups chosen, not what it shows now.
  const reading = all.filter(
    ({ access, rateGroup }) => access === 'read' && ['Heavy', 'Light'].includes(rateGroup),
  )
  const count = page.locator('[data-facet="access"] label:has([data-value="read"]) .count')
  assert.equal(await count.textContent(), String(reading.length))
  await page.getByRole('button', { name: 'Remove the filter Access write' }).click()
  await page.waitForURL(/\?rate=Heavy,Light$/)
  await page.goBack()
  await page.waitForURL(/access=write/)
  await page.waitForFunction(`document.querySelectorAll('tr.method').length === ${expected.length}`)
})

test('the search forgives order and slips, shows what fits best first, and the address holds it', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, world.reference)
  const find = async (text: string) => {
    await page.fill('.search input', text)
    await page.waitForURL((url) => url.searchParams.get('q') === text)
    await page.waitForTimeout(50)
    return shownIds(page)
  }
  assert.ok((await find('store message content')).includes('readMessageContent'))
  assert.ok((await find('mesage stoer')).includes('listMessages'))
  assert.ok((await find('createSMSMessage')).includes('createSMSMessage'))
  assert.ok(
    (await find('/restapi/v1.0/account/~/extension/~/ring-out')).includes('createRingOutCall'),
  )
  assert.deepEqual(await find('zzzz'), [])
  assert.match((await page.textContent('main')) ?? '', /No method matches/)
  await page.getByRole('button', { name: /^Show all/ }).click()
  await page.waitForFunction('document.querySelectorAll("tr.method").length > 100')
})

test('columns sort up, down and back, under one heading', async () => {
  await using opened = await openPage({ viewport: { width: 1600, height: 900 } })
  const { page } = opened
  await goTo(page, world.reference)
  const heading = page.locator('th.t-rateGroup')
  await heading.getByRole('button').click()
  await page.waitForURL(/sort=rate/)
  assert.equal(await heading.getAttribute('aria-sort'), 'ascending')
  const rates = (await shownIds(page)).map((id) => all.find((one) => one.id === id)?.rateGroup)
  assert.equal(rates[0], 'Light')
  assert.equal(rates.at(-1), 'Heavy')
  await heading.getByRole('button').click()
  await page.waitForURL(/sort=-rate/)
  await heading.getByRole('button').click()
  await page.waitForURL((url) => !url.searchParams.has('sort'))
  assert.equal(await page.locator('tr.group').count(), Object.keys(groups).length)
})

test('keys: / searches, arrows walk, Enter opens, Escape goes back step by step', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, world.reference)
  const focused = () =>
    page.evaluate(
      'document.activeElement?.closest("tr")?.dataset.row ?? document.activeElement?.type',
    )
  await page.keyboard.press('/')
  assert.equal(await focused(), 'search')
  await page.keyboard.type('fax')
  await page.waitForURL(/q=fax/)
  await page.keyboard.press('ArrowDown')
  const [first, second] = await shownIds(page)
  assert.equal(await focused(), first)
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(), second)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/methods/${first}\\?q=fax`))
  await page.waitForSelector('.detail-grid')
  await page.keyboard.press('Escape')
  await page.waitForURL(/\/reference\/?\?q=fax/)
  assert.equal(await focused(), first)
  await page.keyboard.press('Escape')
  assert.equal(await focused(), 'search')
})

test('a row opens in place, keeps its place on the screen, and is found again at its address', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, world.reference)
  const row = page.locator('tr[data-row="readUserPresenceStatus"]')
  await page.click('tr[data-row="listMessages"] a')
  await page.waitForSelector('.detail-grid[aria-label="listMessages"]')
  await row.scrollIntoViewIfNeeded()
  const before = (await row.boundingBox())?.y ?? 0
  await row.locator('a').click()
  await page.waitForURL(/\/methods\/readUserPresenceStatus$/)
  await page.waitForSelector('.detail-grid[aria-label="readUserPresenceStatus"]')
  assert.ok(Math.abs(((await row.boundingBox())?.y ?? 0) - before) < 3)
  assert.equal(await page.locator('.detail-grid').count(), 1)
  await page.reload()
  await page.waitForSelector('html[data-ready]')
  assert.equal(await row.locator('a').getAttribute('aria-expanded'), 'true')
  assert.equal((await shownIds(page)).length, all.length)
  const { y = -1 } = (await row.boundingBox()) ?? {}
  assert.ok(y > 0 && y < 300, `the row stands at ${y}`)
  assert.match(await page.title(), /readUserPresenceStatus/)
})

test('a detail says what there is to say', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, `${world.reference}/methods/listMessages`)
  const text = (await page.textContent('.detail-grid')) ?? ''
  for (const said of [
    '/restapi/v1.0/account/{accountId}/extension/{extensionId}/message-store',
    'ReadMessages',
    '40 calls a minute',
    'Call number 41 within 60 seconds',
    'instant-message',
    'base version v1.0',
    'messageType',
    'CMN-301',
    'Retry-After',
  ]) {
    assert.ok(text.includes(said), said)
  }
  assert.match(text, /Rate group: Medium in the guide, Light/)
})

test('examples change with client and way, and stay so from method to method', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, `${world.reference}/methods/createSMSMessage`)
  const code = () => page.textContent('.examples pre')
  assert.match((await code()) ?? '', /^curl .*RINGFENCE_GATEWAY/)
  await page.getByRole('radio', { name: '@rc-ex/core' }).check({ force: true })
  await page.getByRole('radio', { name: 'Direct' }).check({ force: true })
  assert.match((await code()) ?? '', /RINGCENTRAL_CLIENT_ID[^]*\.sms\(\)/)
  await page.click('tr[data-row="listMessages"] a')
  await page.waitForSelector('.detail-grid[aria-label="listMessages"]')
  assert.match((await code()) ?? '', /\.messageStore\(\)\n {2}\.list\(/)
})
