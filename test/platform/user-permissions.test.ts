// What a user may do, as the platform tells it, and that it does as it tells.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused } from './demo-world.ts'
import { ids, origin, own, startWorld } from './world.ts'

const check = `${own}/authz-profile/check`
const roles = '/restapi/v1.0/dictionary/user-role'

test('an admin holds every permission for every extension, a standard user some for their own', async () => {
  using world = startWorld()
  const bob = { token: world.token(ids.bob) }
  const anns = (await world.get(`${own}/authz-profile`)).body
  const bobs = (await world.get(`${own}/authz-profile`, bob)).body
  assert.equal(anns.uri, `${origin}/restapi/v1.0/account/1/extension/${ids.ann}/authz-profile`)
  const one = (body: typeof anns, id: string) =>
    body.permissions.find(({ permission }: { permission: { id: string } }) => permission.id === id)
  const roleOf = (id: string) => ({ uri: `${origin}/restapi/v1.0/account/1/user-role/${id}`, id })
  assert.deepEqual(one(anns, 'ReadCallLog'), {
    permission: { id: 'ReadCallLog' },
    effectiveRole: roleOf('1'),
    scopes: ['AllExtensions'],
  })
  assert.deepEqual(one(bobs, 'ReadCallLog'), {
    permission: { id: 'ReadCallLog' },
    effectiveRole: roleOf('3'),
    scopes: ['Self'],
  })
  assert.deepEqual(one(bobs, 'ReadExtensions').scopes, ['AllExtensions'])
  assert.equal(one(bobs, 'EditCompanyGreetings'), undefined)
  assert.ok(anns.permissions.length > bobs.permissions.length)
  const onAnn = await world.get(`${own}/authz-profile?targetExtensionId=${ids.ann}`, bob)
  assert.equal(one(onAnn.body, 'ReadCallLog'), undefined)
  assert.ok(one(onAnn.body, 'ReadExtensions'))
})

test('a permission that is said to be held works, and one that is not is refused', async () => {
  using world = startWorld()
  const bob = { token: world.token(ids.bob) }
  const holds = async (permission: string, target: number) => {
    const query = `permissionId=${permission}&targetExtensionId=${target}`
    const { body } = await world.get(`${check}?${query}`, bob)
    assert.equal('details' in body, body.successful)
    return body.successful
  }
  const status = async (path: string, target: number) =>
    (await world.get(`/restapi/v1.0/account/~/extension/${target}${path}`, bob)).status
  assert.equal(await holds('ReadCallLog', ids.bob), true)
  assert.equal(await status('/call-log', ids.bob), 200)
  assert.equal(await holds('ReadCallLog', ids.ann), false)
  assert.equal(await status('/call-log', ids.ann), 403)
  assert.equal(await holds('ReadPresenceStatus', ids.ann), true)
  assert.equal(await status('/presence', ids.ann), 200)
  assert.equal(await holds('NoSuchPermission', ids.bob), false)
})

test('a check names its permission, and a target that exists', async () => {
  using world = startWorld()
  assertRefused(await world.get(check), {
    status: 400,
    code: 'CMN-101',
    parameterName: 'permissionId',
  })
  const foreign = `${check}?permissionId=ReadCallLog&targetExtensionId=${ids.zoe}`
  assertRefused(await world.get(foreign), {
    status: 404,
    code: 'CMN-102',
    parameterName: 'targetExtensionId',
  })
})

test('the roles are listed, and read with their permissions', async () => {
  using world = startWorld()
  const { body } = await world.get(roles)
  assert.deepEqual(
    body.records.map((one: { id: string; displayName: string }) => [one.id, one.displayName]),
    [
      ['1', 'Super Admin'],
      ['3', 'Standard'],
    ],
  )
  const standard = (await world.get(`${roles}/3`)).body
  const held = standard.permissions.map(({ id }: { id: string }) => id)
  assert.equal(standard.uri, `${origin}${roles}/3`)
  assert.ok(held.includes('ReadMessages') && !held.includes('EditCompanyGreetings'))
  assertRefused(await world.get(`${roles}/2`), {
    status: 404,
    code: 'CMN-102',
    parameterName: 'roleId',
  })
})
