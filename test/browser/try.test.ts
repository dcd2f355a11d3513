// Methods tried from the page: signed in or not, allowed and refused, and what the page never gets to see.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
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

async function signIn(page: Page, token: string): Promise<void> {
  await page.click('.try > summary')
  await page.fill('#try-token', token)
  await page.click('.sign-in button')
}

const callAs = async (page: Page, caller: RegExp) => {
  await page.selectOption('#try-caller', {
    label:
      (await page.locator('#try-caller option').allTextContents()).find((one) =>
        caller.test(one),
      ) ?? '',
  })
  await page.click('.try form button.primary')
  await page.waitForSelector('.outcome-of-try')
}

test('nobody calls without signing in, and a wrong token is told so', async () => {
  await using opened = await openPage()
  const { page, complaints } = opened
  await goTo(page, `${world.reference}/methods/listMessages`)
  await signIn(page, 'rfa_wrong')
  await page.locator('.try [role="alert"]', { hasText: 'This is not the admin token.' }).waitFor()
  assert.deepEqual(await violations(page), [])
  assert.match(complaints.splice(0).join(), /401/)
})

test('as the demo user a method answers, with its real request and reply', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, `${world.reference}/methods/listExtensions`)
  await signIn(page, world.running.adminToken)
  await page.waitForSelector('#try-caller')
  await callAs(page, /Demo user/)
  const text = (await page.textContent('.outcome-of-try')) ?? ''
  assert.match(text, /^200 in \d+ ms/)
  assert.match(text, /"records"/)
  assert.ok(
    text.includes(`GET ${world.running.platform}/restapi/v1.0/account/~/extension?type=User`),
  )
  assert.match(text, /Authorization: Bearer …/)
  assert.deepEqual(await violations(page), [])
})

test('an agent is allowed by its grant and refused without one; the decision says why', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, `${world.reference}/methods/createSMSMessage`)
  await signIn(page, world.running.adminToken)
  await page.waitForSelector('#try-caller')
  await callAs(page, /Agent demo/)
  await page.locator('.decision[data-decision="allow"]').waitFor()
  assert.match(
    (await page.textContent('.decision')) ?? '',
    /by the grant to write message.*record \d+/,
  )

  await page.click('tr[data-row="listExtensions"] a')
  await page.waitForSelector('.detail-grid[aria-label="listExtensions"]')
  await page.click('.try > summary')
  await page.waitForSelector('#try-caller')
  await callAs(page, /Agent demo/)
  await page.locator('.decision[data-decision="deny"]').waitFor()
  assert.match(
    (await page.textContent('.decision')) ?? '',
    /needs_account_reach.*ringfence grant add/,
  )
  assert.match((await page.textContent('.outcome-of-try')) ?? '', /^403/)

  const html = await page.content()
  const { adminToken, agents, platformApp } = world.running
  for (const secret of [
    adminToken,
    agents[0]?.key,
    agents[0]?.jwt,
    platformApp.jwt,
    platformApp.clientSecret,
  ]) {
    assert.ok(secret && !html.includes(secret), 'a secret is in the page')
  }
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.waitForSelector('#try-token')
})

test('a form is made of the schema: choices, numbers, what is inside, and what is left out', async () => {
  await using opened = await openPage()
  const { page } = opened
  await goTo(page, `${world.reference}/methods/createRingOutCall`)
  await signIn(page, world.running.adminToken)
  await page.waitForSelector('#try-caller')
  await page
    .locator('.try .field', { hasText: 'playPrompt' })
    .locator('select')
    .selectOption('true')
  await callAs(page, /Demo user/)
  await page.click('.outcome-of-try details summary')
  const request = (await page.locator('.outcome-of-try details pre').first().textContent()) ?? ''
  const sent = JSON.parse(request.slice(request.indexOf('{'))) as unknown
  assert.deepEqual(sent, {
    from: { phoneNumber: '+15105550101' },
    to: { phoneNumber: '+14155550123' },
    playPrompt: true,
  })
})
