import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, errorReply, errors, fail, guideCodes } from '#catalog/errors'
import { webSocketErrors } from '#catalog/websocket-errors'

test('the guide’s six rows have its statuses', () => {
  assert.deepEqual(
    Object.keys(guideCodes).map((code) => [code, errors[code as keyof typeof guideCodes].status]),
    [
      ['CMN-101', 400],
      ['OAU-128', 401],
      ['CMN-408', 403],
      ['CMN-102', 404],
      ['CMN-301', 429],
      ['CMN-304', 503],
    ],
  )
})

test('in guide a finer code answers as the row that covers it, in live as itself', () => {
  const reply = (code: ErrorCode, profile: 'guide' | 'live') => {
    const { status, body } = errorReply(fail(code, { parameterName: 'x' }), profile)
    return `${status} ${body.errors[0]?.errorCode}`
  }
  const pairs = [
    ['MSG-245', '400 CMN-101', '400 MSG-245'],
    ['CMN-102-BODY', '400 CMN-101', '400 CMN-102'],
    ['MSG-376', '400 CMN-101', '400 MSG-376'],
    ['CMN-103', '400 CMN-101', '400 CMN-103'],
    ['TEL-108', '400 CMN-101', '400 TEL-108'],
    ['AGW-401', '401 OAU-128', '401 AGW-401'],
    ['OAU-213', '401 OAU-128', '401 OAU-213'],
    ['CMN-401', '403 CMN-408', '403 CMN-401'],
    ['CMN-419', '403 CMN-408', '403 CMN-419'],
    ['MSG-367', '403 CMN-408', '403 MSG-367'],
    ['CMN-304', '503 CMN-304', '429 CMN-304'],
    ['CMN-201', '503 CMN-304', '503 CMN-201'],
    ['CMN-120', '404 CMN-120', '404 CMN-120'],
    ['MSG-348', '415 MSG-348', '415 MSG-348'],
    ['SUB-505', '403 SUB-505', '403 SUB-505'],
    ['SUB-511', '405 SUB-511', '405 SUB-511'],
    ['SUB-521', '400 SUB-521', '400 SUB-521'],
    ['SUB-527', '403 SUB-527', '403 SUB-527'],
  ] as const
  for (const [code, guide, live] of pairs) {
    assert.equal(reply(code, 'guide'), guide)
    assert.equal(reply(code, 'live'), live)
  }
})

test('a refusal names its parameter at both levels, and its permission likewise', () => {
  assert.deepEqual(errorReply(fail('CMN-102', { parameterName: 'messageId' }), 'guide').body, {
    errorCode: 'CMN-102',
    message: 'Resource for parameter [messageId] is not found',
    errors: [
      {
        errorCode: 'CMN-102',
        message: 'Resource for parameter [messageId] is not found',
        parameterName: 'messageId',
      },
    ],
    parameterName: 'messageId',
  })
  const { body } = errorReply(fail('CMN-401', { permissionName: 'SMS' }), 'live')
  assert.equal(body.errorCode, 'InsufficientPermissions')
  assert.equal(body.permissionName, 'SMS')
})

test('every code says what to do, and no message keeps a placeholder', () => {
  for (const code of Object.keys(errors) as ErrorCode[]) {
    assert.ok(errors[code].remedy.endsWith('.'), code)
    const details = { parameterName: 'p', parameterValue: 'v', permissionName: 'q' }
    const { message } = errorReply(fail(code, details), 'live').body
    assert.doesNotMatch(message.replace('unknown user', ''), /[{}]|unknown/, code)
  }
})

test('a body that cannot be read is named as the parameter, also when the thrower does not', () => {
  for (const code of ['CMN-103', 'CMN-104'] as const) {
    const { status, body } = errorReply(fail(code), 'guide')
    assert.equal(status, 400)
    assert.equal(body.errorCode, 'CMN-101')
    assert.equal(body.parameterName, 'body')
    assert.equal(body.errors[0]?.parameterName, 'body')
  }
  assert.equal(
    errorReply(fail('CMN-103', { parameterName: 'to' }), 'guide').body.parameterName,
    'to',
  )
})

test('a webhook that answers a wrong status is told which', () => {
  const { body } = errorReply(fail('SUB-522', { parameterValue: '500' }), 'guide')
  assert.equal(body.message, 'WebHook responds with incorrect HTTP status. HTTP status is 500')
})

test('the WebSocket gateway ends a connection, or refuses a frame, for these reasons', () => {
  assert.deepEqual(
    Object.entries(webSocketErrors).map(([code, { status, close }]) => [code, status, close]),
    [
      ['WSG-400', 400, 1008],
      ['WSG-401', 401, 1008],
      ['WSG-403', 403, 1008],
      ['WSG-406', 406, null],
      ['WSG-413', 413, null],
      ['WSG-422', 400, null],
      ['WSG-429', 429, null],
      ['WSG-500', 500, 1011],
      ['WSG-503', 503, 1012],
      ['WSG-902', 408, 1000],
      ['WSG-903', 408, 1000],
    ],
  )
  assert.equal(webSocketErrors['WSG-902'].message, 'Idle timeout expired')
  assert.equal(webSocketErrors['WSG-903'].message, 'Absolute timeout expired')
})
