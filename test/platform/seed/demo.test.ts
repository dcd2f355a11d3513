// The demo account: the same every time, believable, and never empty in its last day.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import sql, { raw } from 'sql-template-tag'
import { permissions } from '#catalog/permissions'
import { frozenClock } from '#lib/clock'
import { silentLog } from '#lib/log'
import { verifyPassword } from '#lib/password'
import { seededRandom } from '#lib/random'
import { hashSecret } from '#lib/secret'
import { locationOf } from '#platform/network/directory'
import { createStores, type Parts } from '#platform/parts'
import { type DemoCredentials, seedDemo } from '#platform/seed/demo'
import { openDatabase } from '#storage/database'
import { platformMigrations } from '#storage/migrations/platform'
import type { Message } from '#storage/platform/messages'
import { noWebhooks } from '../no-webhooks.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const monday = Date.UTC(2026, 10, 23, 21, 29, 30)
const admin = 62264425

interface Seeded {
  readonly parts: Parts
  readonly credentials: DemoCredentials
}

/** A database with the demo account whose month ends at `now`. */
function seeded(now: number): Seeded {
  const db = openDatabase(':memory:', platformMigrations)
  let secrets = 0
  const parts: Parts = {
    ...createStores(db),
    clock: frozenClock(now),
    random: seededRandom(99),
    makeSecret: () => `canary-${(secrets += 1)}-secret`,
    log: silentLog,
    profile: 'guide',
    // Nothing else of the demo account waits.
    schedule: (_, task) => assert.equal(task, 'subscription end'),
    publish: () => assert.fail('the demo account tells nobody'),
    webhooks: noWebhooks,
    hears: () => assert.fail('the demo account tells nobody'),
    remind: () => assert.fail('the demo account tells nobody'),
    end: () => assert.fail('the demo account tells nobody'),
  }
  return { parts, credentials: seedDemo(parts, { now, random: seededRandom(1) }) }
}

/** Every row of every table, in order. */
function dump({ db }: Parts): Map<string, unknown[]> {
  const tables = db.all<{ name: string }>(
    sql`select name from sqlite_schema where type = 'table' order by name`,
  )
  return new Map(
    tables.map(({ name }) => [name, db.all(sql`select * from ${raw(name)} order by 1, 2`)]),
  )
}

const allTime = { createdFrom: 0, createdTo: Number.MAX_SAFE_INTEGER }
const availability = ['Alive', 'Deleted', 'Purged'] as const

function messagesOf({ messages }: Parts, extensionId: number, from = 0): Message[] {
  const filter = { ...allTime, createdFrom: from, availability }
  return messages.list(extensionId, filter, { limit: 10_000, offset: 0 })
}

function allMessages(parts: Parts): Message[] {
  return parts.accounts.extensions(37439510).flatMap(({ id }) => messagesOf(parts, id))
}

describe('the demo account', () => {
  const { parts, credentials } = seeded(monday)

  it('is byte for byte the same when it is made again at the same moment', () => {
    const again = seeded(monday)
    assert.deepEqual(dump(again.parts), dump(parts))
    assert.deepEqual(again.credentials, credentials)
  })

  it('has an admin, a dozen people, a call queue and a menu', () => {
    const { accounts } = parts
    const people = accounts.extensions(37439510, { types: ['User'], statuses: ['Enabled'] })
    assert.equal(people.length, 12)
    assert.deepEqual(
      people.filter(({ role }) => role === 'Super Admin').map(({ id, number }) => [id, number]),
      [[admin, '101']],
    )
    assert.equal(accounts.countExtensions(37439510, { types: ['Department'] }), 1)
    assert.equal(accounts.countExtensions(37439510, { types: ['IvrMenu'] }), 1)
    assert.equal(accounts.account(37439510)?.operatorId, admin)
    assert.equal(new Set(people.map(({ email }) => email)).size, 12)
  })

  it('has numbers that are valid, fictitious, and of the place they are shown with', () => {
    const owned = parts.accounts.numbers(37439510).map(({ number }) => number)
    const met = allMessages(parts).flatMap(({ from, to }) => [from, ...to])
    const numbers = new Set([...owned, ...met.flatMap(({ phoneNumber }) => phoneNumber ?? [])])
    assert.ok(numbers.size > 40)
    for (const number of numbers) {
      assert.equal(parsePhoneNumberFromString(number)?.isValid(), true, number)
      assert.match(number, /^\+1\d{3}55501\d\d$/)
      assert.notEqual(number.startsWith('+1800') || locationOf(number), undefined, number)
    }
    const usages = new Set(parts.accounts.numbers(37439510).map(({ usageType }) => usageType))
    for (const usage of ['MainCompanyNumber', 'CompanyFaxNumber', 'DirectNumber'] as const) {
      assert.ok(usages.has(usage), usage)
    }
    assert.ok(
      parts.accounts.numbersOf(admin)[0]?.features.some((feature) => feature === 'MmsSender'),
    )
  })

  it('says nothing with words left to fill in, nor more than a text holds', () => {
    const posts = parts.db.all<{ text: string }>(sql`select text from post`).map(({ text }) => text)
    const texts = allMessages(parts).flatMap(({ subject }) => subject ?? [])
    assert.ok(texts.length > 300)
    assert.ok(posts.length > 80)
    for (const text of [...texts, ...posts]) {
      assert.doesNotMatch(text, /[{}@]/)
      assert.ok(text.length > 0 && text.length <= 1000)
    }
  })

  it('lies in the past, in the order of its ids, and mostly in business hours', () => {
    const rows = parts.db.all<{ created_at: number }>(
      sql`select created_at from message order by id`,
    )
    const times = rows.map((row) => row.created_at)
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    )
    assert.ok(times.every((at) => at < monday && at > monday - 31 * dayMs))
    assert.ok((times[0] ?? monday) < monday - 25 * dayMs)
    // Oakland is 8 hours behind in November, 7 before the first Sunday: 8 to 18 o'clock there.
    const before = times.filter((at) => at < monday - dayMs)
    for (const at of before) {
      const date = new Date(at - 8 * hourMs)
      assert.ok(![0, 6].includes(date.getUTCDay()), date.toISOString())
      assert.ok(date.getUTCHours() >= 6 && date.getUTCHours() <= 18, date.toISOString())
    }
  })

  it('has messages and calls of every kind in the admin’s last day, whatever the moment', () => {
    // 13 hours apart: every hour of the day and every day of the week comes up.
    for (let step = 0; step < 14; step += 1) {
      const now = monday + step * 13 * hourMs
      const { parts } = seeded(now)
      const recent = messagesOf(parts, admin, now - dayMs)
      const kinds = new Set(
        recent.flatMap(({ type, direction, attachments }) => [
          `${type} ${direction}`,
          ...(type === 'SMS' && attachments.length > 0 ? [`MMS ${direction}`] : []),
        ]),
      )
      const expected = ['SMS', 'MMS', 'Fax', 'Pager'].flatMap((type) => [
        `${type} Inbound`,
        `${type} Outbound`,
      ])
      for (const kind of [...expected, 'VoiceMail Inbound'])
        assert.ok(kinds.has(kind), `${kind} at ${step}`)

      const filter = { states: ['Logged'], startedFrom: now - dayMs, startedTo: now } as const
      const calls = parts.callLog.list({ extensionId: admin }, filter, { limit: 999, offset: 0 })
      const results = new Set(calls.map(({ action, result }) => `${action}: ${result}`))
      for (const result of [
        'Phone Call: Accepted',
        'Phone Call: Missed',
        'Phone Call: Voicemail',
        'VoIP Call: Call connected',
        'VoIP Call: No Answer',
        'RingOut Web: Call connected',
        'Incoming Fax: Received',
      ]) {
        assert.ok(results.has(result), `${result} at ${step}`)
      }
      assert.ok(calls.some(({ details }) => details.internalType === 'Sip'))
      const latest = parts.db.get<{ at: number }>(sql`select max(modified_at) as at from message`)
      assert.ok((latest?.at ?? now) < now)
      parts.db.close()
    }
  })

  it('gives everybody who is there something in the last day', () => {
    for (const { id, number } of parts.accounts.extensions(37439510, {
      types: ['User'],
      statuses: ['Enabled'],
    })) {
      assert.ok(messagesOf(parts, id, monday - dayMs).length > 0, number)
    }
  })

  it('has every text among colleagues, every fax and every voicemail in both places it belongs', () => {
    const { accounts } = parts
    for (const sent of allMessages(parts).filter(
      ({ type, direction }) => type === 'SMS' && direction === 'Outbound',
    )) {
      const receiver = accounts.number(sent.to[0]?.phoneNumber ?? '')?.extensionId
      if (!receiver) continue
      const arrived = messagesOf(parts, receiver, sent.createdAt).some(
        ({ createdAt, subject, direction }) =>
          createdAt === sent.createdAt && subject === sent.subject && direction === 'Inbound',
      )
      assert.ok(arrived, sent.subject ?? '')
    }
    const left = parts.callLog
      .list({ accountId: 37439510 }, { states: ['Logged'] }, { limit: 9999, offset: 0 })
      .flatMap(({ details }) => details.message ?? [])
      .map(({ id }) => id)
    const kept = allMessages(parts).filter(({ type }) => type === 'Fax' || type === 'VoiceMail')
    assert.deepEqual(
      left.toSorted((one, other) => one - other),
      kept.map(({ id }) => id).toSorted((one, other) => one - other),
    )
  })

  it('keeps the bytes of every attachment, as many as it says', () => {
    const { messages } = parts
    const kinds = new Set<string>()
    for (const message of allMessages(parts)) {
      for (const { id, contentType, size } of message.attachments) {
        const file = messages.content(message.id, id)
        const bytes = file && parts.files.read(file.key)
        assert.ok(bytes && bytes.length > 100)
        if (size !== undefined) assert.equal(bytes.length, size)
        kinds.add(contentType)
      }
    }
    assert.deepEqual(kinds, new Set(['image/png', 'application/pdf', 'audio/x-wav']))
  })

  it('has an app each for developers and for the gateway, with all permissions and a JWT of the admin', () => {
    const { apps } = parts
    const ids = new Set<string>()
    const { platformApp, gatewayApp } = credentials
    for (const { clientId, clientSecret, jwt } of [platformApp, gatewayApp]) {
      const app = apps.find(clientId)
      assert.deepEqual(app?.permissions, Object.keys(permissions))
      assert.deepEqual(app.limits, {})
      assert.equal(apps.secretHash(clientId), hashSecret(clientSecret))
      const credential = apps.credentialByHash(hashSecret(jwt))
      assert.equal(credential?.extensionId, admin)
      assert.deepEqual(credential.clientIds, [clientId])
      assert.equal(jwt.split('.').length, 3)
      ids.add(clientId)
    }
    assert.equal(ids.size, 2)
  })

  it('lets the admin and the staff sign in with one password, and nobody else', async () => {
    const { accounts } = parts
    const { username, password } = credentials.signIn
    assert.equal(accounts.extensionByEmail(username)?.id, admin)
    const hashes = accounts.extensions(37439510).map(({ id }) => accounts.passwordHash(id))
    assert.equal(new Set(hashes).size, 2, 'one hash, or none')
    assert.equal(await verifyPassword(password, accounts.passwordHash(admin)), true)
  })

  it('stores none of the secrets that it hands out', () => {
    const everything = JSON.stringify([...dump(parts)], (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    const { platformApp, gatewayApp, signIn } = credentials
    assert.equal(everything.includes(signIn.password), false)
    for (const { clientSecret, jwt } of [platformApp, gatewayApp]) {
      assert.equal(everything.includes(clientSecret), false)
      assert.equal(everything.includes(jwt), false)
    }
  })
})
