// Keeping a copy of a mailbox up to date.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { assertRefused } from './demo-world.ts'
import { type Answer, ids, numbers, own, sms, startWorld, type World } from './world.ts'

const path = `${own}/message-sync`
const subjects = ({ body }: Answer): string[] =>
  body.records.map((one: { subject?: string }) => one.subject)
const tokenOf = ({ body }: Answer): string => body.syncInfo.syncToken

const text = async (world: World, words: string, to: string = numbers.bob): Promise<number> =>
  (await world.call('POST', `${own}/sms`, { json: sms(words, to) })).body.id
const byId = ([one]: [number, string], [other]: [number, string]) => one - other
const full = (world: World, query = '') => world.get(`${path}?syncType=FSync${query}`)
const since = (world: World, token: string, query = '', by?: string) =>
  world.get(
    `${path}?syncType=ISync&syncToken=${encodeURIComponent(token)}${query}`,
    by ? { token: by } : {},
  )

describe('synchronising a mailbox', () => {
  it('reads it once, and then what changed, although the clock stands still', async () => {
    using world = startWorld()
    const first = await text(world, 'one')
    await text(world, 'two')
    const read = await full(world)
    assert.equal(read.status, 200)
    assert.deepEqual(subjects(read), ['two', 'one'])
    const { syncToken, ...info } = read.body.syncInfo
    assert.deepEqual(info, {
      syncType: 'FSync',
      syncTime: '2026-11-23T12:00:00.000Z',
      olderRecordsExist: false,
    })
    const nothing = await since(world, syncToken)
    assert.deepEqual(nothing.body.records, [])
    assert.equal(tokenOf(nothing), syncToken)

    await text(world, 'three')
    await world.call('PUT', `${own}/message-store/${first}`, { json: { readStatus: 'Unread' } })
    const changed = await since(world, syncToken)
    assert.deepEqual(subjects(changed), ['three', 'one'])
    assert.equal(changed.body.syncInfo.syncType, 'ISync')
    assert.deepEqual(subjects(await since(world, tokenOf(changed))), [])
    // A token can be used again: nothing of it is used up.
    assert.deepEqual(subjects(await since(world, syncToken)), ['three', 'one'])
  })

  it('tells of messages that were deleted, restored and purged, and of how a text fares', async () => {
    using world = startWorld()
    const id = await text(world, 'one', numbers.outside)
    const read = await full(world)
    const message = `${own}/message-store/${id}`
    await world.call('DELETE', message)
    const deleted = await since(world, tokenOf(read))
    assert.deepEqual(
      deleted.body.records.map((one: { availability: string }) => one.availability),
      ['Deleted'],
    )
    assert.deepEqual(subjects(await full(world)), [])
    await world.call('DELETE', `${own}/message-store`)
    assert.deepEqual(subjects(await since(world, tokenOf(deleted))), [])
    await world.call('PATCH', message, { json: { availability: 'Alive' } })
    await world.clock.advance(10_000)
    const delivered = await since(world, tokenOf(deleted))
    assert.equal(delivered.body.records[0].messageStatus, 'Delivered')
    await world.call('DELETE', `${own}/message-store`)
    const all = await since(world, tokenOf(delivered))
    assert.equal(all.body.records[0].availability, 'Deleted')
    await world.call('DELETE', `${message}?purge=true`)
    const purged = await since(world, tokenOf(all))
    assert.equal(purged.body.records[0].availability, 'Purged')
  })

  it('keeps the filters of the first time in its token', async () => {
    using world = startWorld()
    const read = await full(world, '&direction=Inbound&messageType=Pager')
    await text(world, 'a text')
    const note = { to: [{ extensionNumber: '101' }], text: 'a note' }
    await world.call('POST', `${own}/company-pager`, { json: note })
    const changed = await since(world, tokenOf(read))
    assert.deepEqual(subjects(changed), ['a note'])
    assert.equal(changed.body.records[0].direction, 'Inbound')
    const talk = await full(world, `&conversationId=${changed.body.records[0].conversationId}`)
    assert.deepEqual(subjects(talk), ['a note', 'a note'])
    const newest = await full(world, '&distinctConversations=true')
    await text(world, 'b')
    await text(world, 'c')
    assert.deepEqual(subjects(await since(world, tokenOf(newest))), ['c'])
  })

  it('answers no more than it is asked for, and says that there are older ones', async () => {
    using world = startWorld()
    for (const words of ['a', 'b', 'c']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await text(world, words)
      // oxlint-disable-next-line no-await-in-loop -- ditto
      await world.clock.advance(1)
    }
    const two = await full(world, '&recordCount=2')
    assert.deepEqual(subjects(two), ['c', 'b'])
    assert.equal(two.body.syncInfo.olderRecordsExist, true)
    const late = await full(world, '&dateFrom=2026-11-23T12:00:00.002Z')
    assert.deepEqual(subjects(late), ['c'])
    assert.equal(late.body.syncInfo.olderRecordsExist, true)
    assert.equal((await full(world)).body.syncInfo.olderRecordsExist, false)
  })

  it('takes no token that is none of this mailbox', async () => {
    for (const [profile, code] of [
      ['guide', 'CMN-101'],
      ['live', 'MSG-333'],
    ] as const) {
      using world = startWorld({ profile })
      const parameterName = 'syncToken'
      /* oxlint-disable no-await-in-loop -- one after the other */
      const token = tokenOf(await full(world))
      const forged = Buffer.from(
        Buffer.from(token, 'base64url').toString().replace('"revision":0', '"revision":99'),
      ).toString('base64url')
      for (const wrong of ['x', 'e30', forged, `${token}A`.slice(1)]) {
        assertRefused(await since(world, wrong), { status: 400, code, parameterName })
      }
      const bobs = await since(world, token, '', world.token(ids.bob))
      assertRefused(bobs, { status: 400, code, parameterName })
      const none = await world.get(`${path}?syncType=ISync`)
      assertRefused(none, { status: 400, code: 'CMN-101', parameterName })
      const zero = await full(world, '&recordCount=0')
      assertRefused(zero, { status: 400, code: 'CMN-101', parameterName: 'recordCount' })
      /* oxlint-enable no-await-in-loop */
    }
  })

  it('leads to the mailbox as it is, whatever happened in between', async () => {
    const act = fc.tuple(fc.constantFrom('text', 'read', 'delete', 'sync'), fc.nat(4))
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 15 }),
        fc.integer({ min: 1, max: 3 }),
        async (acts, count) => {
          using world = startWorld()
          const copy = new Map<number, string>()
          const take = ({ body }: Answer) => {
            for (const { id, availability, readStatus } of body.records) {
              if (availability === 'Alive') copy.set(id, readStatus)
              else copy.delete(id)
            }
            return body.records.length as number // a list's
          }
          let last = await full(world)
          const sync = async () => {
            for (;;) {
              last = await since(world, tokenOf(last), `&recordCount=${count}`)
              if (take(last) === 0) return
            }
          }
          const made: number[] = []
          for (const [what, which] of acts) {
            const id = made[which] ?? 0
            const message = `${own}/message-store/${id}`
            if (what === 'text') made.push(await text(world, 'x'))
            if (what === 'read')
              await world.call('PUT', message, { json: { readStatus: 'Unread' } })
            if (what === 'delete') await world.call('DELETE', message)
            if (what === 'sync') await sync()
          }
          await sync()
          const { body } = await world.get(`${own}/message-store?perPage=1000`)
          const truth = body.records.map((one: { id: number; readStatus: string }) => [
            one.id,
            one.readStatus,
          ])
          assert.deepEqual([...copy].toSorted(byId), truth.toSorted(byId))
        },
      ),
      { numRuns: 25, seed: 7 },
    )
  })
})
