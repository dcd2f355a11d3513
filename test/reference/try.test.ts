// The endpoint behind "Try it": who is let in, and what is made of a form. Without a browser: what a page
// of another site, another machine or a local program could send.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashSecret } from '#lib/secret'
import { createReference } from '#reference/app'
import { requestOf } from '#reference/try/call'
import type { Caller } from '#reference/try/parts'

const origin = 'http://127.0.0.1:4100'

function startTry() {
  let now = 1_000_000
  const ended: string[] = []
  const turnedAway: string[] = []
  const calls: Request[] = []
  const caller: Caller = {
    id: 'demo',
    label: 'Demo user',
    kind: 'user',
    origin: 'http://127.0.0.1:4101',
    call(request) {
      calls.push(request)
      return Promise.resolve(Response.json({ ok: true }))
    },
    explain: () => Promise.resolve(null),
  }
  let made = 0
  const reference = createReference({
    tokenName: 'admin token',
    tokenHash: hashSecret('right'),
    hostNames: ['ringfence.example.com'],
    openCallers: () => ({
      list: () => [caller],
      end: () => Promise.resolve(void ended.push('ended')),
    }),
    turnedAway: (_, reason) => void turnedAway.push(reason),
    clock: { now: () => now },
    makeSecret: () => `secret-${(made += 1)}`,
  })
  const ask = async (
    verb: string,
    path: string,
    {
      headers = {},
      body,
      address = '127.0.0.1',
    }: { headers?: Record<string, string>; body?: object; address?: string } = {},
  ) => {
    const reply = await reference.answer(
      new Request(`${origin}/reference/try${path}`, {
        method: verb,
        headers: {
          host: '127.0.0.1:4100',
          ...(verb === 'GET' ? {} : { origin }),
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(body
          ? {
              body: JSON.stringify(body),
              headers: {
                host: '127.0.0.1:4100',
                origin,
                'content-type': 'application/json',
                'content-length': String(JSON.stringify(body).length),
                ...headers,
              },
            }
          : {}),
      }),
      address,
    )
    assert.ok(reply)
    const text = await reply.text()
    return {
      status: reply.status,
      value: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    }
  }
  const signIn = async () => {
    const { value } = await ask('POST', '/session', { body: { token: 'right' } })
    return { authorization: `Bearer ${String(value['session'])}` }
  }
  return {
    ask,
    signIn,
    calls,
    ended,
    turnedAway,
    reference,
    pass: (ms: number) => void (now += ms),
  }
}

const call = {
  caller: 'demo',
  method: 'listMessages',
  path: { accountId: '~', extensionId: '~' },
  query: {},
}

test('without a session there is a sign-in and nothing else', async () => {
  const { ask, calls } = startTry()
  assert.deepEqual(await ask('GET', ''), {
    status: 200,
    value: { tokenName: 'admin token', callers: null },
  })
  assert.equal((await ask('POST', '/calls', { body: call })).status, 401)
  assert.equal((await ask('POST', '/session', { body: { token: 'wrong' } })).status, 401)
  assert.equal(calls.length, 0)
})

test('other hosts, other sites, other machines and calls without an origin are turned away', async () => {
  const { ask, signIn, calls, turnedAway } = startTry()
  const session = await signIn()
  const refused = async (headers: Record<string, string>, address?: string) =>
    (
      await ask('POST', '/calls', {
        headers: { ...session, ...headers },
        body: call,
        ...(address ? { address } : {}),
      })
    ).status
  assert.equal(await refused({ host: 'evil.example.com' }), 403)
  assert.equal(await refused({ origin: 'https://evil.example.com' }), 403)
  assert.equal(await refused({ origin: 'http://127.0.0.1:9999' }), 403)
  assert.equal(await refused({ 'sec-fetch-site': 'same-site' }), 403)
  assert.equal(await refused({}, '192.168.1.20'), 403)
  assert.equal((await ask('GET', '', { address: '192.168.1.20' })).status, 403)
  assert.equal(calls.length, 0)
  assert.ok(turnedAway.length > 4)
  assert.equal(await refused({}), 200)
})

test('a session ends by signing out, with its hour, and with the server; what was issued for it ends too', async () => {
  const { ask, signIn, ended, pass, reference } = startTry()
  const first = await signIn()
  assert.equal((await ask('DELETE', '/session', { headers: first })).status, 204)
  assert.equal(ended.length, 1)
  assert.equal((await ask('POST', '/calls', { headers: first, body: call })).status, 401)
  const second = await signIn()
  pass(60 * 60 * 1000)
  assert.equal((await ask('POST', '/calls', { headers: second, body: call })).status, 401)
  assert.equal(ended.length, 2)
  await signIn()
  await reference.close()
  assert.equal(ended.length, 3)
})

test('a request is built from the method’s row: a form cannot name another path, host or method', () => {
  const made = requestOf(
    { ...call, path: { accountId: '../..', extensionId: '~' }, query: { a: ['1', '2'], b: '' } },
    'http://127.0.0.1:4101',
  )
  assert.equal(
    made?.request.url,
    'http://127.0.0.1:4101/restapi/v1.0/account/..%2F../extension/~/message-store?a=1&a=2',
  )
  assert.equal(requestOf({ ...call, path: { accountId: '..', extensionId: '~' } }, origin), null)
  assert.equal(requestOf({ ...call, path: { accountId: '', extensionId: '~' } }, origin), null)
  assert.equal(requestOf({ ...call, method: 'toString' }, origin), null)
})
