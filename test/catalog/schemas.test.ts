import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { methods } from '#catalog/methods'
import { CreateFaxMessage, CreateMMSMessage, CreateSMSMessage } from '#catalog/schemas/messages'
import { CreatePost } from '#catalog/schemas/team-messaging'

const accepts = (schema: TSchema, value: unknown) => Compile(schema).Check(value)
const numbers = { from: { phoneNumber: '+16505550100' }, to: [{ phoneNumber: '+16505550101' }] }

test('texts are counted in UTF-16 code units: an emoji is two', () => {
  const cases: readonly (readonly [TSchema, object, string, number])[] = [
    [CreateSMSMessage, numbers, 'text', 1000],
    [CreateMMSMessage, numbers, 'text', 1000],
    [CreateFaxMessage, { to: numbers.to }, 'coverPageText', 1024],
    [CreatePost, {}, 'text', 10_000],
  ]
  for (const [schema, rest, field, longest] of cases) {
    const fits = (text: string) => accepts(schema, { ...rest, [field]: text })
    assert.ok(fits('a'.repeat(longest)), field)
    assert.ok(!fits('a'.repeat(longest + 1)), field)
    assert.ok(fits('😀'.repeat(longest / 2)), field)
    assert.ok(!fits('😀'.repeat(longest / 2 + 1)), field)
  }
})

test('a message has a sender and at least one recipient', () => {
  assert.ok(accepts(CreateSMSMessage, { ...numbers, text: '' }))
  assert.ok(!accepts(CreateSMSMessage, { ...numbers, to: [], text: 'a' }))
  assert.ok(!accepts(CreateSMSMessage, { to: numbers.to, text: 'a' }))
  assert.ok(!accepts(CreateSMSMessage, numbers))
})

test('ids in paths are ~ or digits, and no path parameter takes what could change the path', () => {
  const hostile = ['', '..', 'a/b', 'a%2Fb', 'a?b', 'a#b', 'a b', '1'.repeat(100), '~~', '1\n']
  for (const [id, method] of Object.entries(methods)) {
    const names = Object.keys(method.path.properties)
    const good = Object.fromEntries(
      names.map((name) => [name, name === 'scaleSize' ? '90x90' : '1']),
    )
    assert.ok(accepts(method.path, good), id)
    for (const name of names) {
      for (const value of hostile) {
        assert.ok(!accepts(method.path, { ...good, [name]: value }), `${id} ${name} ${value}`)
      }
    }
  }
})

test('every text that a caller may send in a query or a path has a bound', () => {
  const unbounded: string[] = []
  const visit = (schema: unknown, where: string) => {
    const { type, items, ...rest } = schema as Record<string, unknown> // a JSON Schema object
    if (type === 'array') visit(items, where)
    const isBounded = 'maxLength' in rest || 'pattern' in rest || 'enum' in rest
    if (type === 'string' && !isBounded) unbounded.push(where)
  }
  for (const [id, method] of Object.entries(methods)) {
    const { path, query } = method as { path: TSchema; query?: TSchema } // rows differ in having one
    for (const part of [path, query]) {
      const { properties = {} } = (part ?? {}) as { properties?: Record<string, unknown> } // ditto
      for (const [name, schema] of Object.entries(properties)) visit(schema, `${id} ${name}`)
    }
  }
  assert.deepEqual(unbounded, [])
})
