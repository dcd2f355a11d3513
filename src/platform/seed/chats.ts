// The team chats of the demo company, and what was posted in them over the month.
import type { Random } from '#lib/random'
import { mentionsIn } from '../methods/chats/mentions.ts'
import type { Cast } from './cast.ts'
import type { Happening, Scene } from './scene.ts'
import { drawSlots, fillIn, type Slots } from './slots.ts'
import { type DemoChat, demoChats, personalNotes } from './larkfield/talk.ts'

const dayMs = 24 * 60 * 60 * 1000

/** How many days of the month bring a daily post. */
const businessDays = 24

/** How many posts of each chat are of the last day. */
const recentPosts = 2

/** Stores the chats and returns what happens in them. */
export function planChats(scene: Scene): Happening[] {
  const { cast } = scene
  const everybody = cast.staff.map(({ number }) => number)
  const chats = demoChats.flatMap((chat, index) =>
    talk(scene, chat, chat.members ?? everybody, postsOf(scene, chat), 400 - index * 23),
  )
  const personal = everybody.flatMap((number) =>
    talk(
      scene,
      { type: 'Personal' },
      [number],
      number === cast.admin.number ? personalNotes.map((note) => `${number}: ${note}`) : [],
      90,
    ),
  )
  return [...chats, ...personal]
}

function talk(
  scene: Scene,
  chat: Omit<DemoChat, 'type' | 'posts'> & { readonly type: DemoChat['type'] | 'Personal' },
  members: readonly string[],
  posts: readonly string[],
  ageInDays: number,
): Happening[] {
  const { parts, cast, timeline, random } = scene
  const { conversations } = parts
  const createdAt = timeline.now - ageInDays * dayMs + random.integer(-3, 3) * 60 * 60 * 1000
  const { id: chatId } = conversations.addChat(
    {
      accountId: cast.account.id,
      // Who is named first made it; nobody made the chat of everybody.
      creatorId: chat.type === 'Everyone' ? null : cast.extension(members[0] ?? '').id,
      type: chat.type,
      isPublic: chat.isPublic ?? false,
      name: chat.name ?? null,
      description: chat.description ?? null,
      status: chat.isArchived ? 'Archived' : 'Active',
      createdAt,
      modifiedAt: createdAt,
    },
    members.map((number) => cast.extension(number).id),
  )
  const times = chat.isArchived
    ? posts.map((_, index) => createdAt + (index + 1) * dayMs)
    : moments(scene, posts.length)
  return posts.map((post, index) => {
    const { author, text, slots } = readPost(post, random, cast)
    const at = times[index] ?? createdAt
    return {
      at,
      happen() {
        const filled = fillIn(text, slots).replaceAll(
          /@(\d{3})/g,
          (_, number: string) => `![:Person](${cast.extension(number).id})`,
        )
        conversations.addPost({
          chatId,
          creatorId: cast.extension(author).id,
          type: 'TextMessage',
          text: filled,
          createdAt: at,
          modifiedAt: at,
          details: {
            attachments: [],
            mentions: mentionsIn(
              filled,
              (_, id) => cast.extensions.find((one) => String(one.id) === id)?.name,
            ),
          },
        })
      },
    }
  })
}

/** A chat's script, with what its days bring spread through it. */
function postsOf({ random }: Scene, { posts, daily }: DemoChat): string[] {
  if (!daily) return [...posts]
  const perPost = Math.round(businessDays / posts.length)
  // In turn, so that a day does not say what the day before said.
  let next = random.integer(0, daily.length - 1)
  const ofDay = () => daily[(next += 1) % daily.length] ?? random.pick(daily)
  return posts.flatMap((post) => [...Array.from({ length: perPost }, ofDay), post])
}

function readPost(post: string, random: Random, cast: Cast) {
  const split = post.indexOf(': ')
  const author = post.slice(0, split)
  const slots: Slots = drawSlots(random, cast.extension(author).name)
  return { author, text: post.slice(split + 2), slots }
}

/** Moments in order, the last of them within the last day. */
function moments({ timeline }: Scene, count: number): number[] {
  const late = Math.min(recentPosts, count)
  return Array.from({ length: count }, (_, index) =>
    index < count - late ? timeline.workMoment() : timeline.recentMoment(),
  ).toSorted((one, other) => one - other)
}
