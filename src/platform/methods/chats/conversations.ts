// Conversations (chats without a name), the short lists of chats, and people.
import type { Static } from 'typebox'
import type { conversations as catalog } from '#catalog/siblings/conversations'
import { fail } from '#catalog/errors'
import { livePaging } from '#catalog/live'
import type { Conversation } from '#catalog/schemas/team-messaging'
import { isoTime } from '#lib/time'
import type { Extension } from '#storage/platform/accounts'
import type { Chat } from '#storage/platform/conversations'
import { chatAdded } from '../../events/chats.ts'
import { type Handlers, outcome } from '../../handler.ts'
import type { Parts } from '../../parts.ts'
import { chatFileMethods } from './chat-files.ts'
import { chatsSeen, type NamedPerson } from './chats-seen.ts'
import { readPage, readToken } from './page-tokens.ts'

/** The kinds of chat without a name. */
const types = ['Personal', 'Direct', 'Group'] as const
type ConversationType = (typeof types)[number]
const isConversation = (type: Chat['type']): type is ConversationType =>
  types.some((one) => one === type)

/** RingCentral's limit. */
const maxFavorites = 250

/** Records of a list without links, where a caller names no number, and at most. */
const [usualCount, maxCount] = [30, 250]
const limitOf = ({ recordCount = usualCount }: { readonly recordCount?: number }) =>
  Math.min(recordCount, maxCount)

/** @param parts the platform's stores and clock */
export function conversationMethods(parts: Parts): Handlers<typeof catalog> {
  const { accounts, company, conversations, db, clock, profile } = parts
  const { chatOf, chatReply, personOf } = chatsSeen(parts)

  const conversationReply = (chat: Chat): Static<typeof Conversation> => ({
    id: String(chat.id),
    type: isConversation(chat.type) ? chat.type : 'Group',
    creationTime: isoTime(chat.createdAt),
    lastModifiedTime: isoTime(chat.modifiedAt),
    members: conversations.members(chat.id).map((id) => ({ id: String(id) })),
  })

  /** The conversation of these people with the user, and whether it is new. */
  function open(extension: Extension, named: readonly NamedPerson[]) {
    const { id, accountId } = extension
    const others = named.map((one) => personOf(one, accountId).id)
    const members = [...new Set([id, ...others])]
    const had = conversations.conversationOf(accountId, members)
    if (had) return { chat: had, isNew: false }
    const now = clock.now()
    const chat = {
      accountId,
      creatorId: id,
      type: types[members.length - 1] ?? 'Group',
      isPublic: false,
      name: null,
      description: null,
      status: 'Active',
      createdAt: now,
      modifiedAt: now,
    } as const
    const added = conversations.addChat(chat, members)
    chatAdded(parts, added)
    return { chat: added, isNew: true }
  }

  /** Whether a chat is one the user could know of without being in it. */
  const isOpen = (chatId: string, { accountId }: Extension): boolean => {
    const chat = conversations.chat(Number(chatId))
    return chat?.accountId === accountId && chat.isPublic
  }

  return {
    listGlipConversationsNew({ query, extension: { id }, origin }) {
      const list = `conversations of ${id}`
      const { rows, ...around } = readPage({
        place: { origin, path: '/team-messaging/v1/conversations' },
        query,
        token: readToken(query, list),
        list,
        isCounted: profile === 'guide' || livePaging.listGlipConversationsNew !== 'token',
        source: {
          rows: (slice) => conversations.chats(id, types, slice),
          count: () => conversations.countChats(id, types),
          countBefore: (position) => conversations.countChats(id, types, position),
        },
      })
      return { ...around, records: rows.map(conversationReply) }
    },
    async createGlipConversationNew({ body, extension }) {
      const { chat, isNew } = await db.commit(() => open(extension, body.members ?? []))
      return outcome(conversationReply(chat), { status: isNew ? 201 : 200 })
    },
    readGlipConversationNew({ params, extension }) {
      const chat = chatOf(params.chatId, extension)
      if (isConversation(chat.type)) return conversationReply(chat)
      throw fail('CMN-102', { parameterName: 'chatId' })
    },
    listRecentChatsNew: ({ query, extension }) => ({
      records: conversations.recentChats(extension.id, query.type, limitOf(query)).map(chatReply),
    }),
    listFavoriteChatsNew: ({ query, extension }) => ({
      records: conversations.favorites(extension.id, limitOf(query)).map(chatReply),
    }),
    async favoriteGlipChatNew({ params, extension }) {
      await db.commit(() => {
        const { chatId } = params
        const isIn = chatId === '~' || conversations.isMember(Number(chatId), extension.id)
        if (!isIn && isOpen(chatId, extension)) {
          throw fail('CMN-404', { reason: 'you are not in the chat' })
        }
        const { id } = chatOf(chatId, extension)
        if (conversations.isFavorite(id, extension.id)) return
        if (conversations.countFavorites(extension.id) >= maxFavorites) {
          throw fail('CMN-101', {
            parameterName: 'chatId',
            reason: `${maxFavorites} chats are favorites already`,
          })
        }
        conversations.addFavorite(id, extension.id, clock.now())
      })
    },
    async unfavoriteGlipChatNew({ params, extension }) {
      await db.commit(() =>
        conversations.removeFavorite(chatOf(params.chatId, extension).id, extension.id),
      )
    },
    ...chatFileMethods(parts),
    readGlipEveryoneNew({ extension }) {
      const [chat] = conversations.chats(extension.id, ['Everyone'], { limit: 1, offset: 0 })
      if (!chat) throw fail('CMN-102', { parameterName: 'chatId' })
      return {
        id: String(chat.id),
        type: 'Everyone',
        ...(chat.name === null ? {} : { name: chat.name }),
        ...(chat.description === null ? {} : { description: chat.description }),
        creationTime: isoTime(chat.createdAt),
        lastModifiedTime: isoTime(chat.modifiedAt),
      }
    },
    readGlipPersonNew({ params, extension, origin }) {
      const isId = /^[1-9]\d{0,14}$/.test(params.personId)
      const person = isId ? accounts.extension(Number(params.personId)) : undefined
      if (person?.accountId !== extension.accountId || person.type !== 'User') {
        throw fail('CMN-102', { parameterName: 'personId' })
      }
      const { firstName, lastName, email } = person.details.contact
      return {
        id: String(person.id),
        ...(firstName === undefined ? {} : { firstName }),
        ...(lastName === undefined ? {} : { lastName }),
        ...(email === undefined ? {} : { email }),
        ...(company.picture(person.id)
          ? {
              avatar: `${origin}/restapi/v1.0/account/${person.accountId}/extension/${person.id}/profile-image`,
            }
          : {}),
        companyId: String(person.accountId),
      }
    },
  }
}
