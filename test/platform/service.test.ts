// Versions of the API and the dictionaries, looked up over HTTP.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused } from './demo-world.ts'
import { ids, origin, own, startWorld } from './world.ts'

const dictionary = '/restapi/v1.0/dictionary'
const namesOf = ({ body }: { body: { records: { name: string }[] } }) =>
  body.records.map(({ name }) => name)

test('the versions of the API are told to anybody, and not counted', async () => {
  using world = startWorld({ limits: 'guide' })
  const all = await world.get('/restapi', { token: null })
  assert.equal(all.status, 200)
  const version = {
    uri: `${origin}/restapi/v1.0`,
    versionString: '1.0.58',
    releaseDate: '2024-05-29T00:00:00.000Z',
    uriString: 'v1.0',
  }
  assert.deepEqual(all.body, {
    uri: `${origin}/restapi`,
    apiVersions: [version],
    serverVersion: '1.0.58',
  })
  assert.deepEqual((await world.get('/restapi/v1.0', { token: null })).body, version)
  assert.equal(all.headers.get('x-rate-limit-group'), null)
})

test('status and client-info answer anybody', async () => {
  using world = startWorld()
  assert.deepEqual((await world.get('/restapi/v1.0/status', { token: null })).body, {
    status: 'Up',
  })
  assert.equal((await world.get('/restapi/v1.0/client-info', { token: null })).status, 200)
})

test('a dictionary takes a token, and no permission', async () => {
  using world = startWorld()
  assertRefused(await world.get(`${dictionary}/country`, { token: null }), {
    status: 401,
    code: 'OAU-128',
  })
  const bare = world.token(ids.bob, { scopes: [] })
  assert.equal((await world.get(`${dictionary}/country`, { token: bare })).status, 200)
})

test('countries are listed in pages and by what is sold in them, and read one by one', async () => {
  using world = startWorld()
  const page = await world.get(`${dictionary}/country?page=2&perPage=2`)
  assert.deepEqual(namesOf(page), ['China', 'France'])
  assert.deepEqual(page.body.paging, {
    page: 2,
    perPage: 2,
    pageStart: 2,
    pageEnd: 3,
    totalPages: 3,
    totalElements: 5,
  })
  assert.deepEqual(namesOf(await world.get(`${dictionary}/country?numberSelling=false`)), ['China'])
  assert.deepEqual(
    namesOf(await world.get(`${dictionary}/country?loginAllowed=true&freeSoftphoneLine=false`)),
    [],
  )
  assert.deepEqual((await world.get(`${dictionary}/country/46`)).body, {
    uri: `${origin}${dictionary}/country/46`,
    id: '46',
    name: 'China',
    isoCode: 'CN',
    callingCode: '86',
    emergencyCalling: false,
    numberSelling: false,
    loginAllowed: false,
    signupAllowed: false,
    freeSoftphoneLine: false,
  })
})

test('states are those of the caller’s country, of another, or of all', async () => {
  using world = startWorld()
  const total = async (query: string) =>
    (await world.get(`${dictionary}/state?${query}`)).body.paging.totalElements
  assert.equal(await total(''), 51)
  assert.equal(await total('countryId=39'), 13)
  assert.equal(await total('countryId=224'), 0)
  assert.equal(await total('countryId=39&allCountries=true'), 64)
  assert.equal(await total('allCountries=true&withPhoneNumbers=true'), 64)
  assert.deepEqual((await world.get(`${dictionary}/state/16`)).body, {
    uri: `${origin}${dictionary}/state/16`,
    id: '16',
    country: { id: '1', uri: `${origin}${dictionary}/country/1` },
    isoCode: 'CA',
    name: 'California',
  })
  const changed = await world.call('PUT', own, {
    json: { regionalSettings: { homeCountry: { id: '39' } } },
  })
  assert.equal(changed.status, 200)
  assert.equal(await total(''), 13)
})

test('time zones, languages and fax covers are listed and read', async () => {
  using world = startWorld()
  const zones = await world.get(`${dictionary}/timezone`)
  assert.ok(namesOf(zones).includes('US/Pacific'))
  const pacific = (await world.get(`${dictionary}/timezone/58`)).body
  assert.deepEqual([pacific.name, pacific.bias], ['US/Pacific', '-480'])
  const languages = await world.get(`${dictionary}/language?perPage=1`)
  assert.equal(languages.body.records.length, 6)
  const english = (await world.get(`${dictionary}/language/1033`)).body
  assert.deepEqual(
    [english.localeCode, english.isoCode, english.greeting, english.dateFormat],
    ['en-US', 'en', true, 'MM/dd/yyyy'],
  )
  const covers = await world.get(`${dictionary}/fax-cover-page`)
  assert.deepEqual(covers.body.records[0], { id: '0', name: 'None' })
  assert.equal(covers.body.paging.totalElements, 14)
})

test('an entry that does not exist is not found, whatever it is called', async () => {
  using world = startWorld()
  for (const [path, parameterName] of [
    ['country/9999', 'countryId'],
    ['country/constructor', 'countryId'],
    ['state/1', 'stateId'],
    ['timezone/0', 'timezoneId'],
    ['language/1', 'languageId'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, to name the one that fails
    assertRefused(await world.get(`${dictionary}/${path}`), {
      status: 404,
      code: 'CMN-102',
      parameterName,
    })
  }
  assertRefused(await world.get(`${dictionary}/country?page=0`), {
    status: 400,
    code: 'CMN-101',
    parameterName: 'page',
  })
})
