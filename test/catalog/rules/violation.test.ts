import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { violationOf } from '#catalog/rules/violation'

test('a refusal names the values that would have been taken, unless they are many', () => {
  const few = Type.Object({ status: Type.Enum(['Read', 'Unread']) })
  assert.match(
    violationOf(few, { status: 'Seen' }).message,
    /\[status\].*must be one of Read, Unread/,
  )
  const codes = Array.from({ length: 30 }, (_, index) => `code-${index}`)
  const many = Type.Object({ code: Type.Enum(codes) })
  const { message } = violationOf(many, { code: 'x' })
  assert.ok(message.length < 100, message)
})
