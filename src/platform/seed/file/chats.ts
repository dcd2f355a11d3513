// The chats of a seed and what was posted in them. Everybody who can sign in also has a chat with
// themselves, as on RingCentral.
import type { Extension } from '#storage/platform/accounts'
import type { ChatType } from '#storage/platform/conversations'
import { mentionsIn } from '../../methods/chats/mentions.ts'
import type { Happening } from '../scene.ts'
import type { Path } from './problems.ts'
import type { Seed } from './schema.ts'
import { momentOf, type SeedScene } from './scene.ts'

type Said = NonNullable<Seed['chats']>[number]

const usualAgeMs = 90 * 24 * 60 * 60 * 1000

/** How many members a kind of chat has. */
const sizes = {
  Everyone: [1, Number.POSITIVE_INFINITY],
  Team: [1, Number.POSITIVE_INFINITY],
  Group: [3, 15],
  Direct: [2, 2],
} as const satisfies Readonly<Record<Exclude<ChatType, 'Personal'>, readonly [number, number]>>

/** Every chat and post of a seed. */
export function planChats(scene: SeedScene, { chats = [] }: Seed): Happening[] {
  const { company, parts, times } = scene
  const staff = company.members
    .map(({ extension }) => extension)
    .filter(({ type, status }) => type === 'User' && status === 'Enabled')
  const personal = staff.map((extension): Happening => {
    const at = times.now - usualAgeMs
    return {
      at,
      happen() {
        parts.conversations.addChat(
          {
            ...chatOf(scene, 'Personal', {}),
            creatorId: extension.id,
            createdAt: at,
            modifiedAt: at,
          },
          [extension.id],
        )
      },
    }
  })
  return [...personal, ...chats.flatMap((one, index) => planChat(scene, one, index, staff))]
}

function planChat(
  scene: SeedScene,
  said: Said,
  index: number,
  staff: readonly Extension[],
): Happening[] {
  const { company, parts, times, problems } = scene
  const path: Path = ['chats', index]
  const type = said.type ?? 'Team'
  const members =
    said.members?.map((ref, at) => company.extension(ref, [...path, 'members', at])) ?? staff
  const [least, most] = sizes[type]
  if (members.length < least || members.length > most) {
    problems.add(
      [...path, 'members'],
      `are ${members.length}. A ${type} chat has ${least === most ? least : `${least} to ${most}`}.`,
    )
  }
  if (type === 'Team' && said.name === undefined) {
    problems.add(path, 'lacks name: a team has one.')
  }
  const posts = (said.posts ?? []).map((post, at) =>
    planPost(scene, post, [...path, 'posts', at], [at, said.posts?.length ?? 0], members),
  )
  const first = Math.min(times.now - usualAgeMs, ...posts.map(({ at }) => at))
  const createdAt = times.past(said.created, [...path, 'created'], first)
  if (posts.some(({ at }) => at < createdAt)) {
    problems.add([...path, 'created'], 'is after its first post. Say an earlier time, or none.')
  }
  // Who is named first made it; nobody made the chat of everybody.
  const creatorId = type === 'Everyone' ? null : (members[0]?.id ?? null)
  // Known once the chat is stored, which is before its posts: they are later.
  let chatId = 0
  const chat: Happening = {
    at: createdAt,
    happen() {
      chatId = parts.conversations.addChat(
        { ...chatOf(scene, type, said), creatorId, createdAt, modifiedAt: createdAt },
        members.map(({ id }) => id),
      ).id
    },
  }
  return [
    chat,
    ...posts.map(({ at, author, text }) => ({
      at,
      happen() {
        parts.conversations.addPost({
          chatId,
          creatorId: author.id,
          type: 'TextMessage',
          text,
          createdAt: at,
          modifiedAt: at,
          details: { attachments: [], mentions: mentionsIn(text, (_, id) => nameOf(scene, id)) },
        })
      },
    })),
  ]
}

function planPost(
  scene: SeedScene,
  said: NonNullable<Said['posts']>[number],
  path: Path,
  place: readonly [number, number],
  members: readonly Extension[],
) {
  const { company, problems } = scene
  const author = company.extension(said.from, [...path, 'from'])
  if (!members.includes(author)) {
    problems.add(
      [...path, 'from'],
      `is ${author.name}, who is not in the chat. Add them to its members.`,
    )
  }
  // `@102` names a colleague, as the app's own mentions do.
  const text = said.text.replaceAll(/@(\d{2,6})\b/g, (whole, number: string) => {
    const named = company.members.find(({ extension }) => extension.number === number)
    return named ? `![:Person](${named.extension.id})` : whole
  })
  return { at: momentOf(scene, said, path, place), author, text }
}

const nameOf = ({ company }: SeedScene, id: string): string | undefined =>
  company.members.find(({ extension }) => String(extension.id) === id)?.extension.name

const chatOf = ({ company }: SeedScene, type: ChatType, said: Partial<Said>) => ({
  accountId: company.account.id,
  type,
  isPublic: said.public ?? false,
  name: said.name ?? null,
  description: said.description ?? null,
  status: said.archived ? ('Archived' as const) : ('Active' as const),
})
