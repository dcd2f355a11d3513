// What must hold of every lever, whatever it does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { pathOf, verbOf } from '#lib/json-api/route'
import { satisfies } from '#lib/schema'
import { leverRequest } from '#platform/levers/client'
import { leversOpenApi } from '#platform/levers/documents'
import { exampleOf } from '#platform/levers/example'
import type { Lever } from '#platform/levers/lever'
import { leverGroups, levers } from '#platform/levers/levers'
import { createPlatform } from 'ringfence'

const all: readonly (readonly [string, Lever])[] = Object.entries(levers)

test('the groups have every lever once', () => {
  const grouped = leverGroups.flatMap(({ routes }) => Object.keys(routes))
  assert.deepEqual(grouped.toSorted(), Object.keys(levers).toSorted())
})

test('every path parameter of a lever is in its path, and the other way round', () => {
  for (const [id, lever] of all) {
    const named = [...pathOf(lever).matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
    assert.deepEqual(new Set(Object.keys(lever.path.properties)), new Set(named), id)
  }
})

test('the example of every lever is one that its schemas take', async () => {
  for (const [id, lever] of all) {
    const request = leverRequest(lever, exampleOf(lever), { url: 'http://a.test', token: 't' })
    // oxlint-disable-next-line no-await-in-loop
    const body: unknown = lever.body ? JSON.parse(await request.text()) : undefined
    assert.ok(
      lever.body === undefined || satisfies(lever.body, body),
      `${id}: ${JSON.stringify(body)}`,
    )
  }
})

test('the OpenAPI document is valid, has every lever, and is what the platform answers', async () => {
  const document = leversOpenApi(leverGroups)
  const { valid, errors } = await new Validator().validate(structuredClone(document))
  assert.equal(valid, true, JSON.stringify(errors))
  const paths = document['paths'] as Record<string, Record<string, { operationId: string }>>
  for (const [id, lever] of all) {
    assert.equal(paths[pathOf(lever)]?.[verbOf(lever).toLowerCase()]?.operationId, id)
  }
  await using platform = await createPlatform({
    port: false,
    seed: { extensions: [{ name: 'Ann' }] },
  })
  assert.deepEqual(await platform.levers.describeLevers(), JSON.parse(JSON.stringify(document)))
})
