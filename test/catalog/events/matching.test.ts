import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { type EventName, events } from '#catalog/events'
import { type EventFilter, parseEventFilter } from '#catalog/events/filters'
import { bodyVariant, type EventFacts, isOutdone, isWanted } from '#catalog/events/matching'
import { samples } from './samples.ts'

const names = Object.keys(events) as EventName[] // its keys

function filterOf(name: EventName, query = ''): EventFilter {
  const path = events[name].filter.replace('{accountId}', '~').replace('{extensionId}', '~')
  const parsed = parseEventFilter(path + query, { accountId: '100', extensionId: '200' })
  assert.ok(parsed?.kind === 'event', path + query)
  return parsed
}

const wanted = (name: EventName, query: string, body: unknown, facts?: EventFacts) =>
  isWanted(filterOf(name, query), body, facts)

describe('which events pass a filter', () => {
  test('one without parameters wants everything that the event is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.oneof(fc.anything(), fc.constantFrom(...Object.values(samples))),
        fc.record({ direction: fc.constantFrom('Inbound', 'Outbound') }, { requiredKeys: [] }),
        (name, body, facts) => isWanted(filterOf(name), body, facts),
      ),
    )
  })

  test('a parameter more never wants more', () => {
    const query = fc.subarray([
      'direction=Inbound',
      'missedCall=true',
      'phoneNumber=16505550111',
      'statusCode=Disconnected',
      'withRecordings=true',
      'sipData=true',
    ])
    const party = fc.record(
      {
        direction: fc.constantFrom('Inbound', 'Outbound'),
        status: fc.record({ code: fc.constantFrom('Setup', 'Disconnected') }),
        missedCall: fc.boolean(),
        recordings: fc.constantFrom([], [{ id: '1' }]),
        from: fc.record({ phoneNumber: fc.constantFrom('+16505550111', '102') }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(query, query, fc.array(party, { maxLength: 3 }), (some, more, parties) => {
        const all = [...new Set([...some, ...more])]
        const passes = (parts: readonly string[]) =>
          wanted('telephony-sessions', `?${parts.join('&')}`, { parties })
        return !passes(all) || passes(some)
      }),
    )
  })

  test('an inbound message is wanted by its kind', () => {
    const fax = { ...samples['instant-message'], type: 'Fax' }
    const voicemail = { ...samples['instant-message'], type: 'Voicemail' }
    assert.ok(wanted('instant-message', '?type=SMS', samples['instant-message']))
    assert.equal(wanted('instant-message', '?type=SMS', fax), false)
    assert.equal(wanted('instant-message', '?type=SMS', voicemail), false)
    assert.ok(wanted('instant-message', '?type=VoiceMail', voicemail))
    assert.ok(wanted('instant-message', '', fax))
    assert.equal(wanted('instant-message', '?type=SMS', null), false)
  })

  test('a change of a mailbox is wanted by kind, and by the direction that its maker tells', () => {
    const change = samples['message-store']
    const query = '?type=SMS&direction=Outbound'
    assert.ok(wanted('message-store', '?type=SMS', change))
    assert.ok(wanted('message-store', '?type=Fax&type=SMS', change))
    assert.equal(wanted('message-store', '?type=Fax', change), false)
    assert.ok(wanted('message-store', query, change, { direction: 'Outbound' }))
    assert.equal(wanted('message-store', query, change, { direction: 'Inbound' }), false)
    assert.ok(wanted('message-store', query, change), 'a direction that is not known passes')
    assert.ok(wanted('message-store', '?type=Fax', { changes: [] }, { messageType: 'Fax' }))
    // RingCentral's own sample has ids as numbers, where its specification has strings.
    assert.ok(wanted('message-store', '?type=SMS', { ...change, extensionId: 200 }))
  })

  test('a fax is wanted by its direction', () => {
    assert.ok(wanted('fax', '?direction=Inbound', samples.fax))
    assert.equal(wanted('fax', '?direction=Outbound', samples.fax), false)
  })

  test('a step of a call is wanted when one party passes everything', () => {
    const call = samples['telephony-sessions']
    for (const name of ['telephony-sessions', 'account-telephony-sessions'] as const) {
      assert.ok(wanted(name, '?direction=Inbound&statusCode=Disconnected&missedCall=true', call))
      assert.equal(wanted(name, '?direction=Outbound', call), false)
      assert.equal(wanted(name, '?statusCode=Answered', call), false)
      assert.equal(wanted(name, '?withRecordings=true', call), false)
      assert.ok(wanted(name, '?withRecordings=false&sipData=true', call))
      assert.ok(wanted(name, '?phoneNumber=+16505550111', call))
      assert.ok(wanted(name, '?phoneNumber=16505550100', call))
      assert.equal(wanted(name, '?phoneNumber=+16505550199', call), false)
      assert.equal(wanted(name, '?direction=Inbound', { parties: [] }), false)
      const recorded = {
        parties: [{ ...call.parties[0], recordings: [{ id: '1', active: true }] }],
      }
      assert.ok(wanted(name, '?withRecordings=true', recorded))
    }
    const apart = {
      parties: [
        { direction: 'Inbound', status: { code: 'Answered' } },
        { direction: 'Outbound', status: { code: 'Hold' } },
      ],
    }
    const query = '?direction=Inbound&statusCode=Hold'
    assert.equal(wanted('telephony-sessions', query, apart), false)
  })
})

describe('how much a filter’s notifications tell', () => {
  test('the calls in progress and their SIP data are asked for', () => {
    const detailed = '?detailedTelephonyState=true'
    const variants: [name: EventName, query: string, detailed: boolean, sip: boolean][] = [
      ['presence', '', false, false],
      ['presence', detailed, true, false],
      ['presence', `${detailed}&sipData=true`, true, true],
      ['presence', '?sipData=true', false, false],
      ['account-presence', '?detailedTelephonyState=false', false, false],
      ['telephony-sessions', '?sipData=true', false, true],
      ['voicemail', '', false, false],
    ]
    for (const [name, query, isDetailed, sip] of variants) {
      assert.deepEqual(bodyVariant(filterOf(name, query)), { detailed: isDetailed, sip })
    }
  })

  test('the filter that asks for most of the same presence is the one that is delivered', () => {
    const plain = filterOf('presence')
    const detailed = filterOf('presence', '?detailedTelephonyState=true')
    const sip = filterOf('presence', '?detailedTelephonyState=true&sipData=true')
    const all = [plain, detailed, sip]
    assert.deepEqual(
      all.map((one) => isOutdone(one, all)),
      [true, true, false],
    )
    assert.equal(
      isOutdone(plain, [filterOf('account-presence', '?detailedTelephonyState=true')]),
      false,
    )
    const calls = filterOf('telephony-sessions')
    assert.equal(isOutdone(calls, [filterOf('telephony-sessions', '?sipData=true')]), false)
  })
})
