// What holds for every method of the catalogue, asked of each: a new one is asked without a line of test.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Method, pathOf, verbOf } from '#catalog/method'
import { methods } from '#catalog/methods'
import { rateGroups } from '#catalog/rate-groups'
import { ids, startWorld, type World } from './world.ts'

const all = Object.entries(methods) as [string, Method][]

/** The path of a method with `~` for who calls, and ids that name nothing elsewhere. */
const placed = (method: Method) =>
  pathOf(method)
    .replaceAll(/\{(?:account|extension)Id\}/g, '~')
    .replaceAll(/\{\w+\}/g, '987654321')

const call = (world: World, method: Method, path: string, token = world.token(ids.ann)) =>
  world.call(verbOf(method), path, {
    token,
    ...(method.body ? { json: {} } : {}),
  })

for (const [id, method] of all.filter(([, { open }]) => !open)) {
  test(`${id} is refused over the limit of its group, with how long to wait`, async () => {
    using world = startWorld({ limits: 'guide' })
    const limits = Object.fromEntries(Object.keys(rateGroups).map((group) => [group, 1]))
    world.addApp('tight', { limits })
    const token = world.token(ids.ann, { clientId: 'tight' })
    await call(world, method, placed(method), token)
    const { status, headers, body } = await call(world, method, placed(method), token)
    assert.deepEqual([status, body.errorCode], [429, 'CMN-301'])
    assert.equal(headers.get('x-rate-limit-group'), method.rateGroup.toLowerCase())
    assert.equal(headers.get('retry-after'), '60')
  })
}

for (const [id, method] of all.filter(([, { permission }]) => permission !== null)) {
  test(`${id} is refused to an app without ${method.permission}`, async () => {
    using world = startWorld()
    const scopes = world.platform.parts.apps
      .find('app')
      ?.permissions.filter((permission) => permission !== method.permission)
    assert.ok(scopes)
    const token = world.token(ids.ann, { scopes })
    const { status, body } = await call(world, method, placed(method), token)
    assert.deepEqual(
      [status, body.errorCode, body.permissionName],
      [403, 'CMN-408', method.permission],
    )
  })
}

for (const [id, method] of all.filter(([, { query }]) => query !== undefined)) {
  // A text is right for one that takes any; a number out of range, a word for a choice, is right for none.
  const properties = (method.query?.properties ?? {}) as Readonly<Record<string, { type?: string }>> // JSON Schemas
  const wrong = Object.entries(properties).find(
    ([, schema]) =>
      schema.type === 'boolean' || ['enum', 'pattern', 'minimum'].some((rule) => rule in schema),
  )?.[0]
  if (wrong === undefined) continue
  test(`${id} is refused with a wrong ${wrong} in its query, by name`, async () => {
    using world = startWorld()
    const { status, body } = await call(world, method, `${placed(method)}?${wrong}=-.-`)
    if (status === 404) return // what the path names is looked at first
    assert.deepEqual([status, body.errorCode, body.parameterName], [400, 'CMN-101', wrong])
  })
}
