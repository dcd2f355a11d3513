import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { demoWorld } from './demo-world.ts'

const account = '/restapi/v1.0/account/~'
const extension = `${account}/extension/~`

const lists = [
  [`${extension}/message-store`, 'pages with totals'],
  [`${extension}/call-log`, 'pages without totals'],
  [`${account}/call-log`, 'pages without totals'],
  [`${extension}/active-calls`, 'pages without totals'],
  [`${account}/presence`, 'pages with totals'],
  [`${account}/extension`, 'pages with totals'],
  ['/team-messaging/v1/chats', 'tokens'],
  ['/restapi/v1.0/subscription', 'none'],
] as const

interface List {
  readonly paging?: Readonly<Record<string, number>>
  readonly navigation?: Readonly<Record<string, unknown>>
}

const styleOf = ({ paging, navigation }: List): string => {
  if (!navigation) return 'none'
  if (!paging) return 'tokens'
  const hasTotals = 'totalPages' in paging && 'totalElements' in paging && 'lastPage' in navigation
  return hasTotals ? 'pages with totals' : 'pages without totals'
}

describe('how lists are paged', () => {
  for (const [path, live] of lists) {
    test(`in guide ${path} has pages, links and totals`, async () => {
      const { body } = await demoWorld({ profile: 'guide' }).as('101').get(`${path}?perPage=1`)
      assert.equal(styleOf(body as List), 'pages with totals')
      assert.equal((body as List).paging?.['perPage'], 1)
    })
    test(`in live ${path} has its own style: ${live}`, async () => {
      const { body } = await demoWorld({ profile: 'live' }).as('101').get(path)
      assert.equal(styleOf(body as List), live)
    })
  }
})
