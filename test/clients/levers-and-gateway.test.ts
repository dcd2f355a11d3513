// The platform's levers under a running gateway: what they do to the state behind it, it lives through.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startWorld } from './world.ts'

test('the gateway goes on after the platform was reset, restored, or moved by a month', async () => {
  await using world = await startWorld()
  const { running, mighty } = world
  const pull = async (verb: string, path: string, body: object = {}) => {
    const response = await fetch(`${running.platform}/_platform${path}`, {
      method: verb,
      headers: {
        authorization: `Bearer ${running.leverToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
    assert.ok(response.ok, await response.text())
  }
  const read = async () => {
    const response = await fetch(`${running.gateway}/restapi/v1.0/account/~/extension/~`, {
      headers: { authorization: `Bearer ${mighty.key}` },
    })
    await response.arrayBuffer()
    return response.status
  }
  const seen = [await read()]
  await pull('PUT', '/snapshots/later')
  await pull('POST', '/reset')
  seen.push(await read())
  await pull('POST', '/snapshots/later/restore')
  seen.push(await read())
  await pull('POST', '/clock/advance', { by: '30d' })
  seen.push(await read())
  assert.deepEqual(seen, [200, 200, 200, 200])
})
