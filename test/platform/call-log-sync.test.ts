// Keeping a copy of a call log up to date; single records; deleting; recordings.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import sql from 'sql-template-tag'
import { logCall, type PastCall } from '#platform/network/past-calls'
import { placeCall } from '#platform/network/calls'
import { assertRefused, demoWorld } from './demo-world.ts'
import { type Answer, ids, noon, numbers, own, startWorld, type World } from './world.ts'

const minute = 60_000
const account = '/restapi/v1.0/account/~'
const sync = `${own}/call-log-sync`
const idsOf = ({ body }: Answer): string[] => body.records.map((one: { id: string }) => one.id)
const tokenOf = ({ body }: Answer): string => encodeURIComponent(body.syncInfo.syncToken)

/** A call that was, from outside to Ann an hour ago unless said otherwise; its records' ids. */
function log({ platform: { parts } }: World, past: Partial<PastCall> = {}): string[] {
  const found = parts.accounts.account(1)
  assert.ok(found)
  return parts.db
    .transaction(() =>
      logCall(parts, {
        account: found,
        from: { phoneNumber: numbers.outside },
        to: { extensionId: ids.ann },
        startedAt: noon - 60 * minute,
        ringMs: 4_000,
        talkMs: 30_000,
        ending: 'answered',
        ...past,
      }),
    )
    .map(({ id }) => id)
}

/** Five calls of Ann's, a minute apart, newest first. */
const five = (world: World): string[] =>
  [1, 2, 3, 4, 5].flatMap((ago) => log(world, { startedAt: noon - (60 + ago) * minute }))

const full = (world: World, query = 'recordCount=100') =>
  world.get(`${sync}?syncType=FSync&${query}`)
const since = (world: World, token: string, query = '') =>
  world.get(`${sync}?syncType=ISync&syncToken=${token}${query}`)

describe('synchronising a call log', () => {
  it('reads the newest records, and then those that came', async () => {
    using world = startWorld()
    const made = five(world)
    const read = await full(world)
    assert.equal(read.status, 200)
    assert.deepEqual(idsOf(read), made)
    assert.equal(read.body.syncInfo.syncType, 'FSync')
    assert.equal(
      read.body.records[0].uri,
      `http://platform.test/restapi/v1.0/account/1/extension/101/call-log/${made[0]}?view=Simple`,
    )
    assert.deepEqual(idsOf(await since(world, tokenOf(read))), [])
    const [later = ''] = log(world)
    const changed = await since(world, tokenOf(read), '&view=Detailed')
    assert.deepEqual(idsOf(changed), [later])
    assert.equal(changed.body.records[0].legs.length, 2)
    assert.deepEqual(idsOf(await since(world, tokenOf(changed))), [])
    assert.deepEqual(idsOf(await since(world, tokenOf(read))), [later])
  })

  it('goes further back when asked to, record by record', async () => {
    using world = startWorld()
    const made = five(world)
    const read = await full(world, 'recordCount=2')
    assert.deepEqual(idsOf(read), made.slice(0, 2))
    assert.deepEqual(idsOf(await since(world, tokenOf(read))), [])
    const [later = ''] = log(world)
    const more = await since(world, tokenOf(read), '&recordCount=2')
    assert.deepEqual(idsOf(more), [later, ...made.slice(2, 4)])
    const rest = await since(world, tokenOf(more), '&recordCount=250')
    assert.deepEqual(idsOf(rest), made.slice(4))
    assert.deepEqual(idsOf(await since(world, tokenOf(rest), '&recordCount=250')), [])
  })

  it('tells of deleted records when asked to, and only of those that were read', async () => {
    using world = startWorld()
    const made = five(world)
    const read = await full(world, 'recordCount=2')
    const { status } = await world.call('DELETE', `${own}/call-log`)
    assert.equal(status, 204)
    assert.deepEqual(idsOf(await since(world, tokenOf(read))), [])
    const deleted = await since(world, tokenOf(read), '&showDeleted=true')
    assert.deepEqual(idsOf(deleted), made.slice(0, 2))
    for (const record of deleted.body.records) assert.equal(record.deleted, true)
    assert.deepEqual(idsOf(await full(world)), [])
  })

  it('keeps its filters in the token: missed calls, recorded calls, a beginning', async () => {
    using world = startWorld()
    five(world)
    const missed = await full(world, 'recordCount=9&statusGroup=Missed')
    const recorded = await full(world, 'recordCount=9&withRecording=true')
    const recent = await full(world, 'recordCount=9&dateFrom=2026-11-23T11:30:00Z')
    assert.deepEqual([missed, recorded, recent].map(idsOf), [[], [], []])
    const [silent = ''] = log(world, { ending: 'noAnswer', talkMs: 0 })
    log(world)
    const [late = ''] = log(world, { startedAt: noon - minute })
    assert.deepEqual(idsOf(await since(world, tokenOf(missed))), [silent])
    assert.deepEqual(idsOf(await since(world, tokenOf(recorded))), [])
    assert.deepEqual(idsOf(await since(world, tokenOf(recent))), [late])
  })

  it('of the account reads every extension’s, and its tokens are not an extension’s', async () => {
    using world = startWorld()
    const anns = five(world)
    const bobs = log(world, { to: { extensionId: ids.bob } })
    const all = await world.get(`${account}/call-log-sync?recordCount=100`)
    assert.deepEqual(idsOf(all), [...bobs, ...anns])
    const wrong = await since(world, tokenOf(all))
    assertRefused(wrong, { status: 400, code: 'CMN-101', parameterName: 'syncToken' })
    const more = log(world, { to: { extensionId: ids.bob } })
    const changed = await world.get(`${account}/call-log-sync?syncToken=${tokenOf(all)}`)
    assert.deepEqual(idsOf(changed), more)
    assert.deepEqual(idsOf(await full(world)), anns)
  })

  it('needs a count or a token, and takes none that is not its own', async () => {
    using world = startWorld({ profile: 'live' })
    const refused = async (query: string, code: string, parameterName: string) =>
      assertRefused(await world.get(`${sync}?${query}`), { status: 400, code, parameterName })
    await refused('syncType=FSync', 'CMN-101', 'recordCount')
    await refused('recordCount=0', 'CMN-101', 'recordCount')
    await refused('syncType=ISync', 'CMN-101', 'syncToken')
    await refused('syncType=ISync&syncToken=x', 'CLG-101', 'syncToken')
    await refused('recordCount=1&dateFrom=2026-02-30', 'CMN-101', 'dateFrom')
    five(world)
    const token = tokenOf(await full(world))
    const { db } = world.platform.parts
    db.transaction(() => db.run(sql`delete from call_record`))
    await refused(`syncToken=${token}`, 'CLG-104', 'syncToken')
  })

  it('can be made to refuse a token by any of the five codes, which say the same', async () => {
    using world = startWorld({ profile: 'live' })
    for (const code of ['CLG-101', 'CLG-102', 'CLG-103', 'CLG-104', 'CLG-105']) {
      const when = { first: 1 }
      world.platform.controls.faults.add({ operation: 'syncUserCallLog', error: code, when })
      // oxlint-disable-next-line no-await-in-loop -- one fault after the other
      const reply = await world.get(`${sync}?recordCount=1`)
      assertRefused(reply, { status: 400, code, parameterName: 'syncToken' })
      assert.match(reply.body.message, /\[syncToken\] is invalid \[Sync token expired/)
    }
  })
})

describe('call records', () => {
  it('are read one by one and several at once, in both views', async () => {
    using world = startWorld()
    const [first = '', second = ''] = five(world)
    const simple = await world.get(`${own}/call-log/${first}`)
    assert.deepEqual(simple.body, (await world.get(simple.body.uri)).body)
    assert.ok(!('legs' in simple.body))
    const detailed = await world.get(`${own}/call-log/${first}?view=Detailed`)
    assert.equal(detailed.body.legs.length, 2)
    const companys = await world.get(`${account}/call-log/${first}`)
    assert.equal(companys.body.id, first)
    const batch = await world.get(`${own}/call-log/${first},${second},nothing`, {
      headers: { accept: 'application/vnd.ringcentral.multipart+json' },
    })
    assert.equal(batch.status, 207)
    const outcomes = JSON.parse(batch.bytes.toString()) as { status: number }[] // asked for in this form
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      [200, 200, 404],
    )
  })

  it('of somebody else, or deleted, are not found', async () => {
    using world = startWorld()
    const [bobs = ''] = log(world, { to: { extensionId: ids.bob } })
    const [anns = ''] = log(world)
    const gone = { status: 404, code: 'CMN-102', parameterName: 'callRecordId' }
    assertRefused(await world.get(`${own}/call-log/${bobs}`), gone)
    assert.equal((await world.get(`${account}/call-log/${bobs}`)).status, 200)
    await world.call('DELETE', `${own}/call-log`)
    assertRefused(await world.get(`${own}/call-log/${anns}`), gone)
    assertRefused(await world.get(`${account}/call-log/${anns}`), gone)
    assert.equal((await world.get(`${account}/call-log/${bobs}`)).status, 200)
    const refused = await world.get(`${account}/call-log/${bobs}`, { token: world.token(ids.bob) })
    assertRefused(refused, { status: 403, code: 'CMN-408' })
  })

  it('are deleted up to a time', async () => {
    using world = startWorld()
    const made = five(world)
    await world.call('DELETE', `${own}/call-log?dateTo=2026-11-23T10:57:00Z`)
    assert.deepEqual(idsOf(await full(world)), made.slice(0, 2))
    const wrong = await world.call('DELETE', `${own}/call-log?dateTo=today`)
    assertRefused(wrong, { status: 400, code: 'CMN-101', parameterName: 'dateTo' })
  })

  it('of calls that last are told for the whole account', async () => {
    using world = startWorld()
    const { parts } = world.platform
    const company = parts.accounts.account(1)
    assert.ok(company)
    for (const extensionId of [ids.ann, ids.bob]) {
      parts.db.transaction(() =>
        placeCall(parts, {
          account: company,
          from: { phoneNumber: numbers.outside },
          to: { extensionId },
        }),
      )
    }
    const all = await world.get(`${account}/active-calls`)
    assert.deepEqual(
      all.body.records.map((one: { extension: { id: number } }) => one.extension.id).toSorted(),
      [ids.ann, ids.bob],
    )
    assert.equal((await world.get(`${own}/active-calls`)).body.records.length, 1)
    const outbound = await world.get(`${account}/active-calls?direction=Outbound`)
    assert.deepEqual(outbound.body.records, [])
  })
})

describe('a recording', () => {
  function recorded(world: World, to: number) {
    const { parts } = world.platform
    const records = log(world, { to: { extensionId: to } })
    const id = parts.db.transaction(() =>
      parts.callLog.addRecording(
        {
          accountId: 1,
          type: 'OnDemand',
          contentType: 'audio/wav',
          seconds: 30,
          file: parts.files.put(Buffer.from('RIFF sound')),
        },
        records,
      ),
    )
    return { id, record: records[0] ?? '' }
  }

  it('is named by its record, told about, and heard, whole or in part', async () => {
    using world = startWorld()
    log(world)
    const { id, record } = recorded(world, ids.ann)
    const { body } = await world.get(`${own}/call-log?withRecording=true`)
    assert.deepEqual(idsOf({ body } as Answer), [record])
    const uri = `http://platform.test/restapi/v1.0/account/1/recording/${id}`
    assert.deepEqual(body.records[0].recording, {
      id: String(id),
      uri,
      type: 'OnDemand',
      contentUri: `${uri}/content`,
    })
    assert.deepEqual(idsOf(await world.get(`${own}/call-log?recordingType=Automatic`)), [])
    assert.deepEqual((await world.get(uri)).body, {
      id: String(id),
      contentUri: `${uri}/content`,
      contentType: 'audio/wav',
      duration: 30,
    })
    const sound = await world.get(`${uri}/content?contentDisposition=Attachment`)
    assert.equal(sound.bytes.toString(), 'RIFF sound')
    assert.equal(sound.headers.get('content-type'), 'audio/wav')
    assert.equal(sound.headers.get('content-disposition'), `attachment;filename="${id}.wav"`)
    const part = await world.get(`${uri}/content`, { headers: { range: 'bytes=5-' } })
    assert.equal(`${part.status} ${part.bytes.toString()}`, '206 sound')
  })

  it('is for who was in the call, and for admins', async () => {
    using world = startWorld()
    const anns = recorded(world, ids.ann)
    const bobs = recorded(world, ids.bob)
    const token = world.token(ids.bob)
    const read = (id: number, by?: string) =>
      world.get(`${account}/recording/${id}/content`, by ? { token: by } : {})
    assert.equal((await read(bobs.id, token)).status, 200)
    assert.equal((await read(bobs.id)).status, 200)
    assertRefused(await read(anns.id, token), { status: 403, code: 'CMN-408' })
    assertRefused(await read(99), {
      status: 404,
      code: 'CMN-102',
      parameterName: 'recordingId',
    })
  })

  it('is there of some of the demo company’s calls', async () => {
    const demo = demoWorld()
    const caller = demo.as('101')
    const { body } = await caller.get(`${account}/call-log?recordingType=All`)
    assert.ok(body.records.length >= 2)
    const { contentUri } = body.records[0].recording
    assert.equal((await caller.get(body.records[0].recording.uri)).body.contentUri, contentUri)
    demo.close()
  })
})
