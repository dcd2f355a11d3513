// RingCentral's typed client, unmodified: every method of the catalogue, directly on the platform,
// through the gateway, and through the gateway without a grant.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type RingCentral from '@rc-ex/core'
import RestException from '@rc-ex/core/RestException'
import type { MethodId } from '#catalog/methods'
import { drive, png, type Subjects } from './methods.ts'
import { login, prepareSubjects, startWorld, type World } from './world.ts'

const numbers = { own: '+15105550101', other: '+14155550123' }
const ids = Object.keys(drive) as MethodId[] // its type says so

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

/** The refusal of a call, as the client threw it. */
async function refusalOf(call: Promise<unknown>) {
  const error = await call.then(
    () => assert.fail('the call was not refused'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof RestException, String(error))
  const { status, data } = error.response
  // A download's refusal comes as the bytes it asked for.
  const body: unknown = data instanceof Uint8Array ? JSON.parse(Buffer.from(data).toString()) : data
  return { status, data: body as Record<string, unknown> } // RingCentral's error shape
}

for (const where of ['platform', 'gateway'] as const) {
  describe(`@rc-ex/core on the ${where}`, () => {
    let rc: RingCentral
    let subjects: Subjects

    before(async () => {
      const { running, mighty } = world
      rc =
        where === 'platform'
          ? await login(running.platform ?? '', running.platformApp.jwt ?? '', {
              clientId: running.platformApp.clientId ?? '',
              clientSecret: running.platformApp.clientSecret ?? '',
            })
          : await login(running.gateway, mighty.jwt)
      subjects = await prepareSubjects(rc, numbers)
    })

    for (const id of ids) {
      test(`${id} answers`, async () => {
        await drive[id](rc, subjects)
      })
    }

    test('a picture comes back byte for byte', async () => {
      const extension = rc.restapi().account().extension()
      const sent = await extension.mms().post({
        from: { phoneNumber: numbers.own },
        to: [{ phoneNumber: numbers.other }],
        attachments: [{ filename: 'a.png', content: png, contentType: 'image/png' }],
      })
      const picture = sent.attachments?.find(({ type }) => type === 'MmsAttachment')
      const bytes = await extension.messageStore(String(sent.id)).content(String(picture?.id)).get()
      assert.deepEqual(Buffer.from(bytes), png)
    })

    test('a sent text is in the mailbox, and an unknown message is 404 CMN-102', async () => {
      const extension = rc.restapi().account().extension()
      const message = await extension.messageStore(subjects.messageId).get()
      assert.equal(message.subject, 'Kept.')
      const { status, data } = await refusalOf(extension.messageStore('1').get())
      assert.equal(status, 404)
      assert.equal(data['errorCode'], 'CMN-102')
      assert.equal(data['parameterName'], 'messageId')
    })
  })
}

describe('@rc-ex/core through the gateway without a grant', () => {
  const subjects: Subjects = {
    ownNumber: numbers.own,
    otherNumber: numbers.other,
    messageId: '1',
    attachmentId: '1',
    doomedMessageId: '1',
    ringOutId: 'r1',
    chatId: '1',
    subscriptionId: 's1',
    doomedSubscriptionId: 's1',
  }
  for (const id of ids) {
    test(`${id} is refused with 403 CMN-408 and the missing grant`, async () => {
      const rc = await login(world.running.gateway, world.powerless.jwt)
      const { status, data } = await refusalOf(drive[id](rc, subjects))
      assert.equal(status, 403)
      assert.equal(data['errorCode'], 'CMN-408')
      const { decision, reason, missing } = data['ringfence'] as Record<string, unknown> // the gateway's own member
      assert.equal(decision, 'deny')
      assert.equal(reason, 'no_grant')
      assert.ok(missing)
    })
  }
})
