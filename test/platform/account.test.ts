// The account and its extensions over HTTP, on the demo company.
import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { verifyPassword } from '#lib/password'
import { assertRefused, type DemoWorld, demoWorld, ids } from './demo-world.ts'

const account = '/restapi/v1.0/account/~'
const own = `${account}/extension/~`
const origin = 'http://platform.test'

describe('account and extensions', () => {
  let world: DemoWorld
  const open = (options?: Parameters<typeof demoWorld>[0]) => (world = demoWorld(options))
  afterEach(() => world.close())

  it('tells the account with its company name and address in guide, and without them in live', async () => {
    const inGuide = await open().as('101').get(account)
    assert.equal(inGuide.status, 200)
    assert.equal(inGuide.body.uri, `${origin}/restapi/v1.0/account/${ids.account}`)
    assert.equal(inGuide.body.id, ids.account)
    assert.equal(inGuide.body.mainNumber, '+15105550100')
    assert.equal(inGuide.body.company, 'Larkfield Windows & Doors')
    assert.equal(inGuide.body.businessAddress.city, 'Oakland')
    assert.deepEqual(inGuide.body.operator, {
      uri: `${origin}/restapi/v1.0/account/${ids.account}/extension/${ids.admin}`,
      id: ids.admin,
      extensionNumber: '101',
    })
    assert.equal(inGuide.body.regionalSettings.timezone.name, 'US/Pacific')
    world.close()
    const inLive = await open({ profile: 'live' }).as('101').get(account)
    assert.equal(inLive.status, 200)
    assert.equal('company' in inLive.body || 'businessAddress' in inLive.body, false)
  })

  it('lists the extensions in pages whose links lead from the first to the last', async () => {
    const caller = open().as('102')
    const seen: string[] = []
    let uri: string | undefined = `${account}/extension?perPage=5`
    while (uri) {
      // Each page tells where the next one is.
      // oxlint-disable-next-line no-await-in-loop
      const { status, body } = await caller.get(uri)
      assert.equal(status, 200)
      assert.equal(body.paging.totalElements, 16)
      assert.equal(body.paging.totalPages, 4)
      seen.push(...body.records.map((one: { extensionNumber: string }) => one.extensionNumber))
      uri = body.navigation.nextPage?.uri
    }
    assert.equal(seen.length, 16)
    assert.deepEqual(seen, seen.toSorted())
  })

  it('filters extensions by number, email in any case, status and type', async () => {
    const caller = open().as('101')
    const numbersOf = async (query: string) => {
      const { body } = await caller.get(`${account}/extension?${query}`)
      return body.records.map((one: { extensionNumber: string }) => one.extensionNumber)
    }
    assert.deepEqual(await numbersOf('extensionNumber=105'), ['105'])
    assert.deepEqual(
      await numbersOf(
        'email=Devin.Castellanos@larkfield.example&email=noor.haddad@larkfield.example',
      ),
      ['102', '109'],
    )
    assert.deepEqual(await numbersOf('status=Disabled&status=NotActivated'), ['113', '114'])
    assert.deepEqual(await numbersOf('type=Department&type=IvrMenu'), ['201', '301'])
    assert.deepEqual(await numbersOf('type=User&extensionNumber=201'), [])
    assertRefused(await caller.get(`${account}/extension?type=Robot`), {
      status: 400,
      code: 'CMN-101',
      parameterName: 'type',
    })
  })

  it('reads one extension whole, with features for oneself alone', async () => {
    const caller = open().as('109')
    const mine = await caller.get(own)
    assert.equal(mine.body.extensionNumber, '109')
    assert.equal(mine.body.account.id, String(ids.account))
    assert.equal(mine.body.contact.email, 'noor.haddad@larkfield.example')
    assert.equal(mine.body.permissions.admin.enabled, false)
    assert.deepEqual(mine.body.departments, [
      {
        id: String(ids.queue),
        uri: `${origin}/restapi/v1.0/account/${ids.account}/extension/${ids.queue}`,
        extensionNumber: '201',
      },
    ])
    const features = new Map(
      mine.body.serviceFeatures.map((one: { featureName: string; enabled: boolean }) => [
        one.featureName,
        one.enabled,
      ]),
    )
    assert.equal(features.get('SMS'), true)
    assert.equal(features.get('InternationalSMS'), false)
    const other = await caller.get(`${account}/extension/${ids.admin}`)
    assert.equal(other.status, 200)
    assert.equal(other.body.permissions.admin.enabled, true)
    assert.equal('serviceFeatures' in other.body, false)
  })

  it('does not know an extension or an account that is not there', async () => {
    const caller = open().as('101')
    const code = 'CMN-102'
    assertRefused(await caller.get(`${account}/extension/62264426`), {
      status: 404,
      code,
      parameterName: 'extensionId',
    })
    assertRefused(await caller.get('/restapi/v1.0/account/37439511'), {
      status: 404,
      code,
      parameterName: 'accountId',
    })
  })

  describe('PUT', () => {
    it('changes what is sent, keeps the rest and makes the name anew', async () => {
      const caller = open().as('102')
      const before = (await caller.get(own)).body
      const { status, body } = await caller.send('PUT', own, {
        contact: { lastName: 'Marlow', businessAddress: { city: 'Berkeley' } },
        regionalSettings: { timezone: { id: '53' }, timeFormat: '24h' },
      })
      assert.equal(status, 200)
      assert.equal(body.name, 'Devin Marlow')
      assert.deepEqual(body.contact, {
        ...before.contact,
        lastName: 'Marlow',
        businessAddress: { ...before.contact.businessAddress, city: 'Berkeley' },
      })
      assert.equal(body.regionalSettings.timezone.name, 'US/Eastern')
      assert.equal(body.regionalSettings.timeFormat, '24h')
      assert.deepEqual(body.regionalSettings.language, before.regionalSettings.language)
      assert.deepEqual((await caller.get(own)).body, body)
    })

    it('passes over what is read-only or unknown', async () => {
      const caller = open().as('102')
      const before = (await caller.get(own)).body
      const { status, body } = await caller.send('PUT', own, {
        id: 1,
        name: 'Somebody Else',
        permissions: { admin: { enabled: true } },
        role: 'Super Admin',
        contact: { nickname: 'Dev' },
      })
      assert.equal(status, 200)
      assert.deepEqual(body, before)
    })

    it('names the field that is wrong and changes nothing', async () => {
      const caller = open().as('101')
      const before = (await caller.get(own)).body
      const wrong: readonly (readonly [object, string])[] = [
        [{ contact: { email: 'nobody' } }, 'contact.email'],
        [{ contact: { email: 'noor.haddad@larkfield.example' } }, 'contact.email'],
        [{ contact: { firstName: '', lastName: ' ' } }, 'contact.firstName'],
        [{ contact: { firstName: 7 } }, 'contact.firstName'],
        [{ extensionNumber: '102' }, 'extensionNumber'],
        [{ extensionNumber: 'abc' }, 'extensionNumber'],
        [{ regionalSettings: { timezone: { id: '4711' } } }, 'regionalSettings.timezone.id'],
        [{ status: 'NotActivated' }, 'status'],
        [{ status: 'Disabled' }, 'status'],
        [{ type: 'IvrMenu' }, 'type'],
        [{ password: 'longenough' }, 'password'],
      ]
      for (const [body, parameterName] of wrong) {
        // One world for all: the last line sees whether any of them left a trace.
        // oxlint-disable-next-line no-await-in-loop
        const answer = await caller.send('PUT', own, { contact: { jobTitle: 'x' }, ...body })
        assertRefused(answer, { status: 400, code: 'CMN-101', parameterName })
      }
      assert.deepEqual((await caller.get(own)).body, before)
    })

    it('lets an admin renumber, disable and enable another, who is found under the new number', async () => {
      const caller = open().as('101')
      const path = `${account}/extension/${ids.devin}`
      const off = await caller.send('PUT', path, {
        extensionNumber: '152',
        status: 'Disabled',
        statusInfo: { comment: 'On leave' },
      })
      assert.equal(off.status, 200)
      assert.equal(off.body.extensionNumber, '152')
      assert.equal(off.body.status, 'Disabled')
      assert.equal(off.body.statusInfo.comment, 'On leave')
      const { body } = await caller.get(`${account}/extension?extensionNumber=152`)
      assert.equal(body.records[0].id, ids.devin)
      const on = await caller.send('PUT', path, { status: 'Enabled' })
      assert.equal(on.body.status, 'Enabled')
      assert.equal('statusInfo' in on.body, false)
    })

    it('refuses somebody who is neither the extension nor an admin', async () => {
      const caller = open().as('103')
      const answer = await caller.send('PUT', `${account}/extension/${ids.devin}`, {
        contact: { jobTitle: 'Intern' },
      })
      assert.equal(answer.status, 403)
      assert.equal(answer.body.errorCode, 'CMN-408')
    })

    it('needs EditExtensions; ReadAccounts is not enough', async () => {
      const answer = await open().as('102', ['ReadAccounts']).send('PUT', own, {})
      assertRefused(answer, { status: 403, code: 'CMN-408' })
      assert.equal(answer.body.permissionName, 'EditExtensions')
    })

    it('keeps of a password its hash alone, and answers nothing of it', async () => {
      const { platform } = open()
      const answer = await world.as('102').send('PUT', own, { password: 'correct horse 9' })
      assert.equal(answer.status, 200)
      assert.equal(JSON.stringify(answer.body).includes('correct horse'), false)
      const stored = platform.parts.accounts.passwordHash(ids.devin)
      assert.match(stored ?? '', /^scrypt\$/)
      assert.equal(await verifyPassword('correct horse 9', stored), true)
    })
  })
})
