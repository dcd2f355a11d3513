// Which numbers an extension can use, and all the account has.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertRefused } from './demo-world.ts'
import { type Answer, ids, numbers, own, startWorld } from './world.ts'

const list = `${own}/phone-number`
const all = '/restapi/v1.0/account/~/phone-number'
const numbersOf = ({ body }: Answer): string[] =>
  body.records.map((one: { phoneNumber: string }) => one.phoneNumber)

describe('phone numbers', () => {
  it('of an extension are its own, with what each can send, and those of the company', async () => {
    using world = startWorld()
    const { status, body } = await world.get(list)
    assert.equal(status, 200)
    assert.deepEqual(
      body.records.map((one: { phoneNumber: string; features: string[]; primary: boolean }) => [
        one.phoneNumber,
        one.features.join(' '),
        one.primary,
      ]),
      [
        [numbers.main, 'CallerId', true],
        [numbers.fax, '', false],
        [numbers.annVoice, 'CallerId', true],
        [numbers.ann, 'CallerId SmsSender MmsSender InternationalSmsSender', false],
        [numbers.annText, 'CallerId SmsSender', false],
      ],
    )
    const first = 'http://platform.test/restapi/v1.0/account/1'
    assert.deepEqual(body.records[2], {
      uri: `${first}/phone-number/3`,
      id: 3,
      phoneNumber: numbers.annVoice,
      usageType: 'DirectNumber',
      type: 'VoiceOnly',
      paymentType: 'Local',
      status: 'Normal',
      country: {
        uri: 'http://platform.test/restapi/v1.0/dictionary/country/1',
        id: '1',
        name: 'United States',
      },
      location: 'Oakland, CA',
      primary: true,
      extension: { uri: `${first}/extension/101`, id: 101, extensionNumber: '101', name: 'Ann' },
      features: ['CallerId'],
    })
  })

  it('are narrowed by usage type and status, and come in pages', async () => {
    using world = startWorld()
    const direct = await world.get(`${list}?usageType=DirectNumber`)
    assert.deepEqual(numbersOf(direct), [numbers.annVoice, numbers.ann, numbers.annText])
    const both = await world.get(`${list}?usageType=DirectNumber&usageType=CompanyNumber`)
    assert.equal(both.body.paging.totalElements, 5)
    assert.deepEqual(numbersOf(await world.get(`${list}?status=Pending`)), [])
    const second = await world.get(`${list}?page=2&perPage=2`)
    assert.deepEqual(numbersOf(second), [numbers.annVoice, numbers.ann])
    assert.equal(second.body.paging.totalPages, 3)
    assert.equal((await world.get(`${list}?perPage=max`)).body.records.length, 5)
    const wrong = await world.get(`${list}?usageType=Mine`)
    assertRefused(wrong, { status: 400, code: 'CMN-101', parameterName: 'usageType' })
  })

  it('of the account are everybody’s, without features, and each is read by its id', async () => {
    using world = startWorld()
    const everything = await world.get(all)
    assert.equal(everything.body.records.length, 7)
    assert.ok(!numbersOf(everything).includes(numbers.zoe))
    for (const record of everything.body.records) assert.ok(!('features' in record))
    const [bob] = everything.body.records.filter(
      (one: { extension?: { id: number } }) => one.extension?.id === ids.bob,
    )
    assert.equal(bob.phoneNumber, numbers.bob)
    assert.deepEqual((await world.get(bob.uri)).body, bob)
    assert.deepEqual(numbersOf(await world.get(`${all}?paymentType=TollFree`)), [])
    // The eighth number is of another account.
    for (const id of ['8', '99']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const missing = await world.get(`${all}/${id}`)
      assertRefused(missing, { status: 404, code: 'CMN-102', parameterName: 'phoneNumberId' })
    }
  })

  it('of the account are for admins, one’s own for everybody', async () => {
    using world = startWorld({ profile: 'live' })
    const token = world.token(ids.bob)
    assert.equal((await world.get(list, { token })).status, 200)
    const refused = await world.get(all, { token })
    assert.equal(refused.body.errors[0].permissionName, 'ReadCompanyPhoneNumbers')
    assertRefused(refused, { status: 403, code: 'CMN-408' })
    const other = await world.get(
      list.replace(/~$/, String(ids.ann)).replace('extension/~', `extension/${ids.ann}`),
      { token },
    )
    assertRefused(other, { status: 403, code: 'CMN-419' })
  })
})
