// Company settings and pictures of people as a developer calls them with @rc-ex/core. Each call makes
// what it is about itself.
import type RingCentral from '@rc-ex/core'
import type { company } from '#catalog/company'
import type { profileImage } from '#catalog/siblings/profile-image'

const account = (rc: RingCentral) => rc.restapi().account()

const picture = {
  filename: 'me.gif',
  content: Buffer.from('R0lGODlhAQABAAAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64'),
  contentType: 'image/gif',
}

/** A new prompt, as the client reaches it. */
async function newPrompt(rc: RingCentral) {
  const { id } = await account(rc)
    .ivrPrompts()
    .post({
      name: 'welcome.wav',
      attachment: { filename: 'a.wav', content: Buffer.from('RIFF'), contentType: 'audio/wav' },
    })
  return account(rc).ivrPrompts(id)
}

/** An extension with a picture, as the client reaches its pictures in a size. */
async function withPicture(rc: RingCentral, scale?: string) {
  await account(rc).extension().profileImage().post({ image: picture })
  return account(rc).extension().profileImage(scale)
}

/** How each method is called. */
export const driveCompany: Readonly<
  Record<keyof typeof company | keyof typeof profileImage, (rc: RingCentral) => Promise<unknown>>
> = {
  listIvrPrompts: (rc) => account(rc).ivrPrompts().list(),
  createIVRPrompt: newPrompt,
  readIVRPrompt: async (rc) => (await newPrompt(rc)).get(),
  readIVRPromptContent: async (rc) => (await newPrompt(rc)).content().get(),
  updateIVRPrompt: async (rc) => (await newPrompt(rc)).put({ filename: 'hello.wav' }),
  deleteIVRPrompt: async (rc) => (await newPrompt(rc)).delete(),
  getForwardAllCompanyCalls: (rc) => account(rc).forwardAllCalls().get(),
  updateForwardAllCompanyCalls: (rc) => account(rc).forwardAllCalls().patch({ enabled: false }),
  readUserProfileImageLegacy: async (rc) => (await withPicture(rc)).list(),
  readScaledProfileImage: async (rc) => (await withPicture(rc, '90x90')).get(),
  createUserProfileImage: (rc) => withPicture(rc),
  updateUserProfileImage: (rc) => account(rc).extension().profileImage().put({ image: picture }),
  deleteUserProfileImage: async (rc) => (await withPicture(rc)).delete(),
}
