// What the reference is made of, against the catalogue: schemas as trees, the search, facets, examples,
// errors, the calculator, pages for machines.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { answeredBy } from '#catalog/errors/answered-by'
import { type ErrorCode, errors } from '#catalog/errors'
import type { Method } from '#catalog/method'
import { type MethodId, methods } from '#catalog/methods'
import { methodDetails } from '#catalog/projections/detail'
import {
  createTable,
  facetNames,
  viewFromParameters,
  viewToParameters,
  wholeTable,
} from '#catalog/projections/facets'
import { plain } from '#catalog/projections/json'
import { llms, methodMarkdown } from '#catalog/projections/method-markdown'
import { methodReferences } from '#catalog/projections/reference'
import { membersIn, schemaTree, type SchemaNode } from '#catalog/projections/schema-tree'
import { readChapters } from '#catalog/projections/site'
import { createSearch } from '#catalog/projections/search'
import { rateGroups } from '#catalog/rate-groups'
import { rateBudget } from '#catalog/rules/rate-budget'

const all = methodReferences()
const details = methodDetails()
const rows = Object.entries(methods) as [MethodId, Method][] // the keys of `methods`

test('every schema of the catalogue reads: each member has a name, a type and rules in words', () => {
  const bodies = readChapters().events.map(({ id, body }) => [id, body] as const)
  const trees = rows.flatMap(([id, { path, query, body, returns }]) =>
    [path, query, body, returns]
      .filter((schema) => schema !== undefined && schema !== null)
      .map((schema) => [id, schemaTree(plain(schema))] as const),
  )
  let seen = 0
  for (const [id, tree] of [...trees, ...bodies]) {
    for (const node of membersIn(tree)) {
      seen += 1
      const words = [node.type, ...node.rules, ...node.values, node.about ?? ''].join(' ')
      assert.ok(node.kind !== 'anything', `${id}: ${node.name} is anything`)
      assert.doesNotMatch(words, /undefined|\[object|unknown|NaN|\^/, `${id}: ${node.name}`)
      assert.ok(
        node.kind !== 'choice' || node.values.length > 0,
        `${id}: ${node.name} has no values`,
      )
      assert.ok(
        node.kind !== 'list' || node.type.startsWith('list of objects') || node.items,
        `${id}: ${node.name}`,
      )
    }
  }
  assert.ok(seen > 3000)
})

test('a tree has every member of its schema, and marks those that must be there', () => {
  const names = (node: SchemaNode) => node.members.map(({ name }) => name)
  const { body } = details.find(({ id }) => id === 'createSMSMessage') ?? {}
  assert.ok(body)
  assert.deepEqual(names(body), ['from', 'to', 'text', 'country'])
  assert.deepEqual(
    body.members.filter(({ required }) => required).map(({ name }) => name),
    ['from', 'to', 'text'],
  )
  const to = body.members[1]
  assert.deepEqual([to?.type, to?.rules], ['list of objects', ['1 to 50 entries']])
  assert.deepEqual(body.members[2]?.rules, ['at most 1,000 characters'])
})

test('the search finds each method by its id, by its path with ~, and by its id with a slip', () => {
  const search = createSearch(all)
  const found = (text: string) => search.find(text).map(({ method }) => method.id)
  for (const { id, path, verb } of all) {
    assert.equal(found(id)[0], id)
    assert.ok(found(`${verb} ${path.replaceAll(/\{(?:account|extension)Id\}/g, '~')}`).includes(id))
    const slip = id.slice(0, 4) + id.slice(5)
    assert.ok(found(slip).includes(id), slip)
  }
  assert.deepEqual(
    found('  '),
    all.map(({ id }) => id),
  )
})

test('facets count what choosing them would show, and a view survives its address', () => {
  const table = createTable(all)
  const guide = table({ ...wholeTable, chosen: { listed: ['table'] } })
  assert.deepEqual(
    [guide.methods.length, guide.read, guide.write, guide.permissions],
    [27, 15, 12, 10],
  )
  for (const name of facetNames) {
    for (const { value, count } of guide.facets[name]) {
      const chosen = { listed: ['table'], [name]: [value] }
      assert.equal(table({ ...wholeTable, chosen }).methods.length, count, `${name}=${value}`)
    }
  }
  const view = {
    q: 'a b',
    chosen: { rate: ['Light', 'Heavy'], group: ['presence'] },
    sort: 'rate' as const,
    descending: true,
  }
  assert.deepEqual(viewFromParameters(viewToParameters(view)), view)
  assert.deepEqual(viewFromParameters({ sort: 'nonsense', q: 7 }), { ...wholeTable, q: '7' })
})

test('what examples send is what the schemas take', () => {
  for (const { id, sample } of details) {
    const { body, query, path }: Method = methods[id]
    if (body) assert.ok(Value.Check(body, sample.body), `${id}: its body`)
    const asked = query ? Value.Convert(query, structuredClone(sample.query)) : sample.query
    if (query) assert.ok(Value.Check(query, asked), `${id}: its query`)
    else assert.deepEqual(sample.query, {})
    const ids = Object.fromEntries(sample.ids.map(({ name, value }) => [name, value]))
    const own = { accountId: '~', extensionId: '~' }
    for (const name of Object.keys(path.properties)) {
      const filled: Record<string, string> = { ...own, ...ids }
      assert.ok(filled[name], `${id}: ${name}`)
    }
    assert.ok(Value.Check(path, { ...own, ...ids }), `${id}: its path`)
  }
})

test('each code of the table is a method’s to answer, unless it says why not', () => {
  const nobody = (Object.keys(errors) as ErrorCode[]).filter(
    (code) => !rows.some(([id, method]) => answeredBy[code]?.(method, id)),
  )
  assert.deepEqual(
    nobody,
    (Object.keys(errors) as ErrorCode[]).filter((code) => answeredBy[code] === null),
  )
  const codes = (id: MethodId) =>
    details.find((one) => one.id === id)?.errors.map(({ status, code }) => `${status} ${code}`)
  assert.deepEqual(codes('createSMSMessage'), [
    '400 CMN-101',
    '401 OAU-128',
    '403 CMN-408',
    '404 CMN-102',
    '415 MSG-348',
    '429 CMN-301',
    '500 CMN-203',
    '503 CMN-304',
  ])
  assert.deepEqual(codes('readAPIStatus'), ['500 CMN-203', '503 CMN-304'])
})

test('the calculator names what throttles first, when, and how many agents fit', () => {
  const { first, fits, groups } = rateBudget(10, { Light: 1, Medium: 8, Heavy: 2 }, false)
  assert.equal(first, 'Medium' satisfies keyof typeof rateGroups)
  assert.equal(fits, 5)
  assert.equal(groups.find(({ group }) => group === 'Medium')?.throttledAfter, 30)
  assert.equal(rateBudget(10, { Medium: 8 }, true).first, null)
  assert.equal(rateBudget(1, { Heavy: rateGroups.Heavy.limit }, false).first, null)
  assert.deepEqual(rateBudget(3, {}, false).tightest, null)
})

test('machines get a page for each method, with nothing left out of it, and a list of all', () => {
  const list = llms(details)
  for (const detail of details) {
    const page = methodMarkdown(detail)
    assert.doesNotMatch(page.replaceAll(/^```[^]*?^```/gm, ''), /undefined|\[object/)
    assert.ok(page.includes(`# ${detail.id}\n`) && page.includes(detail.path))
    for (const { code } of detail.errors) assert.ok(page.includes(code))
    assert.equal(page.match(/^```(?:shell|javascript)$/gm)?.length, 6)
    assert.ok(list.includes(`methods/${detail.id}.md`))
  }
})
