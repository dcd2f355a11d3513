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

/** A new post in the chat with oneself, as the client reaches it. */
async function newPost(rc: RingCentral) {
  const posts = tm(rc).chats('~').posts()
  const { id } = await posts.post({ text: 'Measure twice.' })
  return tm(rc).chats('~').posts(id)
}

/** How each method is called. */
export const driveTeamMessaging: Readonly<Record<Beyond, (rc: RingCentral) => Promise<unknown>>> = {
  readGlipPostNew: async (rc) => (await newPost(rc)).get(),
  patchGlipPostNew: async (rc) => (await newPost(rc)).patch({ text: 'Measure once more.' }),
  deleteGlipPostNew: async (rc) => (await newPost(rc)).delete(),
}
