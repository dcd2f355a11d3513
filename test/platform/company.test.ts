// The company's settings over HTTP: prompts of its menus, forwarding of all its calls.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { placeCall } from '#platform/network/calls'
import { callWorld, numbers as callNumbers } from './call-world.ts'
import { form } from './form.ts'
import { type Answer, ids, startWorld, type World } from './world.ts'

const account = '/restapi/v1.0/account/~'
const prompts = `${account}/ivr-prompts`
const wav = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(5_000, 3)])

const sound = (fields: Readonly<Record<string, string>> = {}, type: string | null = 'audio/wav') =>
  form([{ name: 'attachment', fileName: 'welcome.wav', type, content: wav }], fields)
const add = (world: World, name: string) => world.call('POST', prompts, sound({ name }))

function refused({ status, body }: Answer, expected: readonly [number, string, string?]): void {
  const [code, errorCode, parameterName] = expected
  assert.deepEqual([status, body.errorCode], [code, errorCode])
  if (parameterName) assert.equal(body.parameterName, parameterName)
}

describe('prompts', () => {
  it('are kept with their sound, and read by their links', async () => {
    using world = startWorld()
    const { status, body } = await add(world, 'Welcome')
    assert.equal(status, 200)
    const uri = `http://platform.test/restapi/v1.0/account/1/ivr-prompts/${body.id}`
    assert.deepEqual(body, {
      uri,
      id: body.id,
      contentType: 'audio/wav',
      contentUri: `${uri}/content`,
      filename: 'Welcome',
    })
    assert.deepEqual((await world.get(uri)).body, body)
    const content = await world.get(`${body.contentUri}?contentDisposition=Attachment`)
    assert.equal(content.headers.get('content-type'), 'audio/wav')
    assert.equal(content.headers.get('content-disposition'), 'attachment;filename="Welcome"')
    assert.deepEqual(content.bytes, wav)
    const part = await world.get(body.contentUri, { headers: { range: 'bytes=-4' } })
    assert.deepEqual(part.bytes, wav.subarray(-4))
  })

  it('are called as their file when nobody says otherwise, in JSON too', async () => {
    using world = startWorld()
    assert.equal((await world.call('POST', prompts, sound())).body.filename, 'welcome.wav')
    const sent = form([
      {
        name: 'request.json',
        fileName: 'request.json',
        type: 'application/json',
        content: '{"name":"Bye"}',
      },
      { name: 'attachment', fileName: 'a.mp3', content: wav },
    ])
    const { body } = await world.call('POST', prompts, sent)
    assert.deepEqual([body.filename, body.contentType], ['Bye', 'audio/mpeg'])
  })

  it('are listed in pages, in the order they were added', async () => {
    using world = startWorld()
    // oxlint-disable-next-line no-await-in-loop
    for (const name of ['one', 'two', 'three']) await add(world, name)
    const { body } = await world.get(`${prompts}?perPage=2`)
    const names = (answer: Answer) =>
      answer.body.records.map((one: { filename: string }) => one.filename)
    assert.deepEqual(
      body.records.map((one: { filename: string }) => one.filename),
      ['one', 'two'],
    )
    assert.equal(body.paging.totalElements, 3)
    assert.deepEqual(names(await world.get(body.navigation.nextPage.uri)), ['three'])
  })

  it('are renamed, and deleted with their sound', async () => {
    using world = startWorld()
    const { body } = await add(world, 'Welcome')
    const renamed = await world.call('PUT', body.uri, { json: { filename: 'Hello' } })
    assert.equal(renamed.status, 200)
    assert.deepEqual(renamed.body, { ...body, filename: 'Hello' })
    assert.deepEqual((await world.call('PUT', body.uri, { json: {} })).body, renamed.body)
    refused(await world.call('PUT', body.uri, { json: { filename: '  ' } }), [
      400,
      'CMN-101',
      'filename',
    ])
    const { company, files } = world.platform.parts
    const key = company.prompt(1, Number(body.id))?.file.key ?? ''
    assert.equal((await world.call('DELETE', body.uri)).status, 204)
    for (const [verb, path] of [
      ['GET', body.uri],
      ['GET', body.contentUri],
      ['PUT', body.uri],
      ['DELETE', body.uri],
      ['GET', `${prompts}/x`],
    ] as const) {
      const json = verb === 'PUT' ? { json: {} } : {}
      // oxlint-disable-next-line no-await-in-loop
      refused(await world.call(verb, path, json), [404, 'CMN-102', 'promptId'])
    }
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(files.has(key), false)
  })

  it('are sounds, one at a time, of at most 20 MB', async () => {
    using world = startWorld()
    const post = (sent: Parameters<World['call']>[2]) => world.call('POST', prompts, sent)
    refused(await post(sound({}, 'image/png')), [415, 'MSG-348', 'attachment'])
    refused(await post(form([], { name: 'x' })), [400, 'CMN-101', 'attachment'])
    const empty = { name: 'attachment', fileName: 'a.wav', content: '' }
    refused(await post(form([empty])), [400, 'CMN-101', 'attachment'])
    const large = { ...empty, content: Buffer.alloc(20 * 2 ** 20 + 1) }
    refused(await post(form([large])), [400, 'CMN-101', 'body'])
    refused(await post({ json: { name: 'x' } }), [415, 'MSG-348', 'Content-Type'])
    refused(await post(sound({ name: 'x'.repeat(256) })), [400, 'CMN-101', 'name'])
    assert.equal((await world.get(prompts)).body.paging.totalElements, 0)
    const whole = { ...empty, content: Buffer.alloc(20 * 2 ** 20 - 1_000) }
    assert.equal((await post(form([whole]))).status, 200)
  })

  it('are an admin’s affair; their sound is for everybody', async () => {
    using world = startWorld()
    const { body } = await add(world, 'Welcome')
    const bob = { token: world.token(ids.bob) }
    refused(await world.get(prompts, bob), [403, 'CMN-408'])
    refused(await world.call('POST', prompts, { ...sound(), ...bob }), [403, 'CMN-408'])
    assert.equal((await world.get(body.contentUri, bob)).status, 200)
    const reader = { token: world.token(ids.ann, { scopes: ['ReadAccounts'] }) }
    assert.equal((await world.get(prompts, reader)).status, 200)
    refused(await world.call('DELETE', body.uri, reader), [403, 'CMN-408'])
  })
})

describe('forwarding of all calls', () => {
  const place = `${account}/forward-all-calls`

  it('is off at first, turned on and off by an admin, and says to whom it goes', async () => {
    using world = startWorld()
    const off = {
      enabled: false,
      ranges: [],
      callHandlingAction: 'Operator',
      extension: { id: String(ids.ann), name: 'Ann', extensionNumber: '101' },
    }
    assert.deepEqual((await world.get(place)).body, off)
    const on = await world.call('PATCH', place, { json: { enabled: true } })
    assert.equal(on.status, 200)
    assert.deepEqual(on.body, { ...off, enabled: true })
    assert.deepEqual((await world.get(place)).body, on.body)
    assert.deepEqual((await world.call('PATCH', place, { json: { enabled: false } })).body, off)
  })

  it('sends who calls the company from outside to the operator, and nobody else', () => {
    const world = callWorld()
    const { parts, account: company, ann, bob, queue } = world
    const number = '+15105550120'
    parts.accounts.addNumber({
      id: 99,
      accountId: company.id,
      extensionId: queue.id,
      number,
      usageType: 'CompanyNumber',
      type: 'VoiceOnly',
      features: [],
      label: null,
    })
    const callee = (from: string, to: string) =>
      parts.db.transaction(
        () =>
          placeCall(parts, {
            account: company,
            from: { phoneNumber: from },
            to: { phoneNumber: to },
          }).callee,
      )
    const outside = callNumbers.customer
    assert.equal(callee(outside, number).extensionId, queue.id)
    parts.company.setForwardsAllCalls(company.id, true)
    const forwarded = callee(outside, number)
    assert.deepEqual(
      [forwarded.extensionId, forwarded.kind, forwarded.party.phoneNumber],
      [ann.id, 'phone', number],
    )
    assert.equal(callee(outside, callNumbers.bob).extensionId, bob.id)
    assert.equal(callee(callNumbers.bob, number).extensionId, queue.id)
    parts.company.setForwardsAllCalls(company.id, false)
    assert.equal(callee(outside, number).extensionId, queue.id)
    world.close()
  })

  it('needs a yes or a no, an admin, and the permission', async () => {
    using world = startWorld()
    refused(await world.call('PATCH', place, { json: {} }), [400, 'CMN-101', 'enabled'])
    refused(await world.call('PATCH', place, { json: { enabled: 'on' } }), [
      400,
      'CMN-101',
      'enabled',
    ])
    const bob = { token: world.token(ids.bob) }
    refused(await world.get(place, bob), [403, 'CMN-408'])
    const reader = { token: world.token(ids.ann, { scopes: ['ReadAccounts'] }) }
    refused(await world.call('PATCH', place, { json: { enabled: true }, ...reader }), [
      403,
      'CMN-408',
    ])
  })
})
