import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { type Method, verbOf } from '#catalog/method'
import { methods as catalog } from '#catalog/methods'
import { command } from './world.ts'

type Methods = {
  methods: { id: string; rateGroup: string; access: string; permission: string | null }[]
}

const all: readonly Method[] = Object.values(catalog)
const count = (wanted: (method: Method) => boolean) => all.filter(wanted).length

const reference = (...words: string[]) => command(['reference', ...words])
const methods = async (...words: string[]) =>
  (JSON.parse((await reference(...words, '--json')).stdout) as Methods).methods

test('the whole reference is printed without a server: every method of the catalogue', async () => {
  const { code, stdout } = await reference()
  assert.equal(code, 0)
  const { length } = all
  const reads = count(({ access }) => access === 'read')
  assert.ok(stdout.includes(`\n${length} methods, ${reads} read, ${length - reads} write.`), stdout)
  assert.equal(stdout.match(/^(GET|POST|PUT|PATCH|DELETE) /gm)?.length, length)
})

test('it fits 80 and 120 columns', async () => {
  for (const columns of [80, 120]) {
    // oxlint-disable-next-line no-await-in-loop
    const { stdout } = await command(['reference'], { columns })
    const table = stdout.slice(0, stdout.indexOf(`\n${all.length} methods`))
    for (const line of table.split('\n')) assert.ok(line.length <= columns, line)
  }
})

test('methods are filtered by verb, access, permission, resource, rate group and group, in any spelling', async () => {
  assert.equal(
    (await methods('--verb', 'delete')).length,
    count((method) => verbOf(method) === 'DELETE'),
  )
  assert.equal(
    (await methods('--access', 'WRITE')).length,
    count(({ access }) => access === 'write'),
  )
  assert.deepEqual(
    (await methods('--permission', 'faxes')).map(({ id }) => id),
    ['createFaxMessage'],
  )
  assert.equal(
    (await methods('--permission', 'none')).every(({ permission }) => permission === null),
    true,
  )
  assert.equal(
    (await methods('--resource', 'call-record')).length,
    count(({ actsOn }) => actsOn === 'call record'),
  )
  assert.equal((await methods('--rate', 'heavy', '--group', 'ring-out')).length, 3)
})

test('a search finds words of any path, also with ~ for the own ids', async () => {
  assert.ok((await methods('message-store')).length >= 4)
  assert.deepEqual(
    (await methods('/restapi/v1.0/account/~/extension/~/sms')).map(({ id }) => id),
    ['createSMSMessage'],
  )
  assert.deepEqual(await methods('no-such-thing'), [])
})

test('one match is shown in full, with the grant that an agent needs for it', async () => {
  const { stdout } = await reference('createSMSMessage')
  assert.match(stdout, /^Access +write message$/m)
  assert.match(stdout, /^Rate limit +Medium: 40 calls a minute/m)
  assert.match(stdout, /ringfence grant add AGENT message write/)
})

test('a profile has its own rate groups', async () => {
  const rate = async (profile: string) =>
    (await methods('listMessages', '--profile', profile)).map(({ rateGroup }) => rateGroup)
  assert.deepEqual(await rate('guide'), ['Medium'])
  assert.deepEqual(await rate('live'), ['Light'])
})

test('every topic beside methods is printed', async () => {
  const topics: [topic: string, expected: RegExp][] = [
    ['permissions', /^ReadCallLog /m],
    ['events', /Team Messaging Post Event/],
    ['limits', /^Heavy +10/m],
    ['paging', /^unless asked otherwise +100$/m],
    ['payloads', /^1,000 /m],
    ['errors', /429 CMN-301/],
    ['versions', /2022-05/],
    ['profiles', /guide: Medium/],
  ]
  for (const [topic, expected] of topics) {
    // oxlint-disable-next-line no-await-in-loop
    const { code, stdout } = await reference('--about', topic)
    assert.equal(code, 0, topic)
    assert.match(stdout, expected)
  }
})

test('a filter value that does not exist is refused with those that do', async () => {
  const { code, stderr } = await reference('--permission', 'ReadAll')
  assert.equal(code, 2)
  assert.match(stderr, /It takes: SMS, Faxes/)
})

test('--openapi writes a valid OpenAPI 3.1 document', async () => {
  const { stdout } = await reference('--openapi')
  const { valid, errors } = await new Validator().validate(
    JSON.parse(stdout) as Record<string, unknown>,
  )
  assert.equal(valid, true, JSON.stringify(errors))
})
