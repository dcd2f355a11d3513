// What the spine does around every method: paths, twins, bodies as they stream in, busy storage, the end.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Answer,
  ids,
  multipart,
  numbers,
  origin,
  own,
  sms,
  startWorld,
  type World,
} from './world.ts'

const count = ({ platform: { parts } }: World) =>
  parts.messages.count(ids.ann, {
    createdFrom: 0,
    createdTo: Number.MAX_SAFE_INTEGER,
    availability: ['Alive', 'Deleted', 'Purged'],
  })

const codeOf = ({ status, body }: Answer) => [status, body?.errorCode]

describe('a path', () => {
  it('that no method has is 404 CMN-120 in both profiles, with or without a token', async () => {
    for (const profile of ['guide', 'live'] as const) {
      using world = startWorld({ profile, limits: 'guide' })
      for (const [verb, path] of [
        ['GET', '/'],
        ['GET', '/restapi/v1.0/nothing'],
        ['POST', `${own}/message-store`],
        ['PUT', `${own}/sms`],
        ['PATCH', own],
        ['GET', `${own}/message-store/1/content`],
        ['GET', '/restapi/v2.0/account/~'],
        ['GET', '//restapi/v1.0/account/~'],
        ['GET', '/restapi/oauth/nothing'],
      ] as const) {
        for (const token of [undefined, null]) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          const answer = await world.call(verb, path, token === null ? { token } : {})
          assert.deepEqual(codeOf(answer), [404, 'CMN-120'], `${verb} ${path}`)
          const group = path.includes('oauth') ? 'auth' : 'medium'
          assert.equal(answer.headers.get('x-rate-limit-group'), group)
        }
      }
    }
  })

  it('may end in a slash, and be asked for by HEAD', async () => {
    using world = startWorld()
    assert.equal((await world.get(`${own}/message-store/`)).status, 200)
    const head = await world.call('HEAD', `${own}/message-store`)
    assert.deepEqual([head.status, head.bytes.length], [200, 0])
  })

  it('is answered with canonical, absolute addresses of the server that was asked', async () => {
    using world = startWorld()
    const { body } = await world.get(`http://other.test:81${own}/message-store`)
    assert.match(body.uri, /^http:\/\/other\.test:81\/restapi\/v1\.0\/account\/1\/extension\/101\//)
  })
})

describe('every reply', () => {
  it('carries an id of its own, its language and its media type', async () => {
    using world = startWorld()
    const answers = await Promise.all([
      world.get(`${own}/message-store`),
      world.get(`${own}/message-store`),
      world.get('/nothing'),
      world.get(`${own}/message-store`, { token: null }),
    ])
    const seen = new Set(answers.map(({ headers }) => headers.get('rcrequestid')))
    assert.equal(seen.size, 4)
    for (const { headers } of answers) {
      assert.equal(headers.get('content-language'), 'en-US')
      assert.equal(headers.get('content-type'), 'application/json;charset=UTF-8')
    }
  })
})

describe('two identical writes at once', () => {
  const twins = async (world: World, verb: string, path: string, json?: object) => {
    const sent = json === undefined ? {} : { json }
    return Promise.all([world.call(verb, path, sent), world.call(verb, path, sent)])
  }

  it('are one that works and one refused; afterwards the same works again', async () => {
    for (const [profile, status] of [
      ['guide', 503],
      ['live', 429],
    ] as const) {
      using world = startWorld({ profile })
      /* oxlint-disable no-await-in-loop -- one after the other */
      const answers = await twins(world, 'POST', `${own}/sms`, sms())
      assert.deepEqual(answers.map(codeOf), [
        [200, undefined],
        [status, 'CMN-304'],
      ])
      assert.equal(count(world), 1)
      const again = await world.call('POST', `${own}/sms`, { json: sms() })
      assert.equal(again.status, 200)
      const { uri } = again.body
      const deletions = await twins(world, 'DELETE', uri)
      assert.deepEqual(
        deletions.map((one) => one.status),
        [204, status],
      )
      assert.equal((await world.get(uri)).body.availability, 'Deleted')
      /* oxlint-enable no-await-in-loop */
    }
  })

  it('are no twins when the body, the path, the query or the caller differs, or when they only read', async () => {
    using world = startWorld()
    const token = world.token(ids.ann)
    const other = world.token(ids.ann)
    const sent = await Promise.all([
      world.call('POST', `${own}/sms`, { json: sms('one'), token }),
      world.call('POST', `${own}/sms`, { json: sms('two'), token }),
      world.call('POST', `${own}/sms`, { json: sms('one'), token: other }),
      world.get(`${own}/message-store`, { token }),
      world.get(`${own}/message-store`, { token }),
    ])
    assert.deepEqual(
      sent.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    )
    const [one, two] = sent
    const deletions = await Promise.all([
      world.call('DELETE', `${one?.body.uri}`, { token }),
      world.call('DELETE', `${one?.body.uri}?purge=true`, { token }),
      world.call('DELETE', `${two?.body.uri}`, { token }),
    ])
    assert.deepEqual(
      deletions.map(({ status }) => status),
      [204, 204, 204],
    )
  })

  it('that fail free the way too', async () => {
    using world = startWorld()
    const bad = sms('x', 'nobody')
    const answers = await twins(world, 'POST', `${own}/sms`, bad)
    assert.deepEqual(codeOf(answers[0]), [400, 'CMN-101'])
    assert.deepEqual(codeOf(await world.call('POST', `${own}/sms`, { json: bad })), [
      400,
      'CMN-101',
    ])
  })
})

describe('a body', () => {
  /** A stream of `chunks` pieces of a mebibyte, and how many were asked for. */
  function endless(chunks: number) {
    const asked = { pieces: 0, isCancelled: false }
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        asked.pieces += 1
        if (asked.pieces > chunks) controller.close()
        else controller.enqueue(new Uint8Array(2 ** 20))
      },
      cancel() {
        asked.isCancelled = true
      },
    })
    return { asked, stream }
  }

  it('that streams in without a length is read up to the limit and no further', async () => {
    using world = startWorld()
    for (const [type, path, limit] of [
      ['application/json', 'sms', 1],
      ['multipart/form-data; boundary=b', 'fax', 55],
    ] as const) {
      const { asked, stream } = endless(1000)
      const raw = { type, body: stream }
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const answer = await world.call('POST', `${own}/${path}`, { raw })
      assert.deepEqual([...codeOf(answer), answer.body.parameterName], [400, 'CMN-101', 'body'])
      assert.ok(asked.pieces <= limit + 3, `${asked.pieces} pieces`)
      assert.ok(asked.isCancelled)
    }
  })

  it('that says it is too long, or is of a type not taken, is not read at all', async () => {
    using world = startWorld()
    for (const [type, length, status] of [
      ['application/json', String(2 ** 20 + 1), 400],
      ['application/json', 'many', 400],
      ['text/plain', '5', 415],
    ] as const) {
      const { asked, stream } = endless(1000)
      const raw = { type, body: stream }
      const headers = { 'content-length': length }
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const answer = await world.call('POST', `${own}/sms`, { raw, headers })
      assert.equal(answer.status, status)
      assert.ok(asked.pieces <= 1)
    }
  })

  it('that comes in many pieces is one body', async () => {
    using world = startWorld()
    const bytes = multipart(
      [
        { headers: ['Content-Type: application/json'], content: JSON.stringify(sms()) },
        {
          headers: ['Content-Disposition: form-data; name="a"; filename="a.png"'],
          content: 'png bytes',
        },
      ],
      'b',
    )
    let at = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= bytes.length) controller.close()
        else controller.enqueue(bytes.subarray(at, (at += 7)))
      },
    })
    const raw = { type: 'multipart/form-data; boundary=b', body: stream }
    const sent = await world.call('POST', `${own}/mms`, { raw })
    assert.equal(sent.status, 200)
    assert.equal((await world.get(sent.body.attachments[1].uri)).bytes.toString(), 'png bytes')
  })

  it('that breaks off is refused, and no error of ours', async () => {
    using world = startWorld()
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('the client went away'))
      },
    })
    const raw = { type: 'application/json', body: stream }
    const answer = await world.call('POST', `${own}/sms`, { raw })
    assert.deepEqual(codeOf(answer), [400, 'CMN-101'])
    assert.deepEqual(world.errors, [])
  })

  it('where a method has none is left alone', async () => {
    using world = startWorld()
    const { body } = await world.call('POST', `${own}/sms`, { json: sms() })
    const raw = { type: 'text/plain', body: 'stray' }
    assert.equal((await world.call('DELETE', body.uri, { raw })).status, 204)
  })
})

describe('trouble of the platform’s own', () => {
  it('is 503 while the storage is busy', async () => {
    for (const [profile, code] of [
      ['guide', 'CMN-304'],
      ['live', 'CMN-201'],
    ] as const) {
      using world = startWorld({ profile })
      const { messages } = world.platform.parts
      const add = messages.add.bind(messages)
      messages.add = () => {
        throw Object.assign(new Error('database is locked'), { errcode: 5 })
      }
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const answer = await world.call('POST', `${own}/sms`, { json: sms() })
      assert.deepEqual(codeOf(answer), [503, code])
      messages.add = add
      assert.deepEqual([count(world), world.errors], [0, []])
    }
  })

  it('is 500 with a number to quote, the cause in the log alone', async () => {
    using world = startWorld()
    const { messages } = world.platform.parts
    messages.page = () => {
      throw new Error('a secret cause')
    }
    const answer = await world.get(`${own}/message-store`)
    assert.deepEqual(codeOf(answer), [500, 'CMN-203'])
    assert.ok(!answer.bytes.toString().includes('secret'))
    assert.ok(answer.body.message.includes(answer.headers.get('rcrequestid')))
    assert.match(world.errors.join(), /a secret cause/)
  })

  it('is 503 once it closes, at every path, also for what was under way', async () => {
    for (const [profile, code] of [
      ['guide', 'CMN-304'],
      ['live', 'CMN-201'],
    ] as const) {
      const world = startWorld({ profile, limits: 'guide' })
      let release = () => {}
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          release = () => {
            controller.enqueue(Buffer.from(JSON.stringify(sms())))
            controller.close()
          }
        },
      })
      const raw = { type: 'application/json', body: stream }
      const token = world.token(ids.ann)
      const under = world.call('POST', `${own}/sms`, { raw, token })
      /* oxlint-disable no-await-in-loop -- one after the other */
      const accepted = world.call('POST', `${own}/sms`, { json: sms('in time'), token })
      await new Promise((resolve) => setImmediate(resolve))
      world.platform.close()
      release()
      assert.deepEqual(codeOf(await under), [503, code])
      assert.equal((await accepted).status, 200)
      for (const path of [`${own}/message-store`, '/nothing', '/restapi/oauth/token']) {
        const answer = await world.call('POST', path, { token })
        assert.deepEqual(codeOf(answer), [503, code])
        assert.equal(answer.headers.get('x-rate-limit-window'), '60')
      }
      /* oxlint-enable no-await-in-loop */
      assert.deepEqual(world.errors, [])
      world.platform.close()
    }
  })
})

describe('a token', () => {
  it('holds until its last millisecond, as long as nothing is written and after', async () => {
    using world = startWorld()
    const token = world.token(ids.bob, { lifeMs: 10_000 })
    const status = async () => (await world.get(own, { token })).status
    assert.equal(await status(), 200)
    await world.clock.advance(9_999)
    assert.equal(await status(), 200)
    await world.clock.advance(1)
    assert.equal(await status(), 401)
  })

  it('ends with its session, its app’s permissions or its user, at once', async () => {
    using world = startWorld()
    const { sessions, accounts, db } = world.platform.parts
    const revoked = world.token(ids.bob)
    const disabled = world.token(ids.cleo)
    const status = async (token: string) => (await world.get(own, { token })).status
    assert.deepEqual([await status(revoked), await status(disabled)], [200, 200])
    sessions.revoke(revoked, 'app', world.clock.now())
    assert.deepEqual([await status(revoked), await status(disabled)], [401, 200])
    const cleo = accounts.extension(ids.cleo)
    assert.ok(cleo)
    db.transaction(() => accounts.updateExtension({ ...cleo, status: 'Disabled' }))
    assert.equal(await status(disabled), 401)
  })

  it('may stand in the address, where the header is missing', async () => {
    using world = startWorld()
    const token = world.token(ids.bob)
    const path = `${origin}${own}?access_token=${token}`
    assert.equal((await world.get(path, { token: null })).body.id, ids.bob)
    const empty = await world.get(`${origin}${own}?access_token=`, { token: null })
    assert.equal(empty.status, 401)
    const wrong = await world.get(path, { token: 'made-up' })
    assert.equal(wrong.status, 401)
    assert.equal((await world.get(own, { token: numbers.ann })).status, 401)
  })

  it('is named `bearer` in any case', async () => {
    using world = startWorld()
    const token = world.token(ids.bob)
    for (const scheme of ['bearer', 'Bearer', 'BEARER', '  Bearer ']) {
      const headers = { authorization: `${scheme} ${token}` }
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.equal((await world.get(own, { token: null, headers })).status, 200)
    }
  })
})
