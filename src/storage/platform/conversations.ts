// Team messaging as the platform stores it: chats, who is in them, and what was posted there.
// Nothing here decides who may see a chat; the lists are by member, the rest is asked for by id.
import sql, { empty, join, type Sql } from 'sql-template-tag'
import { type Database, limitedTo } from '../database.ts'

/** Kinds of chat: everyone of the account, a named team, a group of 3 to 15, two people, oneself. */
export type ChatType = 'Everyone' | 'Team' | 'Group' | 'Direct' | 'Personal'

/** A chat without its members. Times are epoch milliseconds. */
export interface Chat {
  readonly id: number
  readonly accountId: number
  /** Who made it, and so administers a team; null when they have left, or nobody in particular did. */
  readonly creatorId: number | null
  readonly type: ChatType
  /** Whether anyone of the account may find and join it. */
  readonly isPublic: boolean
  readonly name: string | null
  readonly description: string | null
  readonly status: 'Active' | 'Archived'
  readonly createdAt: number
  readonly modifiedAt: number
}

/** What a post points at, in RingCentral's field names. */
export interface PostAttachment {
  readonly id?: string
  readonly name?: string
  readonly type?: 'File' | 'Note' | 'Event' | 'Card'
}

/** Somebody or something that a post's text names. */
export interface Mention {
  readonly id: string
  readonly type: 'Person' | 'Team' | 'File'
  readonly name: string
}

/** What of a post is never searched. */
export interface PostDetails {
  readonly attachments: readonly PostAttachment[]
  readonly mentions: readonly Mention[]
  /** Extension ids of those a `PersonsAdded` post tells of. */
  readonly addedPersonIds?: readonly string[]
}

/** A post in a chat. Times are epoch milliseconds. */
export interface Post {
  readonly id: number
  readonly chatId: number
  readonly creatorId: number
  readonly type: 'TextMessage' | 'PersonJoined' | 'PersonsAdded'
  readonly text: string | null
  readonly createdAt: number
  readonly modifiedAt: number
  readonly details: PostDetails
}

/** A row's place in a list that is ordered by time and then by id. */
export interface Position {
  readonly at: number
  readonly id: number
}

/** Which rows of a list: `limit` of them from `offset`, or those next to a position that is not included. */
export type Slice =
  | { readonly limit: number; readonly offset: number }
  | { readonly limit: number; readonly after: Position }
  | { readonly limit: number; readonly before: Position }

interface ChatRow {
  id: number
  account_id: number
  creator_id: number | null
  type: ChatType
  is_public: number
  name: string | null
  description: string | null
  status: Chat['status']
  created_at: number
  modified_at: number
}
interface PostRow {
  id: number
  chat_id: number
  creator_id: number
  type: Post['type']
  text: string | null
  created_at: number
  modified_at: number
  details: string
}

const chatColumns = sql`account_id, creator_id, type, is_public, name, description, status, created_at, modified_at`
const postColumns = sql`chat_id, creator_id, type, text, created_at, modified_at, details`

const toChat = (row: ChatRow): Chat => ({
  id: row.id,
  accountId: row.account_id,
  creatorId: row.creator_id,
  type: row.type,
  isPublic: row.is_public === 1,
  name: row.name,
  description: row.description,
  status: row.status,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
})

const toPost = (row: PostRow): Post => ({
  id: row.id,
  chatId: row.chat_id,
  creatorId: row.creator_id,
  type: row.type,
  text: row.text,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
  details: JSON.parse(row.details) as PostDetails, // written by this store alone
})

/** The store of chats and posts. Synchronous; writes belong into the open transaction. */
export type Conversations = ReturnType<typeof createConversations>

/** @param db the platform's database */
export function createConversations(db: Database) {
  const chatsOf = (extensionId: number, types: readonly string[] | undefined): Sql =>
    sql`id in (select chat_id from chat_member where extension_id = ${extensionId})
      ${types?.length ? sql`and type in (${join(types)})` : empty}`

  const teamsSeen = (accountId: number, extensionId: number): Sql =>
    sql`account_id = ${accountId} and type = 'Team' and ((is_public = 1 and status = 'Active')
      or id in (select chat_id from chat_member where extension_id = ${extensionId}))`

  const count = (query: Sql): number => db.get<{ count: number }>(query)?.count ?? 0

  return {
    /** Stores a chat with its members and returns it with its id. */
    addChat(chat: Omit<Chat, 'id'>, members: readonly number[]): Chat {
      const { lastInsertRowid: id } = db.run(
        sql`insert into chat (${chatColumns}) values (${join([
          chat.accountId,
          chat.creatorId,
          chat.type,
          chat.isPublic ? 1 : 0,
          chat.name,
          chat.description,
          chat.status,
          chat.createdAt,
          chat.modifiedAt,
        ])})`,
      )
      for (const member of new Set(members)) {
        db.run(sql`insert into chat_member (extension_id, chat_id) values (${member}, ${id})`)
      }
      return { ...chat, id }
    },
    chat(id: number): Chat | undefined {
      const row = db.get<ChatRow>(sql`select id, ${chatColumns} from chat where id = ${id}`)
      return row && toChat(row)
    },
    /** The chat an extension has with itself. */
    personalChat(extensionId: number): Chat | undefined {
      const row = db.get<ChatRow>(
        sql`select id, ${chatColumns} from chat where ${chatsOf(extensionId, ['Personal'])}`,
      )
      return row && toChat(row)
    },
    isMember(chatId: number, extensionId: number): boolean {
      return (
        db.get(
          sql`select 1 from chat_member where extension_id = ${extensionId} and chat_id = ${chatId}`,
        ) !== undefined
      )
    },
    /** Extension ids of a chat's members, ascending. */
    members(chatId: number): number[] {
      return db
        .all<{ extension_id: number }>(
          sql`select extension_id from chat_member where chat_id = ${chatId} order by extension_id`,
        )
        .map((row) => row.extension_id)
    },
    /** The chats an extension is in, the oldest first. */
    chats(extensionId: number, types: readonly string[] | undefined, slice: Slice): Chat[] {
      return sliced(slice, 'ascending', (part) =>
        db.all<ChatRow>(
          sql`select id, ${chatColumns} from chat where ${chatsOf(extensionId, types)} ${part}`,
        ),
      ).map(toChat)
    },
    /** How many chats an extension is in; with `before`, those that a list has before that position. */
    countChats(
      extensionId: number,
      types: readonly string[] | undefined,
      before?: Position,
    ): number {
      return count(
        sql`select count(*) as count from chat where ${chatsOf(extensionId, types)}
          ${before ? sql`and (created_at, id) < (${before.at}, ${before.id})` : empty}`,
      )
    },
    /** The teams an extension is in and the public ones of its account that it could join, the oldest first. */
    teams(accountId: number, extensionId: number, slice: Slice): Chat[] {
      return sliced(slice, 'ascending', (part) =>
        db.all<ChatRow>(
          sql`select id, ${chatColumns} from chat where ${teamsSeen(accountId, extensionId)} ${part}`,
        ),
      ).map(toChat)
    },
    /** How many teams such a list has; with `before`, those before that position. */
    countTeams(accountId: number, extensionId: number, before?: Position): number {
      return count(
        sql`select count(*) as count from chat where ${teamsSeen(accountId, extensionId)}
          ${before ? sql`and (created_at, id) < (${before.at}, ${before.id})` : empty}`,
      )
    },
    /** The chats an extension is in, the one that changed last first. */
    recentChats(extensionId: number, types: readonly string[] | undefined, limit: number): Chat[] {
      return db
        .all<ChatRow>(
          sql`select id, ${chatColumns} from chat where ${chatsOf(extensionId, types)}
            order by modified_at desc, id desc ${limitedTo({ limit })}`,
        )
        .map(toChat)
    },
    /** The chat without a name that has exactly these members. */
    conversationOf(accountId: number, members: readonly number[]): Chat | undefined {
      const [first = 0] = members
      const row = db.get<ChatRow>(
        sql`select id, ${chatColumns} from chat
          where id in (select chat_id from chat_member where extension_id = ${first})
            and account_id = ${accountId} and type in ('Personal', 'Direct', 'Group')
            and (select count(*) from chat_member where chat_id = chat.id) = ${members.length}
            and (select count(*) from chat_member where chat_id = chat.id
              and extension_id in (${join(members)})) = ${members.length}
          order by created_at, id`,
      )
      return row && toChat(row)
    },
    /** Stores what of a chat can change: name, description, openness, status, creator, time. */
    updateChat(chat: Chat): void {
      db.run(sql`update chat set name = ${chat.name}, description = ${chat.description},
        is_public = ${chat.isPublic ? 1 : 0}, status = ${chat.status},
        creator_id = ${chat.creatorId}, modified_at = ${chat.modifiedAt} where id = ${chat.id}`)
    },
    /** Deletes a chat with its posts. */
    removeChat(id: number): void {
      db.run(sql`delete from post where chat_id = ${id}`)
      db.run(sql`delete from chat_favorite where chat_id = ${id}`)
      db.run(sql`delete from chat_member where chat_id = ${id}`)
      db.run(sql`delete from chat where id = ${id}`)
    },
    addMember(chatId: number, extensionId: number): void {
      db.run(
        sql`insert or ignore into chat_member (extension_id, chat_id) values (${extensionId}, ${chatId})`,
      )
    },
    /** Takes somebody out of a chat, which then is no favorite of theirs either. */
    removeMember(chatId: number, extensionId: number): void {
      const its = sql`extension_id = ${extensionId} and chat_id = ${chatId}`
      db.run(sql`delete from chat_member where ${its}`)
      db.run(sql`delete from chat_favorite where ${its}`)
    },
    /** An extension's favorite chats in the order they were marked. */
    favorites(extensionId: number, limit: number): Chat[] {
      return db
        .all<ChatRow>(
          sql`select chat.id, ${chatColumns} from chat
            join chat_favorite on chat_id = chat.id where extension_id = ${extensionId}
            order by added_at, chat.id ${limitedTo({ limit })}`,
        )
        .map(toChat)
    },
    isFavorite(chatId: number, extensionId: number): boolean {
      return (
        db.get(
          sql`select 1 from chat_favorite where extension_id = ${extensionId} and chat_id = ${chatId}`,
        ) !== undefined
      )
    },
    countFavorites(extensionId: number): number {
      return count(
        sql`select count(*) as count from chat_favorite where extension_id = ${extensionId}`,
      )
    },
    addFavorite(chatId: number, extensionId: number, at: number): void {
      db.run(sql`insert or ignore into chat_favorite (extension_id, chat_id, added_at)
        values (${extensionId}, ${chatId}, ${at})`)
    },
    removeFavorite(chatId: number, extensionId: number): void {
      db.run(
        sql`delete from chat_favorite where extension_id = ${extensionId} and chat_id = ${chatId}`,
      )
    },
    /** Stores a post, moves its chat's time of change, and returns it with its id. */
    addPost(post: Omit<Post, 'id'>): Post {
      const { lastInsertRowid: id } = db.run(
        sql`insert into post (${postColumns}) values (${join([
          post.chatId,
          post.creatorId,
          post.type,
          post.text,
          post.createdAt,
          post.modifiedAt,
          JSON.stringify(post.details),
        ])})`,
      )
      db.run(
        sql`update chat set modified_at = max(modified_at, ${post.createdAt}) where id = ${post.chatId}`,
      )
      return { ...post, id }
    },
    /** A post of a chat. */
    post(chatId: number, id: number): Post | undefined {
      const row = db.get<PostRow>(
        sql`select id, ${postColumns} from post where id = ${id} and chat_id = ${chatId}`,
      )
      return row && toPost(row)
    },
    /** Stores what an edit changes: text, mentions, time. */
    updatePost({ id, text, modifiedAt, details }: Post): void {
      db.run(sql`update post set text = ${text}, modified_at = ${modifiedAt},
        details = ${JSON.stringify(details)} where id = ${id}`)
    },
    removePost(id: number): void {
      db.run(sql`delete from post_file where post_id = ${id}`)
      db.run(sql`delete from post where id = ${id}`)
    },
    /** The posts of a chat, the newest first. */
    posts(chatId: number, slice: Slice): Post[] {
      return sliced(slice, 'descending', (part) =>
        db.all<PostRow>(sql`select id, ${postColumns} from post where chat_id = ${chatId} ${part}`),
      ).map(toPost)
    },
    /** How many posts a chat has; with `before`, those that a list has before that position. */
    countPosts(chatId: number, before?: Position): number {
      return count(
        sql`select count(*) as count from post where chat_id = ${chatId}
          ${before ? sql`and (created_at, id) > (${before.at}, ${before.id})` : empty}`,
      )
    },
  }
}

/**
 * The rows of a slice in the order of the list. Rows before a position are read backwards from it,
 * then turned round, so that any place in a list costs the same.
 */
function sliced<R>(slice: Slice, order: 'ascending' | 'descending', read: (part: Sql) => R[]): R[] {
  const up = sql`order by created_at, id`
  const down = sql`order by created_at desc, id desc`
  const forwards = order === 'ascending' ? up : down
  if ('offset' in slice) return read(sql`${forwards} ${limitedTo(slice)}`)
  const isBackwards = 'before' in slice
  const { at, id } = isBackwards ? slice.before : slice.after
  const isUp = (order === 'ascending') !== isBackwards
  const beyond = isUp
    ? sql`and (created_at, id) > (${at}, ${id})`
    : sql`and (created_at, id) < (${at}, ${id})`
  const rows = read(sql`${beyond} ${isUp ? up : down} ${limitedTo({ limit: slice.limit })}`)
  return isBackwards ? rows.toReversed() : rows
}
