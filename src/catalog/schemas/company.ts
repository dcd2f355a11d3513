// Schemas of what belongs to the company as a whole, and of the pictures of its people.
import { Type } from 'typebox'
import { AccountId, ExtensionId, Link, Navigation, pageQuery, Paging } from './common.ts'

/** The path of one prompt. */
export const PromptPath = Type.Object({
  accountId: AccountId,
  promptId: Type.String({ pattern: '^[0-9]{1,19}$', description: 'The prompt.' }),
})

/** Which page of the prompts. */
export const ListPromptsQuery = Type.Object(pageQuery)

/** A new prompt: what it is called; the sound is a file of the form. */
export const CreatePrompt = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 255 })),
})

/** The new name of a prompt. */
export const UpdatePrompt = Type.Object({
  filename: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
})

/** A prompt: a sound that a menu plays. */
export const Prompt = Type.Object({
  uri: Type.String(),
  id: Type.String(),
  contentType: Type.String(),
  contentUri: Type.String(),
  filename: Type.String(),
})

/** A page of prompts. */
export const PromptList = Type.Object({
  uri: Type.String(),
  records: Type.Array(Prompt),
  paging: Paging,
  navigation: Navigation,
})

/** Whether all calls of the company are forwarded, when, and to whom. */
export const ForwardAllCalls = Type.Object({
  enabled: Type.Boolean(),
  ranges: Type.Array(
    Type.Object({ from: Type.Optional(Type.String()), to: Type.Optional(Type.String()) }),
  ),
  callHandlingAction: Type.Enum(['Operator', 'Disconnect', 'Bypass']),
  extension: Type.Optional(
    Type.Object({ id: Type.String(), name: Type.String(), extensionNumber: Type.String() }),
  ),
})

/** Turns it on or off. */
export const UpdateForwardAllCalls = Type.Object({ enabled: Type.Boolean() })

/** Sizes a picture can be asked for in. */
export const pictureScales = ['90x90', '195x195', '584x584'] as const

/** The path of a picture in a size. */
export const ScaledPicturePath = Type.Object({
  accountId: AccountId,
  extensionId: ExtensionId,
  scaleSize: Type.String({
    pattern: `^(original|${pictureScales.join('|')})$`,
    description: 'The size: original, or width and height.',
  }),
})

/** A form with one file and nothing beside it. */
export const FileForm = Type.Object({})

/** Where a picture is, in what sizes, and which one it is. */
export const ProfileImage = Type.Object({
  uri: Type.String(),
  etag: Type.Optional(Type.String()),
  lastModified: Type.Optional(Type.String()),
  contentType: Type.Optional(Type.String()),
  scales: Type.Optional(Type.Array(Link)),
})
