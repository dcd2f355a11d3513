// Synchronising a mailbox. FSync reads the messages of a time that are alive; ISync what changed since
// its token, whatever became of it.
import { Type } from 'typebox'
import { fail } from '#catalog/errors'
import type { messageStore } from '#catalog/message-store'
import { isoTime } from '#lib/time'
import type { Message, MessageFilter } from '#storage/platform/messages'
import type { Call, Reply } from '../../handler.ts'
import { uriOf } from '../../stages/paging.ts'
import type { Parts } from '../../parts.ts'
import { messageReply } from './message-reply.ts'
import { maxSynced, readToken, writeToken } from '../common/sync-tokens.ts'
import { defaultSpanMs, timeOf } from '../common/time-span.ts'

type Method = (typeof messageStore)['syncMessages']

const Token = Type.Object({
  list: Type.Literal('messages'),
  extensionId: Type.Integer(),
  revision: Type.Integer({ minimum: 0 }),
  id: Type.Integer({ minimum: 0 }),
  from: Type.Integer(),
  types: Type.Optional(Type.Array(Type.String(), { maxItems: 10 })),
  directions: Type.Optional(Type.Array(Type.String(), { maxItems: 10 })),
  conversationId: Type.Optional(Type.Integer()),
  isDistinct: Type.Optional(Type.Boolean()),
})

/** Answers a synchronisation. Throws CMN-101 without a token where it takes one, MSG-333 for a wrong one. */
export function syncMessages({ messages, clock }: Parts, call: Call<Method>): Reply<Method> {
  const { query, extension, account, origin, path } = call
  const now = clock.now()
  const latest = messages.revision(extension.id)
  const limit = Math.min(query.recordCount ?? maxSynced, maxSynced)
  const syncType = query.syncType ?? (query.syncToken === undefined ? 'FSync' : 'ISync')

  function answer(found: readonly Message[], syncToken: string, olderRecordsExist?: boolean) {
    const { syncToken: _token, ...filters } = query
    return {
      uri: uriOf(origin, path, filters),
      records: found.map((message) => messageReply(message, { origin, accountId: account.id })),
      syncInfo: {
        syncType,
        syncToken,
        syncTime: isoTime(now),
        ...(olderRecordsExist === undefined ? {} : { olderRecordsExist }),
      },
    }
  }

  /** What changed since, the oldest change first; there may be more than come at once. */
  function changesSince(written: string) {
    const token = readToken(Token, written)
    const isOurs = token?.extensionId === extension.id && token.revision <= latest
    if (!token || !isOurs) throw fail('MSG-333', { parameterName: 'syncToken' })
    const { types, directions, conversationId, from, isDistinct } = token
    const filter: MessageFilter = {
      createdFrom: from,
      createdTo: Number.MAX_SAFE_INTEGER,
      availability: ['Alive', 'Deleted', 'Purged'],
      ...(types ? { types } : {}),
      ...(directions ? { directions } : {}),
      ...(conversationId === undefined ? {} : { conversationId }),
    }
    const changed = messages.changes(extension.id, filter, token, limit)
    const last = changed.at(-1)
    const next = last ? { ...token, revision: last.revision, id: last.id } : token
    const found = changed.toSorted(
      (one, other) => other.createdAt - one.createdAt || other.id - one.id,
    )
    return answer(isDistinct ? newestOfEach(found) : found, writeToken(next))
  }

  if (syncType === 'ISync') {
    if (query.syncToken !== undefined) return changesSince(query.syncToken)
    throw fail('CMN-101', { parameterName: 'syncToken', reason: 'ISync needs the last one' })
  }
  const createdTo = timeOf(query.dateTo, 'dateTo') ?? now
  const createdFrom = timeOf(query.dateFrom, 'dateFrom') ?? createdTo - defaultSpanMs
  const filters = {
    ...(query.messageType ? { types: query.messageType } : {}),
    ...(query.direction ? { directions: query.direction } : {}),
    ...(query.conversationId ? { conversationId: Number(query.conversationId) } : {}),
  }
  const filter: MessageFilter = {
    ...filters,
    createdFrom,
    createdTo: createdTo + 1,
    availability: ['Alive'],
    ...(query.distinctConversations ? { distinctConversations: true } : {}),
  }
  const found = messages.list(extension.id, filter, { limit, offset: 0 })
  const beginning = found.length < limit ? createdFrom : (found.at(-1)?.createdAt ?? createdFrom)
  const older = {
    ...filters,
    createdFrom: 0,
    createdTo: beginning,
    availability: ['Alive'],
  } as const
  const token = writeToken({
    list: 'messages',
    extensionId: extension.id,
    revision: latest,
    id: Number.MAX_SAFE_INTEGER,
    from: createdFrom,
    ...filters,
    ...(query.distinctConversations ? { isDistinct: true } : {}),
  })
  const hasOlder = messages.list(extension.id, older, { limit: 1, offset: 0 }).length > 0
  return answer(found, token, hasOlder)
}

/** Of messages, newest first, the first of each conversation. */
function newestOfEach(found: readonly Message[]): Message[] {
  const seen = new Set<number>()
  return found.filter(({ conversationId }) => {
    if (conversationId === null) return true
    const isNew = !seen.has(conversationId)
    seen.add(conversationId)
    return isNew
  })
}
