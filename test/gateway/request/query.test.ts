import assert from 'node:assert/strict'
import { test } from 'node:test'
import { methods } from '#catalog/methods'
import { createReadQuery } from '#gateway/request/query'

const read = createReadQuery(methods.listMessages.query)
const problemOf = (text: string) => read(text).problem?.details.parameterName

test('values are typed, empty ones dropped, and the text is written afresh in the catalogue’s order', () => {
  assert.deepEqual(
    read(
      'perPage=5&messageType=SMS&phoneNumber=%2B1650&messageType=Fax&dateTo=&distinctConversations=true&&',
    ),
    {
      values: {
        distinctConversations: true,
        messageType: ['SMS', 'Fax'],
        phoneNumber: '+1650',
        perPage: 5,
      },
      text: 'distinctConversations=true&messageType=SMS&messageType=Fax&phoneNumber=%2B1650&perPage=5',
      problem: null,
    },
  )
  assert.equal(read('').problem, null)
})

test('what is wrong with a query is named', () => {
  assert.equal(problemOf('perPage=5&nonsense=1'), 'nonsense')
  assert.equal(problemOf('perPage=5&perPage=6'), 'perPage')
  assert.equal(problemOf('perPage=five'), 'perPage')
  assert.equal(problemOf('perPage=0'), 'perPage')
  assert.equal(problemOf('messageType=SMS%2CFax'), 'messageType')
  assert.equal(problemOf('direction=Sideways'), 'direction')
  assert.equal(problemOf('access_token=abc'), 'access_token')
  assert.equal(problemOf('_method=DELETE'), '_method')
  assert.equal(problemOf('_METHOD=DELETE'), '_METHOD')
  assert.equal(problemOf('__proto__=1'), '__proto__')
  assert.equal(problemOf('constructor=1'), 'constructor')
  assert.equal(problemOf('phoneNumber=%E4'), 'query')
  assert.equal(problemOf('phoneNumber=%0d%0a'), 'query')
  assert.equal(problemOf('phoneNumber=%'), 'query')
  assert.equal(problemOf(Array.from({ length: 101 }, () => 'messageType=SMS').join('&')), 'query')
})

test('a method without a query takes none', () => {
  assert.equal(createReadQuery(undefined)('page=1').problem?.details.parameterName, 'page')
})
