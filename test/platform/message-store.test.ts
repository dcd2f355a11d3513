// The mailbox: lists with every filter, pages whose links can be followed, contents, deletion.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { conversationIdOf, type Message } from '#storage/platform/messages'
import {
  type Answer,
  ids,
  noon,
  numbers,
  origin,
  own,
  sms,
  startWorld,
  type World,
} from './world.ts'

const hour = 3_600_000
const day = 24 * hour

/** A message as it would lie in Ann's mailbox; what is not said is an inbound SMS of an hour ago. */
const message = (more: Partial<Message> = {}): Omit<Message, 'id'> => ({
  extensionId: ids.ann,
  type: 'SMS',
  direction: 'Inbound',
  readStatus: 'Unread',
  availability: 'Alive',
  status: 'Received',
  createdAt: noon - hour,
  modifiedAt: noon - hour,
  conversationId: conversationIdOf(ids.ann, [numbers.ann, numbers.outside]),
  subject: 'text',
  from: { phoneNumber: numbers.outside },
  to: [{ phoneNumber: numbers.ann }],
  attachments: [],
  details: {},
  ...more,
})

const fill = ({ platform: { parts } }: World, messages: readonly Omit<Message, 'id'>[]) =>
  parts.db.transaction(() => messages.map((one) => parts.messages.add(one).id))

const list = async (world: World, query = '') => world.get(`${own}/message-store${query}`)

const idsOf = ({ body }: Answer): number[] => body.records.map(({ id }: { id: number }) => id)

describe('the list of messages', () => {
  it('shows the last 24 hours, both ends included, alive, newest first', async () => {
    using world = startWorld()
    const [old, edge, middle, same, now] = fill(world, [
      message({ createdAt: noon - day - 1 }),
      message({ createdAt: noon - day }),
      message(),
      message(),
      message({ createdAt: noon }),
      message({ availability: 'Deleted' }),
      message({ availability: 'Purged' }),
      message({ extensionId: ids.bob }),
    ])
    const answer = await list(world)
    assert.deepEqual(idsOf(answer), [now, same, middle, edge])
    const mailbox = `${origin}/restapi/v1.0/account/1/extension/101/message-store`
    const link = `${mailbox}?availability=Alive&dateFrom=2026-11-22T12%3A00%3A00.000Z&page=1&perPage=100`
    assert.equal(answer.body.uri, link)
    assert.deepEqual(answer.body.navigation, { firstPage: { uri: link }, lastPage: { uri: link } })
    assert.deepEqual(answer.body.paging, {
      page: 1,
      perPage: 100,
      pageStart: 0,
      pageEnd: 3,
      totalPages: 1,
      totalElements: 4,
    })
    assert.deepEqual(idsOf(await list(world, '?dateFrom=2026-11-20')), [
      now,
      same,
      middle,
      edge,
      old,
    ])
    assert.deepEqual(idsOf(await list(world, '?dateTo=2026-11-22T12:00:00Z')), [edge, old])
    const range = '?dateFrom=2026-11-22T13:00%2B01:00&dateTo=2026-11-23T11:00Z'
    assert.deepEqual(idsOf(await list(world, range)), [same, middle, edge])
    assert.deepEqual(idsOf(await list(world, '?dateFrom=2026-11-24')), [])
  })

  describe('narrowed by', () => {
    let world: World
    const named: Record<string, number> = {}
    before(() => {
      world = startWorld()
      const messages: Readonly<Record<string, Partial<Message>>> = {
        sms: {},
        sent: { direction: 'Outbound', readStatus: 'Read', status: 'Sent' },
        fax: { type: 'Fax', subject: null, conversationId: null, readStatus: 'Read' },
        voice: { type: 'VoiceMail', subject: null, conversationId: null },
        pager: {
          type: 'Pager',
          conversationId: 7,
          from: { extensionNumber: '102' },
          to: [{ extensionNumber: '101' }],
        },
        group: {
          conversationId: 9,
          to: [{ phoneNumber: numbers.ann }, { phoneNumber: numbers.bob }],
        },
        deleted: { availability: 'Deleted' },
        purged: { availability: 'Purged', subject: null },
      }
      const made = fill(
        world,
        Object.values(messages).map((more, index) => message({ ...more, createdAt: noon - index })),
      )
      for (const [index, name] of Object.keys(messages).entries()) named[name] = made[index] ?? 0
    })

    const cases: Readonly<Record<string, readonly string[]>> = {
      'messageType=Fax': ['fax'],
      'messageType=Fax&messageType=VoiceMail': ['fax', 'voice'],
      'messageType=Pager': ['pager'],
      'messageType=Text': [],
      'direction=Outbound': ['sent'],
      'direction=Inbound&messageType=SMS': ['sms', 'group'],
      'direction=Inbound&direction=Outbound&messageType=SMS': ['sms', 'sent', 'group'],
      'readStatus=Read': ['sent', 'fax'],
      'readStatus=Unread&messageType=SMS': ['sms', 'group'],
      'availability=Deleted': ['deleted'],
      'availability=Purged': ['purged'],
      'availability=Alive&availability=Deleted&messageType=SMS': [
        'sms',
        'sent',
        'group',
        'deleted',
      ],
      'conversationId=9': ['group'],
      'conversationId=9999999999999999999': [],
      'phoneNumber=%2B15105550102': ['group'],
      'phoneNumber=+15105550102': ['group'],
      'phoneNumber=15105550102': ['group'],
      'phoneNumber=(510)%20555-0102': ['group'],
      'phoneNumber=102': ['pager'],
      'phoneNumber=5105550': [],
      'distinctConversations=true': ['sms', 'fax', 'voice', 'pager', 'group'],
      'distinctConversations=false': ['sms', 'sent', 'fax', 'voice', 'pager', 'group'],
      'distinctConversations=true&direction=Outbound': ['sent'],
      'messageType=&direction=&page=&perPage=&unheardOf=1': [
        'sms',
        'sent',
        'fax',
        'voice',
        'pager',
        'group',
      ],
      [Array.from({ length: 600 }, () => 'messageType=Fax').join('&')]: ['fax'],
    }
    for (const [query, expected] of Object.entries(cases)) {
      it(query.length > 100 ? 'one value many times over' : query, async () => {
        const answer = await list(world, `?${query}`)
        assert.equal(answer.status, 200)
        assert.deepEqual(
          idsOf(answer),
          expected.map((name) => named[name]),
        )
        assert.equal(answer.body.paging.totalElements, expected.length)
        assert.ok(answer.body.uri.length < 300)
        // Its own link is the same list.
        assert.deepEqual((await world.get(answer.body.uri)).body, answer.body)
      })
    }

    it('a filter of the wrong type or value, which is refused by its name', async () => {
      const wrong: Readonly<Record<string, string>> = {
        'messageType=Letter': 'messageType',
        'messageType=SMS&messageType=sms': 'messageType',
        'direction=Up': 'direction',
        'readStatus=unread': 'readStatus',
        'availability=Gone': 'availability',
        'conversationId=abc': 'conversationId',
        'conversationId=-1': 'conversationId',
        'distinctConversations=yes': 'distinctConversations',
        'dateFrom=yesterday': 'dateFrom',
        'dateFrom=2026-02-30': 'dateFrom',
        'dateTo=2026-13-01': 'dateTo',
        'page=0': 'page',
        'page=1.5': 'page',
        'page=x': 'page',
        'perPage=0': 'perPage',
        'perPage=-5': 'perPage',
      }
      for (const [query, parameterName] of Object.entries(wrong)) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const { status, body } = await list(world, `?${query}`)
        assert.deepEqual(
          [status, body.errorCode, body.parameterName],
          [400, 'CMN-101', parameterName],
          query,
        )
      }
    })
  })

  it('is cut into pages of at most 1,000, and a page beyond the end is empty', async () => {
    using world = startWorld()
    fill(
      world,
      Array.from({ length: 5 }, () => message()),
    )
    const cut = await list(world, '?perPage=5000')
    assert.deepEqual([cut.body.paging.perPage, cut.body.records.length], [1000, 5])
    assert.match(cut.body.uri, /perPage=1000$/)
    for (const page of ['4', '999999999999999']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, body } = await list(world, `?perPage=2&page=${page}`)
      assert.equal(status, 200)
      assert.deepEqual(
        [body.records, body.paging],
        [[], { perPage: 2, totalPages: 3, totalElements: 5 }],
      )
      assert.match(body.navigation.previousPage.uri, /page=3&perPage=2$/)
      assert.equal(body.navigation.nextPage, undefined)
    }
    const none = await list(world, '?messageType=Fax')
    assert.deepEqual(none.body.paging, { perPage: 100, totalPages: 0, totalElements: 0 })
  })

  it('comes apart into pages that hold each message once, by links followed as they are', async () => {
    const generated = fc.record({
      messages: fc.array(
        fc.record({
          ago: fc.integer({ min: 0, max: 5 }),
          type: fc.constantFrom('SMS', 'Fax'),
          direction: fc.constantFrom('Inbound', 'Outbound'),
          conversationId: fc.constantFrom(1, 2, null),
        }),
        { maxLength: 20 },
      ),
      perPage: fc.integer({ min: 1, max: 7 }),
      query: fc.constantFrom(
        '',
        '&messageType=SMS',
        '&direction=Inbound&messageType=SMS&messageType=Fax',
        '&distinctConversations=true',
        '&phoneNumber=14155550142',
      ),
    })
    await fc.assert(
      fc.asyncProperty(generated, async ({ messages, perPage, query }) => {
        using world = startWorld()
        fill(
          world,
          messages.map(({ ago, ...more }) =>
            message({ ...(more as Partial<Message>), createdAt: noon - ago }),
          ),
        )
        const whole = await list(world, `?perPage=1000${query}`)
        const first = await list(world, `?perPage=${perPage}${query}`)
        const walk = async (
          answer: Answer,
          way: 'nextPage' | 'previousPage',
        ): Promise<number[][]> => {
          const link = answer.body.navigation[way]
          return [idsOf(answer), ...(link ? await walk(await world.get(link.uri), way) : [])]
        }
        const pages = await walk(first, 'nextPage')
        assert.deepEqual(pages.flat(), idsOf(whole))
        assert.ok(pages.slice(0, -1).every((page) => page.length === perPage))
        assert.equal(
          first.body.paging.totalPages,
          whole.body.records.length === 0 ? 0 : pages.length,
        )
        const last = await world.get(first.body.navigation.lastPage.uri)
        assert.deepEqual(await walk(last, 'previousPage'), pages.toReversed())
        const again = await world.get(last.body.navigation.firstPage.uri)
        assert.deepEqual(idsOf(again), pages[0])
      }),
      { seed: 1, numRuns: 60 },
    )
  })
})

describe('one message', () => {
  it('is what the list shows', async () => {
    using world = startWorld()
    await world.call('POST', `${own}/sms`, { json: sms() })
    const [record] = (await list(world)).body.records
    const { body } = await world.get(record.uri)
    assert.deepEqual(body, record)
    assert.equal(
      (await world.get(`${own}/message-store/${record.id}`)).body.uri,
      `${origin}/restapi/v1.0/account/1/extension/101/message-store/${record.id}`,
    )
  })

  it('is Deleted first, then Purged, with its text and files gone, then no more to be deleted', async () => {
    using world = startWorld()
    const [id = 0] = fill(world, [message()])
    world.platform.parts.db.transaction(() => {
      const { messages, files } = world.platform.parts
      const found = messages.find(id)
      assert.ok(found)
      const attachment = messages.addContent(id, files.put(Buffer.from('bytes')))
      const file = { id: attachment, type: 'MmsAttachment', contentType: 'image/png' } as const
      messages.update({ ...found, attachments: [file] })
    })
    const uri = `${own}/message-store/${id}`
    const [text, file] = (await world.get(uri)).body.attachments
    assert.equal((await world.get(file.uri)).bytes.toString(), 'bytes')

    await world.clock.advance(1000)
    const deleted = await world.call('DELETE', uri)
    assert.deepEqual([deleted.status, deleted.bytes.length], [204, 0])
    const after = await world.get(uri)
    assert.deepEqual(
      [after.body.availability, after.body.subject, after.body.lastModifiedTime],
      ['Deleted', 'text', '2026-11-23T12:00:01.000Z'],
    )
    assert.equal((await world.get(file.uri)).bytes.toString(), 'bytes')
    assert.deepEqual(idsOf(await list(world)), [])
    assert.deepEqual(idsOf(await list(world, '?availability=Deleted')), [id])

    assert.equal((await world.call('DELETE', uri)).status, 204)
    const purged = await world.get(uri)
    assert.deepEqual(
      [purged.body.availability, purged.body.subject, purged.body.attachments],
      ['Purged', undefined, []],
    )
    for (const gone of [text.uri, file.uri]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, body } = await world.get(gone)
      assert.deepEqual([status, body.parameterName], [404, 'attachmentId'])
    }
    const stored = world.platform.parts.messages.content(id, file.id)
    assert.equal(stored, undefined)
    const again = await world.call('DELETE', uri)
    assert.deepEqual([again.status, again.body.parameterName], [404, 'messageId'])
  })

  it('is Purged at once with purge=true', async () => {
    using world = startWorld()
    const [one, other] = fill(world, [message(), message()])
    await world.call('DELETE', `${own}/message-store/${one}?purge=true`)
    await world.call('DELETE', `${own}/message-store/${other}?purge=false`)
    assert.deepEqual(idsOf(await list(world, '?availability=Purged')), [one])
    assert.deepEqual(idsOf(await list(world, '?availability=Deleted')), [other])
    const wrong = await world.call('DELETE', `${own}/message-store/${other}?purge=maybe`)
    assert.deepEqual([wrong.status, wrong.body.parameterName], [400, 'purge'])
  })

  it('of another mailbox is found there by an admin alone', async () => {
    using world = startWorld()
    const [bobs] = fill(world, [message({ extensionId: ids.bob })])
    const path = (extension: string | number) =>
      `/restapi/v1.0/account/~/extension/${extension}/message-store/${bobs}`
    assert.equal((await world.get(path(ids.bob))).status, 200)
    assert.equal((await world.get(path('~'))).status, 404)
    const [anns] = fill(world, [message()])
    const token = world.token(ids.bob)
    const peek = `/restapi/v1.0/account/~/extension/${ids.ann}/message-store/${anns}`
    assert.equal((await world.get(peek, { token })).status, 403)
  })
})

describe('the content of an attachment', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
  const store = ({ platform: { parts } }: World, fileName?: string) =>
    parts.db.transaction(() => {
      const made = parts.messages.add(message({ type: 'VoiceMail', subject: null }))
      const id = parts.messages.addContent(made.id, parts.files.put(bytes))
      const attachment = {
        id,
        type: 'AudioRecording' as const,
        contentType: 'audio/mpeg',
        ...(fileName === undefined ? {} : { fileName }),
      }
      parts.messages.update({ ...made, attachments: [attachment] })
      return { messageId: made.id, id, path: `${own}/message-store/${made.id}/content/${id}` }
    })

  it('is the bytes with their media type, and a disposition when one is asked for', async () => {
    using world = startWorld()
    const { path, id } = store(world)
    const plain = await world.get(path)
    assert.deepEqual(plain.bytes, bytes)
    assert.deepEqual(
      ['content-type', 'content-length', 'content-disposition', 'accept-ranges'].map((name) =>
        plain.headers.get(name),
      ),
      ['audio/mpeg', '256', null, 'bytes'],
    )
    const dispositionOf = async (query: string) =>
      (await world.get(`${path}?${query}`)).headers.get('content-disposition')
    assert.equal(
      await dispositionOf('contentDisposition=Attachment'),
      `attachment;filename="${id}.mp3"`,
    )
    assert.equal(
      await dispositionOf('contentDisposition=Inline&contentDispositionFilename=call.mp3'),
      'inline;filename="call.mp3"',
    )
    assert.equal(
      await dispositionOf(
        `contentDisposition=Attachment&contentDispositionFilename=${encodeURIComponent('a"b\r\nX: fête')}`,
      ),
      `attachment;filename="a_b__X: f_te";filename*=UTF-8''a%22b%0D%0AX%3A%20f%C3%AAte`,
    )
    const wrong = await world.get(`${path}?contentDisposition=Upside`)
    assert.deepEqual([wrong.status, wrong.body.parameterName], [400, 'contentDisposition'])
  })

  it('may be asked for with the token in the address', async () => {
    using world = startWorld()
    const { path } = store(world, 'x.mp3')
    const access = world.token(ids.ann)
    const answer = await world.get(`${path}?access_token=${access}`, { token: null })
    assert.deepEqual(answer.bytes, bytes)
  })

  it('comes in ranges', async () => {
    using world = startWorld()
    const { path } = store(world)
    const cases: readonly (readonly [string, number, string | null, number, number])[] = [
      ['bytes=0-9', 206, 'bytes 0-9/256', 0, 10],
      ['bytes=250-', 206, 'bytes 250-255/256', 250, 256],
      ['bytes=-6', 206, 'bytes 250-255/256', 250, 256],
      ['bytes=-500', 206, 'bytes 0-255/256', 0, 256],
      ['bytes=200-999', 206, 'bytes 200-255/256', 200, 256],
      ['bytes=0-0', 206, 'bytes 0-0/256', 0, 1],
      ['bytes=9-3', 200, null, 0, 256],
      ['bytes=-', 200, null, 0, 256],
      ['bytes=0-1,5-6', 200, null, 0, 256],
      ['lines=0-1', 200, null, 0, 256],
    ]
    for (const [range, status, contentRange, start, end] of cases) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const answer = await world.get(path, { headers: { range } })
      assert.deepEqual(
        [answer.status, answer.headers.get('content-range'), answer.headers.get('content-length')],
        [status, contentRange, String(end - start)],
        range,
      )
      assert.deepEqual(answer.bytes, bytes.subarray(start, end), range)
    }
    for (const range of ['bytes=256-', 'bytes=300-400', 'bytes=-0']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, body } = await world.get(path, { headers: { range } })
      assert.deepEqual([status, body.errorCode], [416, 'CMN-107'], range)
    }
  })

  it('is found only under its own message', async () => {
    using world = startWorld()
    const one = store(world)
    const other = store(world)
    for (const id of [other.id, one.messageId, 1, '9999999999999999999']) {
      const path = `${own}/message-store/${one.messageId}/content/${id}`
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { status, body } = await world.get(path)
      assert.deepEqual(
        [status, body.errorCode, body.parameterName],
        [404, 'CMN-102', 'attachmentId'],
      )
    }
  })
})
