// The surface on both servers, over the socket: headers, packing, what may be kept, what machines get.
import assert from 'node:assert/strict'
import { request as ask } from 'node:http'
import { after, before, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { methods } from '#catalog/methods'
import type { JsonObject } from '#catalog/projections/json'
import { startWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

const servers = () => [world.running.gateway, world.running.platform ?? '']

test('both servers answer the pages, with and without a slash, under a strict policy', async () => {
  for (const server of servers()) {
    for (const path of ['', '/', '/methods/createSMSMessage', '/rate-limits']) {
      /* oxlint-disable no-await-in-loop */
      const reply = await fetch(`${server}/reference${path}`)
      assert.equal(reply.status, 200, path)
      assert.equal(reply.headers.get('content-type'), 'text/html; charset=utf-8')
      assert.match(
        reply.headers.get('content-security-policy') ?? '',
        /^default-src 'none'; script-src 'self'; style-src 'self'/,
      )
      assert.doesNotMatch(reply.headers.get('content-security-policy') ?? '', /unsafe/)
      const text = await reply.text()
      assert.doesNotMatch(
        text,
        /<script(?![^>]*(?:src=|application\/json))|<style| style="| on[a-z]+="/,
      )
      /* oxlint-enable no-await-in-loop */
    }
    assert.equal((await fetch(`${server}/reference/nothing`)).status, 404)
    assert.equal((await fetch(`${server}/reference/files.json`)).status, 404)
    assert.equal((await fetch(`${server}/reference/..%2f..%2fpackage.json`)).status, 404)
    assert.equal((await fetch(`${server}/reference`, { method: 'POST' })).status, 405)
    assert.notEqual((await fetch(`${server}/referenceful`)).status, 200)
  }
})

test('assets are kept for good by name, pages are asked for again and answered 304', async () => {
  const { reference } = world
  const page = await fetch(reference)
  assert.equal(page.headers.get('cache-control'), 'no-cache')
  const etag = page.headers.get('etag') ?? ''
  const again = await fetch(reference, { headers: { 'if-none-match': etag } })
  assert.equal(again.status, 304)
  const [, script = ''] = /src="([^"]+main[^"]+)"/.exec(await page.text()) ?? []
  const asset = await fetch(new URL(script, reference))
  assert.match(asset.headers.get('cache-control') ?? '', /immutable/)
})

test('a reply is packed as the client takes it, and the first view is under 150 kB', async () => {
  const bytes = (path: string, accepted: string) =>
    new Promise<{ size: number; encoding: string | undefined }>((resolve, reject) => {
      ask(new URL(path, world.reference), { headers: { 'accept-encoding': accepted } }, (reply) => {
        let size = 0
        reply.on('data', (chunk: Buffer) => (size += chunk.byteLength))
        reply.on('end', () => resolve({ size, encoding: reply.headers['content-encoding'] }))
      })
        .on('error', reject)
        .end()
    })
  const page = await (await fetch(world.reference)).text()
  const loaded = [
    ...new Set(
      [...page.matchAll(/(?:src|href)="(\/reference\/assets\/[^"]+)"/g)].map(
        ([, path]) => path ?? '',
      ),
    ),
  ]
  assert.equal(loaded.length, 3) // theme, styles, script
  for (const [accepted, encoding] of [
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0', undefined],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const all = await Promise.all(['/reference', ...loaded].map((path) => bytes(path, accepted)))
    assert.deepEqual(new Set(all.map((one) => one.encoding)), new Set([encoding]))
    const sum = all.reduce((total, { size }) => total + size, 0)
    if (encoding) assert.ok(sum < 150_000, `${encoding}: ${sum} bytes`)
  }
})

test('machines get the reference as JSON, OpenAPI, llms.txt and a page of Markdown for each method', async () => {
  const { reference } = world
  const value = (await (await fetch(`${reference}/reference.json`)).json()) as {
    methods: unknown[]
  }
  assert.equal(value.methods.length, Object.keys(methods).length)
  const document = (await (await fetch(`${reference}/openapi.json`)).json()) as JsonObject
  const { valid } = await new Validator().validate(document)
  assert.ok(valid)
  const list = await (await fetch(`${reference}/llms.txt`)).text()
  const links = [...list.matchAll(/\((methods\/[^)]+\.md)\)/g)].map(([, path]) => path ?? '')
  assert.equal(links.length, Object.keys(methods).length)
  for (const path of links) {
    // oxlint-disable-next-line no-await-in-loop
    const reply = await fetch(`${reference}/${path}`)
    assert.equal(reply.headers.get('content-type'), 'text/markdown; charset=utf-8')
    // oxlint-disable-next-line no-await-in-loop
    assert.match(await reply.text(), /^# \w+\n/)
  }
})
