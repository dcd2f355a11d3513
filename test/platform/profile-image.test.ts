// Pictures of people over HTTP: given, shown to colleagues, sent but once, taken away.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { form } from './form.ts'
import { type Answer, ids, own, type Sent, startWorld, type World } from './world.ts'

const place = `${own}/profile-image`
const gif = Buffer.from('R0lGODlhAQABAAAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(90_000, 7)])
const jpeg = Buffer.from('ffd8ffe000104a46494600', 'hex')

const picture = (content: Uint8Array, type: string | null = null): Sent =>
  form([{ name: 'image', fileName: 'me', type, content }])
const give = (world: World, content: Uint8Array, verb = 'POST') =>
  world.call(verb, place, picture(content))

function refused({ status, body }: Answer, expected: readonly [number, string, string?]): void {
  const [code, errorCode, parameterName] = expected
  assert.deepEqual([status, body.errorCode], [code, errorCode])
  if (parameterName) assert.equal(body.parameterName, parameterName)
}

test('a picture is what was sent, of the kind its bytes say, whatever the form says', async () => {
  using world = startWorld()
  for (const [content, type] of [
    [gif, 'image/gif'],
    [png, 'image/png'],
    [jpeg, 'image/jpeg'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    assert.equal((await world.call('POST', place, picture(content, 'image/bmp'))).status, 204)
    // oxlint-disable-next-line no-await-in-loop
    const shown = await world.get(place)
    assert.equal(shown.status, 200)
    assert.equal(shown.headers.get('content-type'), type)
    assert.deepEqual(shown.bytes, Buffer.from(content))
  }
  assert.equal((await give(world, gif, 'PUT')).status, 204)
  assert.deepEqual((await world.get(place)).bytes, gif)
})

test('an extension says where its picture is, in what sizes, and which one it is', async () => {
  using world = startWorld()
  const uri = `http://platform.test/restapi/v1.0/account/1/extension/${ids.ann}/profile-image`
  assert.deepEqual((await world.get(own)).body.profileImage, { uri })
  await give(world, gif)
  const etag = (await world.get(place)).headers.get('etag')?.slice(1, -1)
  const expected = {
    uri,
    etag,
    lastModified: new Date(world.clock.now()).toISOString(),
    contentType: 'image/gif',
    scales: ['90x90', '195x195', '584x584'].map((scale) => ({ uri: `${uri}/${scale}` })),
  }
  assert.deepEqual((await world.get(own)).body.profileImage, expected)
  const { records } = (await world.get('/restapi/v1.0/account/~/extension')).body
  const [ann, bob] = records
  assert.deepEqual(ann.profileImage, expected)
  assert.equal('etag' in bob.profileImage, false)
  const directory = await world.get(`/restapi/v1.0/account/~/directory/entries/${ids.ann}`)
  assert.deepEqual(directory.body.profileImage, { uri, etag })
  const person = await world.get(`/team-messaging/v1/persons/${ids.ann}`)
  assert.equal(person.body.avatar, uri)
})

test('it is sent again only when it has changed', async () => {
  using world = startWorld()
  await give(world, gif)
  const tag = (await world.get(place)).headers.get('etag') ?? ''
  const ask = (path = place) => world.get(path, { headers: { 'if-none-match': tag } })
  for (const path of [place, `${place}/90x90`]) {
    // oxlint-disable-next-line no-await-in-loop
    const known = await ask(path)
    assert.equal(known.status, 304)
    assert.equal(known.bytes.length, 0)
  }
  await give(world, gif)
  assert.equal((await ask()).status, 304)
  await give(world, png)
  const changed = await ask()
  assert.equal(changed.status, 200)
  assert.notEqual(changed.headers.get('etag'), tag)
})

test('every known size is the picture itself; an unknown one is not there', async () => {
  using world = startWorld()
  await give(world, png)
  for (const scale of ['original', '90x90', '195x195', '584x584']) {
    // oxlint-disable-next-line no-await-in-loop
    assert.deepEqual((await world.get(`${place}/${scale}`)).bytes, png)
  }
  refused(await world.get(`${place}/1x1`), [404, 'CMN-102', 'scaleSize'])
  const saved = await world.get(
    `${place}/90x90?contentDisposition=Attachment&contentDispositionFilename=ann.png`,
  )
  assert.equal(saved.headers.get('content-disposition'), 'attachment;filename="ann.png"')
  const part = await world.get(place, { headers: { range: 'bytes=0-7' } })
  assert.equal(part.status, 206)
  assert.deepEqual(part.bytes, png.subarray(0, 8))
})

test('a picture that was taken away is not there, nor is its file', async () => {
  using world = startWorld()
  refused(await world.get(place), [404, 'CMN-102', 'profileImage'])
  await give(world, png)
  const { company, files } = world.platform.parts
  const key = company.picture(ids.ann)?.file.key ?? ''
  assert.ok(files.has(key))
  const another = Buffer.concat([png, gif])
  await give(world, another)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(files.has(key), false)
  await give(world, png)
  assert.equal((await world.call('DELETE', place)).status, 204)
  assert.equal((await world.call('DELETE', place)).status, 204)
  refused(await world.get(place), [404, 'CMN-102', 'profileImage'])
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(files.has(key), false)
})

test('what is no picture, or not one, is refused, and the one there is stays', async () => {
  using world = startWorld()
  await give(world, gif)
  const invalid = 'CMN-101'
  const text = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')
  refused(await world.call('POST', place, picture(text, 'image/png')), [415, 'MSG-348', 'image'])
  refused(await world.call('PUT', place, picture(Buffer.alloc(0))), [400, invalid, 'image'])
  refused(await world.call('POST', place, form([], { name: 'x' })), [400, invalid, 'image'])
  const two = [
    { name: 'image', content: gif },
    { name: 'image', content: png },
  ]
  refused(await world.call('POST', place, form(two)), [400, invalid, 'image'])
  refused(await world.call('POST', place, { json: {} }), [415, 'MSG-348', 'Content-Type'])
  const large = Buffer.concat([png, Buffer.alloc(10 * 2 ** 20)])
  refused(await give(world, large), [400, invalid, 'body'])
  assert.deepEqual((await world.get(place)).bytes, gif)
})

test('colleagues see it; another’s is given by an admin alone, with EditExtensions', async () => {
  using world = startWorld()
  await give(world, gif)
  const bob = { token: world.token(ids.bob) }
  const anns = place.replace('extension/~', `extension/${ids.ann}`)
  assert.equal((await world.get(anns, bob)).status, 200)
  assert.equal((await world.get(`${anns}/90x90`, bob)).status, 200)
  refused(await world.call('POST', anns, { ...picture(gif), ...bob }), [403, 'CMN-408'])
  refused(await world.call('DELETE', anns, bob), [403, 'CMN-408'])
  const bobs = place.replace('extension/~', `extension/${ids.bob}`)
  assert.equal((await world.call('PUT', bobs, picture(png))).status, 204)
  assert.deepEqual((await world.get(place, bob)).bytes, png)
  const reader = { token: world.token(ids.ann, { scopes: ['ReadAccounts'] }) }
  refused(await world.call('POST', place, { ...picture(gif), ...reader }), [403, 'CMN-408'])
})
