// Team messaging beyond the guide as a developer calls it with @rc-ex/core. Each call makes what it is
// about itself, so that none needs another.
import type RingCentral from '@rc-ex/core'
import type { teamMessaging } from '#catalog/team-messaging'

type Beyond = {
  [Id in keyof typeof teamMessaging]: (typeof teamMessaging)[Id]['listed'] extends 'beyond'
    ? Id
    : never
}[keyof typeof teamMessaging]

const tm = (rc: RingCentral) => rc.teamMessaging().v1()

/** Devin Castellanos of the demo company. */
const devin = '62264561'

/** A new post in the chat with oneself, as the client reaches it. */
async function newPost(rc: RingCentral) {
  const posts = tm(rc).chats('~').posts()
  const { id } = await posts.post({ text: 'Measure twice.' })
  return tm(rc).chats('~').posts(id)
}

/** A new team, as the client reaches it. */
async function newTeam(rc: RingCentral, members: readonly string[] = []) {
  const { id } = await tm(rc)
    .teams()
    .post({ name: 'Skylights', public: true, members: members.map((one) => ({ id: one })) })
  return tm(rc).teams(id)
}

/** Uploads a plan. The client’s types say a list of one; the public specification says the file itself. */
const newFile = (rc: RingCentral) =>
  tm(rc)
    .files()
    .post(
      { body: { filename: 'plan.txt', content: 'Door left.', contentType: 'text/plain' } },
      { name: 'plan.txt' },
    )

/** How each method is called. */
export const driveTeamMessaging: Readonly<Record<Beyond, (rc: RingCentral) => Promise<unknown>>> = {
  readGlipPostNew: async (rc) => (await newPost(rc)).get(),
  patchGlipPostNew: async (rc) => (await newPost(rc)).patch({ text: 'Measure once more.' }),
  deleteGlipPostNew: async (rc) => (await newPost(rc)).delete(),
  listGlipTeamsNew: (rc) => tm(rc).teams().list({ recordCount: 5 }),
  readGlipTeamNew: async (rc) => (await newTeam(rc)).get(),
  patchGlipTeamNew: async (rc) => (await newTeam(rc)).patch({ description: 'Glass above.' }),
  deleteGlipTeamNew: async (rc) => (await newTeam(rc)).delete(),
  addGlipTeamMembersNew: async (rc) => (await newTeam(rc)).add().post({ members: [{ id: devin }] }),
  removeGlipTeamMembersNew: async (rc) =>
    (await newTeam(rc, [devin])).remove().post({ members: [{ id: devin }] }),
  joinGlipTeamNew: async (rc) => (await newTeam(rc)).join().post(),
  leaveGlipTeamNew: async (rc) => (await newTeam(rc)).leave().post(),
  archiveGlipTeamNew: async (rc) => (await newTeam(rc)).archive().post(),
  unarchiveGlipTeamNew: async (rc) => (await newTeam(rc)).unarchive().post(),
  listGlipConversationsNew: (rc) => tm(rc).conversations().list({ recordCount: 5 }),
  createGlipConversationNew: (rc) =>
    tm(rc)
      .conversations()
      .post({ members: [{ id: devin }] }),
  readGlipConversationNew: async (rc) => tm(rc).conversations('~').get(),
  listRecentChatsNew: (rc) => tm(rc).recent().chats().get({ recordCount: 3 }),
  listFavoriteChatsNew: (rc) => tm(rc).favorites().get(),
  favoriteGlipChatNew: (rc) => tm(rc).chats('~').favorite().post(),
  unfavoriteGlipChatNew: (rc) => tm(rc).chats('~').unfavorite().post(),
  readGlipEveryoneNew: (rc) => tm(rc).everyone().get(),
  createGlipFileNew: (rc) => newFile(rc),
  readGlipFileContent: async (rc) => {
    const { 0: file } = await newFile(rc)
    return rc.get(new URL(file?.contentUri ?? '').pathname, undefined, {
      responseType: 'arraybuffer',
    })
  },
  readGlipPersonNew: (rc) => tm(rc).persons(devin).get(),
}
