import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '#catalog/errors'
import { lifetimeOf, subscriptionInfo, understandFilters } from '#catalog/rules/subscription-rules'

const owner = { accountId: '100', extensionId: '200' }
const mailbox = '/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS'
const reminder = (threshold: number, interval: number) =>
  `/restapi/v1.0/subscription/~?threshold=${threshold}&interval=${interval}`
const refusedWith = (code: string) => (error: unknown) =>
  error instanceof ApiError && error.code === code

test('a lifetime is the delivery’s usual one, and never over its limit or under a second', () => {
  assert.equal(lifetimeOf('WebHook'), 604_800)
  assert.equal(lifetimeOf('WebHook', 60), 60)
  assert.equal(lifetimeOf('WebHook', 999_999_999), 315_360_000)
  assert.equal(lifetimeOf('WebHook', -5), 1)
  assert.equal(lifetimeOf('PubNub'), 900)
  assert.equal(lifetimeOf('PubNub', 5000), 900)
  assert.equal(lifetimeOf('WebSocket'), 86_400)
})

test('filters come back with ~ resolved and their query kept', () => {
  const [first, second] = understandFilters([mailbox, reminder(60, 15)], owner, 900)
  assert.equal(
    first?.resolved,
    '/restapi/v1.0/account/100/extension/200/message-store/instant?type=SMS',
  )
  assert.equal(second?.kind, 'reminder')
})

test('filters that no event has, or none at all, are refused', () => {
  assert.throws(() => understandFilters([], owner, 900), refusedWith('CMN-101'))
  assert.throws(
    () => understandFilters([mailbox, '/restapi/v1.0/account/~/nonsense'], owner, 900),
    refusedWith('SUB-508'),
  )
})

test('a reminder needs an event beside it and must fit the lifetime', () => {
  assert.throws(() => understandFilters([reminder(60, 15)], owner, 900), refusedWith('SUB-515'))
  for (const wrong of [reminder(500, 15), reminder(60, 31), reminder(60, 0)]) {
    assert.throws(() => understandFilters([mailbox, wrong], owner, 900), refusedWith('SUB-516'))
  }
  const without = '/restapi/v1.0/subscription/~'
  assert.throws(() => understandFilters([mailbox, without], owner, 900), refusedWith('SUB-516'))
})

test('a subscription is answered with the seconds it has left and without its verification token', () => {
  const info = subscriptionInfo(
    {
      id: 'abc',
      createdAt: Date.UTC(2026, 10, 23),
      expiresAt: Date.UTC(2026, 10, 24),
      eventFilters: ['/x'],
      delivery: {
        transportType: 'WebHook',
        address: 'https://acme.example/hook',
        verificationToken: 'canary',
      },
    },
    'https://host/restapi/v1.0/subscription/abc',
    Date.UTC(2026, 10, 23, 23, 59, 59, 500),
  )
  assert.deepEqual(info, {
    uri: 'https://host/restapi/v1.0/subscription/abc',
    id: 'abc',
    creationTime: '2026-11-23T00:00:00.000Z',
    status: 'Active',
    eventFilters: ['/x'],
    expirationTime: '2026-11-24T00:00:00.000Z',
    expiresIn: 1,
    deliveryMode: {
      transportType: 'WebHook',
      encryption: false,
      address: 'https://acme.example/hook',
    },
  })
})

test('a blacklisted subscription says since when and why; one over a WebSocket has no address', () => {
  const { status, blacklistedData, deliveryMode } = subscriptionInfo(
    {
      id: 'abc',
      createdAt: 0,
      expiresAt: 1000,
      eventFilters: ['/x'],
      delivery: { transportType: 'WebSocket' },
      blacklisted: { at: Date.UTC(2026, 10, 23), reason: 'Read timed out' },
    },
    'https://host/restapi/v1.0/subscription/abc',
    0,
  )
  assert.equal(status, 'Blacklisted')
  assert.deepEqual(blacklistedData, {
    blacklistedAt: '2026-11-23T00:00:00.000Z',
    reason: 'Read timed out',
  })
  assert.deepEqual(deliveryMode, { transportType: 'WebSocket', encryption: false })
})
