import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createRewrite } from '#gateway/rewrite'
import { runs } from '#test/fuzz'

const upstream = 'https://platform.ringcentral.com'
const gateway = 'http://127.0.0.1:4100'
const rewrite = createRewrite(upstream)
const rewritten = (text: string) => rewrite(Buffer.from(text), gateway).toString()

test('links lead to the gateway, also those to RingCentral’s host for attachments', () => {
  assert.equal(
    rewritten(
      `{"uri":"${upstream}/a","navigation":{"nextPage":{"uri" : "${upstream}/b?page=2"}},"attachments":[{"uri":\n"https://media.ringcentral.com/c","contentUri":"${upstream}/d"}]}`,
    ),
    `{"uri":"${gateway}/a","navigation":{"nextPage":{"uri" : "${gateway}/b?page=2"}},"attachments":[{"uri":\n"${gateway}/c","contentUri":"${gateway}/d"}]}`,
  )
})

test('texts that hold links, other hosts and look-alikes stay whole', () => {
  for (const text of [
    `{"subject":"${upstream}/a"}`,
    `{"text":"say \\"uri\\":\\"${upstream}/a\\" twice"}`,
    `{"uri":"${upstream}.evil.example/a"}`,
    `{"uri":"https://evil.example/${upstream}/a"}`,
    `["${upstream}/a"]`,
    `{"curie":"${upstream}/a"}`,
    `"${upstream}/a"`,
  ]) {
    assert.equal(rewritten(text), text)
  }
})

test('whatever the JSON, only links change, and it stays the same JSON', () => {
  const strings = fc.oneof(
    fc.constantFrom(`${upstream}/x`, `"uri":"${upstream}/x"`, upstream, `${upstream}/ü`),
    fc.string(),
  )
  const value = fc.jsonValue({ stringUnit: 'binary' })
  const members = fc.dictionary(fc.constantFrom('uri', 'contentUri', 'text', 'u"ri'), strings)
  const expected = (json: unknown): unknown => {
    if (Array.isArray(json)) return json.map(expected)
    if (typeof json !== 'object' || json === null) return json
    return Object.fromEntries(
      Object.entries(json).map(([name, member]) => [
        name,
        /[uU]ri$/.test(name) && typeof member === 'string' && member.startsWith(`${upstream}/`)
          ? `${gateway}${member.slice(upstream.length)}`
          : expected(member),
      ]),
    )
  }
  fc.assert(
    fc.property(fc.tuple(value, members, fc.array(members)), fc.nat(3), (json, indent) => {
      assert.deepEqual(
        JSON.parse(rewritten(JSON.stringify(json, null, indent))),
        JSON.parse(JSON.stringify(expected(json))),
      )
    }),
    runs(500),
  )
})
