// Files of team messaging over HTTP: uploaded, attached to posts, downloaded by who sees them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { form } from './form.ts'
import { type Answer, ids, startWorld, type World } from './world.ts'

const root = '/team-messaging/v1'
const files = `${root}/files`
const plan = Buffer.alloc(90_000, 5)

const upload = (world: World, query = '', more: object = {}) =>
  world.call('POST', `${files}${query}`, {
    ...form([{ name: 'body', fileName: 'plan.pdf', content: plan }]),
    ...more,
  })

function refused({ status, body }: Answer, expected: readonly [number, string, string?]): void {
  const [code, errorCode, parameterName] = expected
  assert.deepEqual([status, body.errorCode], [code, errorCode])
  if (parameterName) assert.equal(body.parameterName, parameterName)
}

/** A team of Ann and Bob. */
async function newTeam(world: World): Promise<string> {
  const { body } = await world.call('POST', `${root}/teams`, {
    json: { name: 'Doors', members: [{ id: String(ids.bob) }] },
  })
  return body.id
}

test('a file is uploaded as a form and downloaded at its contentUri', async () => {
  using world = startWorld()
  const { status, body } = await upload(world)
  assert.equal(status, 200)
  const { 0: first, ...file } = body
  assert.deepEqual(first, file)
  assert.deepEqual(file, {
    id: file.id,
    contentUri: `http://platform.test${files}/${file.id}/content`,
    name: 'plan.pdf',
  })
  const content = await world.get(file.contentUri)
  assert.equal(content.headers.get('content-type'), 'application/pdf')
  assert.equal(content.headers.get('content-disposition'), 'attachment;filename="plan.pdf"')
  assert.deepEqual(content.bytes, plan)
})

test('or as the bytes themselves, named in the query', async () => {
  using world = startWorld()
  const { status, body } = await world.call('POST', `${files}?name=site.png`, {
    raw: { type: 'image/png', body: plan },
  })
  assert.equal(status, 200)
  assert.equal(body.name, 'site.png')
  const content = await world.get(body.contentUri)
  assert.equal(content.headers.get('content-type'), 'image/png')
  assert.deepEqual(content.bytes, plan)
  const json = await world.call('POST', `${files}?name=a.json`, {
    raw: { type: 'application/json', body: '{"a":1}' },
  })
  assert.equal((await world.get(json.body.contentUri)).bytes.toString(), '{"a":1}')
})

test('a post shows the files attached to it, to everybody in its chat', async () => {
  using world = startWorld()
  const bob = { token: world.token(ids.bob) }
  const cleo = { token: world.token(ids.cleo) }
  const posts = `${root}/chats/${await newTeam(world)}/posts`
  const { body: file } = await upload(world)
  const contentOf = (who: object) => world.get(file.contentUri, who)
  refused(await contentOf(bob), [404, 'CMN-102', 'fileId'])
  const post = await world.call('POST', posts, {
    json: { attachments: [{ id: file.id, type: 'File' }] },
  })
  assert.equal(post.status, 201)
  const { id, name, contentUri } = file
  assert.deepEqual(post.body.attachments, [{ id, type: 'File', name, contentUri }])
  assert.deepEqual((await world.get(posts, bob)).body.records, [post.body])
  assert.deepEqual((await contentOf(bob)).bytes, plan)
  refused(await contentOf(cleo), [404, 'CMN-102', 'fileId'])
  const changed = await world.call('PATCH', `${posts}/${post.body.id}`, {
    json: { text: 'the plan' },
  })
  assert.deepEqual(changed.body.attachments, post.body.attachments)
  await world.call('DELETE', `${posts}/${post.body.id}`)
  refused(await contentOf(bob), [404, 'CMN-102', 'fileId'])
  assert.equal((await contentOf({})).status, 200)
})

test('a text names the files it mentions, as far as its author sees them', async () => {
  using world = startWorld()
  const posts = `${root}/chats/${await newTeam(world)}/posts`
  const { body: file } = await upload(world)
  const { body: hidden } = await upload(world, '', { token: world.token(ids.cleo) })
  const text = `![:File](${file.id}), not ![:File](${hidden.id}) or ![:File](1)`
  const { body } = await world.call('POST', posts, { json: { text } })
  assert.deepEqual(body.mentions, [{ id: file.id, type: 'File', name: 'plan.pdf' }])
})

test('a file for a chat is seen by who is in it, and goes with it', async () => {
  using world = startWorld()
  const bob = { token: world.token(ids.bob) }
  const team = await newTeam(world)
  const { body: file } = await upload(world, `?groupId=${team}`)
  assert.equal((await world.get(file.contentUri, bob)).status, 200)
  refused(await world.get(file.contentUri, { token: world.token(ids.cleo) }), [404, 'CMN-102'])
  // Bob may post it elsewhere, where Cleo sees it.
  const direct = await world.call('POST', `${root}/conversations`, {
    json: { members: [{ id: String(ids.cleo) }] },
    ...bob,
  })
  const attachments = [{ id: file.id, type: 'File' }]
  const shared = { json: { attachments }, ...bob }
  const post = await world.call('POST', `${root}/chats/${direct.body.id}/posts`, shared)
  assert.equal(post.status, 201)
  assert.equal((await world.get(file.contentUri, { token: world.token(ids.cleo) })).status, 200)
  const { chatFiles, files: store } = world.platform.parts
  const key = chatFiles.file(Number(file.id))?.file.key ?? ''
  assert.equal((await world.call('DELETE', `${root}/teams/${team}`)).status, 204)
  refused(await world.get(file.contentUri), [404, 'CMN-102', 'fileId'])
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(store.has(key), false)
})

test('a post points at nothing its author cannot see, and at no card, note or event', async () => {
  using world = startWorld()
  const posts = `${root}/chats/${await newTeam(world)}/posts`
  const { body: file } = await upload(world, '', { token: world.token(ids.cleo) })
  for (const attachment of [
    { id: file.id, type: 'File' },
    { id: '1', type: 'File' },
    { id: 'x' },
    {},
    { id: '1', type: 'Card' },
    { id: '1', type: 'Note' },
    { id: '1', type: 'Event' },
  ]) {
    const json = { text: 'see', attachments: [attachment] }
    // oxlint-disable-next-line no-await-in-loop
    refused(await world.call('POST', posts, { json }), [400, 'CMN-101', 'attachments.id'])
  }
  assert.deepEqual((await world.get(posts)).body.records, [])
})

test('what is none, or too large, or for a stranger’s chat is refused', async () => {
  using world = startWorld()
  const cleos = await world.call('POST', `${root}/teams`, {
    json: { name: 'Mine' },
    token: world.token(ids.cleo),
  })
  for (const groupId of ['1', 'x', '~', cleos.body.id]) {
    // oxlint-disable-next-line no-await-in-loop
    refused(await upload(world, `?groupId=${groupId}`), [400, 'CMN-101', 'groupId'])
  }
  refused(await upload(world, `?name=${'x'.repeat(256)}`), [400, 'CMN-101', 'name'])
  refused(await world.call('POST', files, form([], { a: 'b' })), [400, 'CMN-101', 'body'])
  refused(await world.call('POST', files, { raw: { type: 'image/png', body: '' } }), [
    400,
    'CMN-101',
    'body',
  ])
  const raw = { type: 'image/png', body: Buffer.alloc(30 * 2 ** 20 + 1) }
  refused(await world.call('POST', files, { raw }), [400, 'CMN-101', 'body'])
  const whole = { type: 'image/png', body: Buffer.alloc(30 * 2 ** 20) }
  assert.equal((await world.call('POST', files, { raw: whole })).status, 200)
  refused(await world.get(`${files}/1/content`), [404, 'CMN-102', 'fileId'])
  const token = world.token(ids.ann, { scopes: ['ReadAccounts'] })
  refused(await upload(world, '', { token }), [403, 'CMN-408'])
})
