import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences, methodsIn } from '#catalog/live'

test('the rate groups that differ are these eight', () => {
  const [guide, live] = [methodsIn('guide'), methodsIn('live')]
  const ids = Object.keys(guide) as (keyof typeof guide)[]
  assert.deepEqual(
    ids
      .filter((id) => guide[id].rateGroup !== live[id].rateGroup)
      .map((id) => `${id} ${guide[id].rateGroup} ${live[id].rateGroup}`),
    [
      'createFaxMessage Medium Heavy',
      'listMessages Medium Light',
      'readMessage Medium Light',
      'readMessageContent Heavy Medium',
      'readRingOutCallStatus Heavy Light',
      'readUserPresenceStatus Medium Light',
      'readExtension Medium Light',
      'renewSubscription Medium Light',
    ],
  )
})

test('the account’s call log asks live users for a permission of its own', () => {
  assert.equal(methodsIn('guide').readCompanyCallLog.userPermission, 'ReadCallLog')
  assert.equal(methodsIn('live').readCompanyCallLog.userPermission, 'FullCompanyCallLog')
})

test('every difference says both sides', () => {
  assert.equal(differences.filter(({ by }) => by === 'method').length, 9)
  for (const { about, guide, live } of differences) {
    assert.ok(about && guide && live && guide !== live, about)
  }
})

test('the other differences are these', () => {
  assert.deepEqual(
    differences.filter(({ by }) => by !== 'method').map(({ about, by }) => `${by}: ${about}`),
    [
      'event: Permission of the event telephony-sessions (/restapi/v1.0/account/{accountId}/extension/{extensionId}/telephony/sessions)',
      'event: Permission of the event account-telephony-sessions (/restapi/v1.0/account/{accountId}/telephony/sessions)',
      'error: A duplicate or concurrent request',
      'error: A missing permission or feature',
      'error: A missing, broken or expired token',
      'error: The outer errorCode',
      'error: A wrong parameter of a message or call',
      'error: Something missing that the body names',
      'error: An unknown entry of the directory',
      'paging: Paging of team messaging',
      'paging: Paging of the list of subscriptions',
      'paging: Totals of call logs and active calls',
      'rule: Cancelling a RingOut',
      'rule: Reading the account',
      'rule: The event filter …/message-store/instant',
      'rule: A token for the app itself (client_credentials)',
    ],
  )
})
