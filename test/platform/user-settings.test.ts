// What an extension has, and what it shows when it calls.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertRefused } from './demo-world.ts'
import { ids, numbers, own, startWorld } from './world.ts'

describe('the features of an extension', () => {
  it('say why one is missing, and can be narrowed', async () => {
    using world = startWorld()
    const { body } = await world.get(`${own}/features?featureId=SMS&featureId=VideoConferencing`)
    assert.deepEqual(body.records, [
      { id: 'SMS', available: true },
      {
        id: 'VideoConferencing',
        available: false,
        reason: { code: 'ServicePlanLimitation', message: 'The service plan does not have it.' },
      },
    ])
    const available = await world.get(`${own}/features?availableOnly=true`)
    assert.ok(available.body.records.length > 10)
    assert.ok(available.body.records.every((one: { available: boolean }) => one.available))
    const cleo = await world.get(
      `/restapi/v1.0/account/~/extension/${ids.cleo}/features?featureId=SMS`,
    )
    assert.equal(cleo.body.records[0].reason.code, 'ExtensionLimitation')
  })
})

describe('the caller id of an extension', () => {
  it('is the number that others see, by what calls', async () => {
    using world = startWorld()
    const { body } = await world.get(`${own}/caller-id`)
    const numberOf = Object.fromEntries(
      body.byFeature.map(
        (one: { feature: string; callerId: { phoneInfo: { phoneNumber: string } } }) => [
          one.feature,
          one.callerId.phoneInfo.phoneNumber,
        ],
      ),
    )
    assert.deepEqual(numberOf, {
      RingOut: numbers.annVoice,
      AdditionalSoftphone: numbers.annVoice,
      MobileApp: numbers.annVoice,
      FaxNumber: numbers.ann,
    })
    const cleos = await world.get(`/restapi/v1.0/account/~/extension/${ids.cleo}/caller-id`)
    assert.equal(cleos.body.byFeature[0].callerId.phoneInfo.phoneNumber, numbers.main)
    const refused = await world.get(`/restapi/v1.0/account/~/extension/${ids.ann}/caller-id`, {
      token: world.token(ids.bob),
    })
    assertRefused(refused, { status: 403, code: 'CMN-408' })
  })
})
