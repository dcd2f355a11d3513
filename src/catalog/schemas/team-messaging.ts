// Schemas of team messaging: chats, posts, teams.
import { Type } from 'typebox'
import { Link, Paging, pageQuery, Text } from './common.ts'

/** The path of one chat; ~ is the user’s chat with themselves. */
export const ChatPath = Type.Object({
  chatId: Type.String({ pattern: '^(~|[0-9]{1,19})$', description: 'The chat.' }),
})

/** The path of one post. */
export const PostPath = Type.Object({
  ...ChatPath.properties,
  postId: Type.String({ pattern: '^[0-9]{1,19}$', description: 'The post.' }),
})

const chatTypes = ['Everyone', 'Team', 'Group', 'Direct', 'Personal'] as const

const tokenQuery = {
  recordCount: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Records on a page; at most 250. Default 30.' }),
  ),
  pageToken: Type.Optional(Type.String({ maxLength: 1024 })),
} as const

/** Filters of the chats the user is in. Pages by number or by token. */
export const ListChatsQuery = Type.Object({
  type: Type.Optional(Type.Array(Type.Enum([...chatTypes]))),
  ...tokenQuery,
  ...pageQuery,
})

/** Pages of the posts of a chat, by number or by token. */
export const ListPostsQuery = Type.Object({ ...tokenQuery, ...pageQuery })

/** Links by page number, and tokens to pages that exist. */
const Navigation = Type.Object({
  firstPage: Type.Optional(Link),
  previousPage: Type.Optional(Link),
  nextPage: Type.Optional(Link),
  lastPage: Type.Optional(Link),
  prevPageToken: Type.Optional(Type.String()),
  nextPageToken: Type.Optional(Type.String()),
})

const Id = Type.String({ pattern: '^[0-9A-Za-z-]{1,64}$' })

const team = {
  id: Type.String(),
  public: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  status: Type.Enum(['Active', 'Archived']),
  creationTime: Type.String(),
  lastModifiedTime: Type.String(),
} as const

/** A chat with its members. */
export const Chat = Type.Object({
  ...team,
  type: Type.Enum([...chatTypes]),
  members: Type.Optional(Type.Array(Type.Object({ id: Type.String() }))),
})

/** Chats without anything around them. */
export const ChatRecords = Type.Object({ records: Type.Array(Chat) })

/** How many of the latest chats, and of which types. */
export const RecentChatsQuery = Type.Object({
  type: Type.Optional(Type.Array(Type.Enum([...chatTypes]))),
  recordCount: tokenQuery.recordCount,
})

/** How many favorites. */
export const FavoriteChatsQuery = Type.Object({ recordCount: tokenQuery.recordCount })

/** A page of chats, oldest first. */
export const ChatList = Type.Object({
  uri: Type.Optional(Type.String()),
  records: Type.Array(Chat),
  navigation: Navigation,
  paging: Type.Optional(Paging),
})

/** A team; its members are read as those of its chat. */
export const Team = Type.Object({ ...team, type: Type.Literal('Team') })

/** A page of teams, oldest first. */
export const TeamList = Type.Object({
  uri: Type.Optional(Type.String()),
  records: Type.Array(Team),
  navigation: Navigation,
  paging: Type.Optional(Paging),
})

/** People named by extension id or email address. */
const namedPeople = (maxItems: number) =>
  Type.Array(
    Type.Object({
      id: Type.Optional(Id),
      email: Type.Optional(Type.String({ maxLength: 256 })),
    }),
    { maxItems },
  )

/** People to add to a team. */
export const TeamMembers = Type.Object({ members: namedPeople(250) })

/** People to remove from a team, by id. */
export const RemovedMembers = Type.Object({
  members: Type.Array(Type.Object({ id: Type.Optional(Id) }), { maxItems: 250 }),
})

/** What of a team can be changed; absent members stay as they are. */
export const UpdateTeam = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 250 })),
  public: Type.Optional(Type.Boolean()),
  description: Type.Optional(Type.String({ maxLength: 1000 })),
})

/** A chat without a name: of one, two or more people. */
export const Conversation = Type.Object({
  id: Type.String(),
  type: Type.Enum(['Direct', 'Personal', 'Group']),
  creationTime: Type.String(),
  lastModifiedTime: Type.String(),
  members: Type.Array(Type.Object({ id: Type.String() })),
})

/** A page of conversations, oldest first. */
export const ConversationList = Type.Object({
  uri: Type.Optional(Type.String()),
  records: Type.Array(Conversation),
  navigation: Navigation,
  paging: Type.Optional(Paging),
})

/** The people of a conversation; the caller need not be among them. */
export const CreateConversation = Type.Object({ members: Type.Optional(namedPeople(15)) })

/** The chat of everybody in the company. */
export const Everyone = Type.Object({
  id: Type.String(),
  type: Type.Literal('Everyone'),
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  creationTime: Type.String(),
  lastModifiedTime: Type.String(),
})

/** What a file is called, and the chat it is for. */
export const UploadFileQuery = Type.Object({
  groupId: Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$', description: 'The chat.' })),
  name: Type.Optional(Type.String({ maxLength: 255 })),
})

/** The path of one file. */
export const FilePath = Type.Object({
  fileId: Type.String({ pattern: '^[0-9]{1,19}$', description: 'The file.' }),
})

const fileMembers = {
  id: Type.String(),
  contentUri: Type.String(),
  name: Type.Optional(Type.String()),
} as const

/** A file that was uploaded; the member `0` is for clients that take the reply for a list of one. */
export const UploadedFile = Type.Object({ ...fileMembers, 0: Type.Object(fileMembers) })

/** The path of one person. */
export const PersonPath = Type.Object({
  personId: Type.String({ pattern: '^[0-9A-Za-z-]{1,64}$', description: 'The person.' }),
})

/** A person, as team messaging shows one. */
export const Person = Type.Object({
  id: Type.String(),
  firstName: Type.Optional(Type.String()),
  lastName: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  avatar: Type.Optional(Type.String()),
  companyId: Type.Optional(Type.String()),
  creationTime: Type.Optional(Type.String()),
  lastModifiedTime: Type.Optional(Type.String()),
})

/** A new team. Members are named by extension id or email address. */
export const CreateTeam = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 250 }),
  public: Type.Optional(Type.Boolean()),
  description: Type.Optional(Type.String({ maxLength: 1000 })),
  members: Type.Optional(namedPeople(250)),
})

const attachmentType = Type.Enum(['File', 'Note', 'Event', 'Card'])

/** A new post: a text, attachments, or both. */
export const CreatePost = Type.Object({
  text: Type.Optional(Text(10_000)),
  attachments: Type.Optional(
    Type.Array(Type.Object({ id: Type.Optional(Id), type: Type.Optional(attachmentType) }), {
      maxItems: 25,
    }),
  ),
})

/** The new text of a post. */
export const UpdatePost = Type.Object({ text: Type.Optional(Text(10_000)) })

/** A post. */
export const Post = Type.Object({
  id: Type.String(),
  groupId: Type.String(),
  type: Type.Enum(['TextMessage', 'PersonJoined', 'PersonsAdded']),
  text: Type.Optional(Type.String()),
  creatorId: Type.String(),
  addedPersonIds: Type.Optional(Type.Array(Type.String())),
  creationTime: Type.String(),
  lastModifiedTime: Type.String(),
  attachments: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.Optional(Type.String()),
        type: Type.Optional(attachmentType),
        name: Type.Optional(Type.String()),
        contentUri: Type.Optional(Type.String()),
      }),
    ),
  ),
  mentions: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.Optional(Type.String()),
        type: Type.Optional(
          Type.Enum(['Person', 'Team', 'File', 'Link', 'Event', 'Task', 'Note', 'Card']),
        ),
        name: Type.Optional(Type.String()),
      }),
    ),
  ),
})

/** A page of posts, newest first. */
export const PostList = Type.Object({
  uri: Type.Optional(Type.String()),
  records: Type.Array(Post),
  navigation: Navigation,
  paging: Type.Optional(Paging),
})
