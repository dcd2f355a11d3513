// The seeds that the documents show: what a user copies must work.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { seededRandom } from '#lib/random'
import { seedsMarkdown } from '#platform/seed/file/markdown'
import { readSeed } from '#platform/seed/file/read'
import { noon, planted } from './world.ts'

const path = fileURLToPath(new URL('../../../../examples/company.yaml', import.meta.url))
const context = { now: new Date(noon), random: seededRandom(1) }
const own = '/restapi/v1.0/account/~/extension/~'

test('the example company is planted as it says', async () => {
  const { value, ...about } = await readSeed(path, context)
  using world = await planted(value, about)
  assert.equal(world.app.clientSecret, 'not-a-secret-in-a-test')
  const me = await world.get(own)
  assert.equal(me.name, 'Bea Bell')
  const { records } = await world.get(`${own}/message-store?dateFrom=2026-11-01T00:00:00Z`)
  assert.deepEqual(
    records.map((one: { type: string; direction: string }) => `${one.type} ${one.direction}`),
    ['Pager Inbound', 'SMS Inbound', 'SMS Inbound', 'SMS Outbound'],
  )
  const book = await world.get(`${own}/address-book/contact`)
  assert.equal(book.records[0].mobilePhone, '+14155550142')
  const { apps, accounts, callLog, conversations, subscriptions } = world.platform.parts
  assert.deepEqual(
    apps.list().map(({ name }) => name),
    ['Reminder agent'],
  )
  const bea = accounts.extensionByNumber(400_131_426, '102')
  assert.ok(bea)
  assert.equal(
    subscriptions.list({ extensionId: bea.id, clientId: 'reminder-agent' }, noon).length,
    1,
  )
  assert.equal(conversations.countChats(bea.id, ['Team', 'Everyone', 'Personal']), 3)
  assert.ok(
    callLog.list({ accountId: 400_131_426 }, { states: ['Logged'] }, { limit: 9, offset: 0 })
      .length >= 3,
  )
})

test('the ten lines of the documents are a seed', async () => {
  const [, lines = ''] = /```yaml\n(account[^]*?)```/.exec(seedsMarkdown('')) ?? []
  using world = await planted(parse(lines))
  const { records } = await world.get(`${own}/message-store?dateFrom=2026-11-01T00:00:00Z`)
  assert.equal(records[0].subject, 'When do you come?')
})

test('the committed document shows the committed example', () => {
  const shown = readFileSync(new URL('../../../../docs/seeds.md', import.meta.url), 'utf8')
  assert.ok(shown.includes(readFileSync(path, 'utf8').trim()))
})
