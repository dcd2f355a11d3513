// What a seed may say: the one schema that seeds in YAML, JSON and TypeScript are judged by, their type
// is, and docs/seeds.md is written from. Descriptions end the sentence "It takes …".
import { type Static, type TSchema, Type } from 'typebox'
import { permissions } from '#catalog/permissions'
import { rateGroups } from '#catalog/rate-groups'
import { SentPublicKey } from '../../oauth/public-key.ts'
import { grantTypes } from '#storage/platform/oauth/apps'

const closed = <const P extends Readonly<Record<string, TSchema>>>(
  properties: P,
  description: string,
) => Type.Object(properties, { additionalProperties: false, description })

const optional = Type.Optional
const text = (description: string, maxLength = 1024) =>
  Type.String({ minLength: 1, maxLength, description })
const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: values, description: `one of ${values.join(', ')}` })
const flag = (description: string) => Type.Boolean({ description: `true or false: ${description}` })

/** A text that no error repeats. */
const secret = (description: string) =>
  Type.String({ minLength: 1, maxLength: 4096, writeOnly: true, description })

const extensionNumber = Type.Union(
  [Type.String({ pattern: '^[1-9][0-9]{1,5}$' }), Type.Integer({ minimum: 10, maximum: 999_999 })],
  { description: 'an extension number of 2 to 6 digits, as in 101' },
)

const phoneNumber = Type.Union(
  [Type.String({ minLength: 3, maxLength: 32 }), Type.Integer({ minimum: 1_000_000 })],
  { description: 'a phone number, best in E.164 as in "+14155550142"' },
)

const extensionRef = Type.Union([text('', 128), Type.Integer({ minimum: 10 })], {
  description: 'an extension of the seed, by its number, name or email address',
})

const anEnd = 'an extension of the seed (number, name or email address) or a phone number'
const end = Type.Union([text('', 128), Type.Integer({ minimum: 10 })], { description: anEnd })
const ends = Type.Union([end, Type.Array(end, { minItems: 1, maxItems: 50 })], {
  description: `${anEnd}, or a list of them`,
})

const when = Type.String({
  minLength: 2,
  maxLength: 40,
  description: 'a time: how long ago ("-2h", "-1d12h") or ISO 8601 ("2026-11-23T09:00:00Z")',
})

const duration = Type.String({
  maxLength: 20,
  description: 'a length of time, as in "90s" or "5m"',
})

const id = Type.Integer({
  minimum: 1,
  maximum: 999_999_999_999,
  description: 'a whole number up to 999999999999',
})

const readStatus = oneOf(['Read', 'Unread'])

const Address = closed(
  {
    street: optional(text('a street with its number')),
    city: optional(text('a city')),
    state: optional(text('a state or province')),
    zip: optional(text('a postal code')),
    country: optional(text('a country')),
  },
  'an address',
)

const NumberFields = closed(
  {
    number: phoneNumber,
    type: optional(oneOf(['VoiceFax', 'VoiceOnly', 'FaxOnly'])),
    features: optional(
      Type.Array(oneOf(['SmsSender', 'MmsSender', 'CallerId', 'InternationalSmsSender']), {
        maxItems: 4,
        description: 'a list of what the number can do',
      }),
    ),
    label: optional(text('a label')),
  },
  'a phone number and what it can do',
)

const numbers = Type.Array(
  Type.Union([phoneNumber, NumberFields], {
    description: 'a phone number, or an object with `number` and what it can do',
  }),
  { maxItems: 100, description: 'a list of phone numbers' },
)

const Account = closed(
  {
    id: optional(id),
    name: optional(text('the name of the company', 256)),
    email: optional(text('an email address', 256)),
    mainNumber: optional(phoneNumber),
    timezone: optional(text('a time zone, as in "America/Los_Angeles"', 64)),
    address: optional(Address),
    operator: optional(extensionRef),
    numbers: optional(numbers),
  },
  'the company',
)

const PresenceFields = closed(
  {
    userStatus: optional(oneOf(['Available', 'Busy', 'Offline'])),
    dndStatus: optional(
      oneOf([
        'TakeAllCalls',
        'DoNotAcceptAnyCalls',
        'DoNotAcceptDepartmentCalls',
        'TakeDepartmentCallsOnly',
      ]),
    ),
    message: optional(text('a line of at most 75 characters', 75)),
  },
  'what the person has set',
)

const ExtensionFields = closed(
  {
    number: optional(extensionNumber),
    id: optional(id),
    name: text('the name of a person, queue or menu', 128),
    email: optional(text('an email address, with which the person signs in', 256)),
    password: optional(secret('a password')),
    role: optional(oneOf(['Super Admin', 'Standard'])),
    type: optional(oneOf(['User', 'Department', 'IvrMenu', 'Voicemail', 'Announcement'])),
    status: optional(oneOf(['Enabled', 'Disabled', 'Frozen', 'NotActivated', 'Unassigned'])),
    numbers: optional(numbers),
    members: optional(
      Type.Array(extensionRef, {
        maxItems: 500,
        description: 'the extensions that take the calls of a Department (call queue)',
      }),
    ),
    jobTitle: optional(text('a job title', 128)),
    department: optional(text('the part of the company', 128)),
    mobilePhone: optional(phoneNumber),
    presence: optional(PresenceFields),
  },
  'somebody or something with an extension number',
)

const groupLimit = Type.Integer({
  minimum: 1,
  maximum: 100_000,
  description: 'calls a minute for each user, from 1 to 100000',
})

const JwtFields = closed(
  {
    extension: optional(extensionRef),
    label: optional(text('a label', 128)),
    jwt: optional(secret('the JWT itself, any text of at least 16 characters')),
    expires: optional(
      Type.String({
        maxLength: 40,
        description: 'when it ends: a length of time from now ("30d") or ISO 8601',
      }),
    ),
  },
  'a JWT credential: who presents it acts as the extension',
)

const AppFields = closed(
  {
    name: text('a name', 128),
    clientId: optional(
      Type.String({
        pattern: '^[A-Za-z0-9_-]{1,64}$',
        description: 'a client id of letters, digits, - and _',
      }),
    ),
    clientSecret: optional(secret('a client secret')),
    permissions: optional(
      Type.Array(oneOf(Object.keys(permissions) as (keyof typeof permissions)[]), {
        description: 'a list of app permissions',
      }),
    ),
    grantTypes: optional(Type.Array(oneOf(grantTypes), { description: 'a list of grant types' })),
    redirectUris: optional(
      Type.Array(text('a redirect URI, as in http://127.0.0.1:3000/callback', 2048), {
        maxItems: 20,
        description: 'a list of redirect URIs',
      }),
    ),
    public: optional(flag('an app that can keep no secret')),
    refreshTokens: optional(flag('whether it is given refresh tokens')),
    publicKey: optional(SentPublicKey),
    signsWithSecret: optional(
      flag('whether it may sign client assertions with its secret, which is then kept readable'),
    ),
    limits: optional(
      closed(
        Object.fromEntries(
          Object.keys(rateGroups).map((group) => [group, optional(groupLimit)]),
        ) as {
          readonly [G in keyof typeof rateGroups]: ReturnType<typeof optional<typeof groupLimit>>
        },
        'limits by rate group, where they differ from the guide’s',
      ),
    ),
    jwts: optional(Type.Array(JwtFields, { maxItems: 100, description: 'a list of credentials' })),
  },
  'an app: an OAuth client',
)

const FileFields = closed(
  {
    fileName: optional(text('a file name', 255)),
    contentType: optional(text('a media type, as in "image/png"', 128)),
    path: optional(text('the path of a file, from the seed’s folder')),
    text: optional(text('the content as text', 1_000_000)),
    base64: optional(
      Type.String({ pattern: '^[A-Za-z0-9+/\\s]*={0,2}$', description: 'the content in base64' }),
    ),
  },
  'a file: its content as one of `path`, `text` and `base64`',
)

const TextFields = closed(
  {
    at: optional(when),
    from: end,
    to: ends,
    text: optional(text('what it says, at most 1000 characters', 1000)),
    attachments: optional(
      Type.Array(FileFields, { maxItems: 10, description: 'the files of a picture message' }),
    ),
    status: optional(oneOf(['Sent', 'Delivered', 'DeliveryFailed', 'SendingFailed'])),
    readStatus: optional(readStatus),
  },
  'a text message',
)

const FaxFields = closed(
  {
    at: optional(when),
    from: end,
    to: end,
    pages: Type.Array(text('the text of a page', 10_000), {
      minItems: 1,
      maxItems: 200,
      description: 'a list of pages, each its text',
    }),
    status: optional(oneOf(['Sent', 'SendingFailed'])),
    readStatus: optional(readStatus),
  },
  'a fax',
)

const VoicemailFields = closed(
  {
    at: optional(when),
    from: end,
    to: end,
    seconds: optional(
      Type.Integer({ minimum: 1, maximum: 180, description: 'how long it is: 1 to 180 seconds' }),
    ),
    readStatus: optional(readStatus),
  },
  'a voicemail',
)

const PagerFields = closed(
  {
    at: optional(when),
    from: extensionRef,
    to: Type.Union([extensionRef, Type.Array(extensionRef, { minItems: 1, maxItems: 50 })], {
      description: 'an extension of the seed, or a list of them',
    }),
    text: text('what it says, at most 1000 characters', 1000),
    readStatus: optional(readStatus),
  },
  'a note within the company',
)

const CallFields = closed(
  {
    at: optional(when),
    from: end,
    to: end,
    ending: optional(oneOf(['answered', 'noAnswer', 'busy', 'declined', 'hangUp'])),
    rings: optional(duration),
    talks: optional(duration),
    ringOut: optional(flag('whether it was made as a RingOut')),
  },
  'a past call',
)

const PostFields = closed(
  { at: optional(when), from: extensionRef, text: text('what it says', 10_000) },
  'a post',
)

const ChatFields = closed(
  {
    type: optional(oneOf(['Everyone', 'Team', 'Group', 'Direct'])),
    name: optional(text('a name', 250)),
    description: optional(text('what it is for', 1000)),
    public: optional(flag('whether anyone of the company may find it')),
    archived: optional(flag('whether it is over')),
    members: optional(
      Type.Array(extensionRef, { maxItems: 1000, description: 'a list of extensions' }),
    ),
    created: optional(when),
    posts: optional(
      Type.Array(PostFields, { maxItems: 100_000, description: 'what was posted in it' }),
    ),
  },
  'a chat',
)

const ContactFields = closed(
  {
    extension: optional(extensionRef),
    firstName: optional(text('a first name', 128)),
    lastName: optional(text('a last name', 128)),
    company: optional(text('a company', 128)),
    jobTitle: optional(text('a job title', 128)),
    email: optional(
      Type.String({
        pattern: '^[^\\s@]+@[^\\s@]+$',
        maxLength: 256,
        description: 'an email address',
      }),
    ),
    mobilePhone: optional(phoneNumber),
    businessPhone: optional(phoneNumber),
    homePhone: optional(phoneNumber),
    businessFax: optional(phoneNumber),
    notes: optional(text('a note', 4096)),
  },
  'somebody in the address book of an extension',
)

const SubscriptionFields = closed(
  {
    extension: optional(extensionRef),
    app: optional(text('an app of the seed, by its name or client id', 128)),
    eventFilters: Type.Array(text('an event filter'), {
      minItems: 1,
      maxItems: 20,
      description: 'a list of event filters; `~` stands for the extension',
    }),
    webhook: optional(text('the address that is told of events', 2048)),
    expiresIn: optional(duration),
  },
  'a subscription; by PubNub where there is no `webhook`',
)

const many = <T extends TSchema>(item: T, description: string) =>
  optional(Type.Array(item, { maxItems: 100_000, description }))

/** A whole seed. Members that begin with `x-` are ignored: a place for YAML anchors. */
export const Seed = closed(
  {
    account: optional(Account),
    extensions: Type.Array(ExtensionFields, {
      minItems: 1,
      maxItems: 10_000,
      description: 'a list of extensions, one at least',
    }),
    apps: many(AppFields, 'a list of apps'),
    texts: many(TextFields, 'a list of text messages'),
    faxes: many(FaxFields, 'a list of faxes'),
    voicemails: many(VoicemailFields, 'a list of voicemails'),
    pagers: many(PagerFields, 'a list of notes within the company'),
    calls: many(CallFields, 'a list of past calls'),
    contacts: many(ContactFields, 'a list of contacts'),
    chats: many(ChatFields, 'a list of chats'),
    subscriptions: many(SubscriptionFields, 'a list of subscriptions'),
  },
  'a seed: an object with `extensions`',
)

/** What a seed in TypeScript is. */
export type Seed = Static<typeof Seed>
