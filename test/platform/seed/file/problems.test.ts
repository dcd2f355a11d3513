import assert from 'node:assert/strict'
import { test } from 'node:test'
import { magicNumbers } from '#catalog/rules/magic-numbers'
import { SeedError } from '#platform/seed/file/problems'
import { emptyPlatform, plant, problemsOf } from './world.ts'

const magicNumber = magicNumbers[0]?.number ?? ''
const people = { extensions: [{ name: 'Ann' }, { name: 'Bea' }] }

/** Seeds that are wrong in one way, and how that is told. */
const wrong: readonly (readonly [unknown, string])[] = [
  [null, ' is null. It takes a seed: an object with `extensions`.'],
  [{}, ' lacks extensions: a list of extensions, one at least.'],
  [{ extensions: [] }, 'extensions has 0. It takes at least 1.'],
  [{ extensions: [{}] }, 'extensions[0] lacks name: the name of a person, queue or menu.'],
  [
    { extensions: [{ name: 'Ann', emial: 'ann@acme.example' }] },
    'extensions[0].emial is not taken. Did you mean email?',
  ],
  [
    { ...people, users: [] },
    'users is not taken. Known here: account, extensions, apps, texts, faxes, voicemails, pagers, calls, contacts, chats, subscriptions.',
  ],
  [
    { extensions: [{ name: 'Ann', role: 'Boss' }] },
    'extensions[0].role is "Boss". It takes one of Super Admin, Standard.',
  ],
  [
    { extensions: [{ name: 'Ann', number: 7 }] },
    'extensions[0].number is 7. It takes an extension number of 2 to 6 digits, as in 101.',
  ],
  [
    { extensions: [{ name: 'Ann', numbers: [{ number: '12', features: ['Sms'] }] }] },
    'extensions[0].numbers[0].number is "12". It takes a phone number, best in E.164 as in "+14155550142".',
  ],
  [
    { extensions: [{ name: 'Ann', numbers: ['nobody'] }] },
    'extensions[0].numbers[0] is "nobody". It takes a phone number in E.164, as in "+14155550142".',
  ],
  [
    {
      extensions: [
        { name: 'Ann', number: 101 },
        { name: 'Bea', number: '101' },
      ],
    },
    'extensions[1].number is 101 a second time. Give each its own.',
  ],
  [
    {
      extensions: [
        { name: 'Ann', numbers: ['+14155550142'] },
        { name: 'Bea', numbers: ['415 555 0142'] },
      ],
    },
    'extensions[1].numbers[0] is +14155550142 a second time. A number has one owner.',
  ],
  [
    { extensions: [{ name: 'Ann', numbers: [magicNumber] }] },
    `extensions[0].numbers[0] is ${magicNumber}, a magic number of the outside world.`,
  ],
  [
    { extensions: [{ name: 'Ann', status: 'Disabled' }] },
    'extensions have nobody who can sign in. One at least is of type User and status Enabled.',
  ],
  [
    { ...people, account: { timezone: 'Mars/Olympus' } },
    'account.timezone is "Mars/Olympus". It takes the name of a time zone, as in "America/New_York".',
  ],
  [
    { extensions: [{ name: 'Ann' }, { name: 'Care', type: 'Department', members: ['Zed'] }] },
    'extensions[1].members[0] is "Zed", who is no extension of the seed. Extensions: 101 Ann, 102 Care.',
  ],
  [
    { ...people, apps: [{ name: 'Bot', permissions: ['Sms'] }] },
    'apps[0].permissions[0] is "Sms". It takes one of SMS, Faxes,',
  ],
  [
    { ...people, apps: [{ name: 'Bot', publicKey: 'none' }] },
    'apps[0].publicKey is no public key, as PEM or JWK.',
  ],
  [
    { ...people, apps: [{ name: 'Bot', publicKey: { kty: 'RSA', n: 'x', e: 'AQAB', d: 'y' } }] },
    'apps[0].publicKey.d is not taken.',
  ],
  [
    { ...people, apps: [{ name: 'Bot', public: true, signsWithSecret: true }] },
    'apps[0].signsWithSecret is given, but the app is public.',
  ],
  [
    { ...people, apps: [{ name: 'Bot', public: true, clientSecret: 'shh-secret' }] },
    'apps[0].clientSecret is given, but the app is public. Leave one of both out.',
  ],
  [
    {
      ...people,
      apps: [
        { name: 'Bot', clientId: 'a' },
        { name: 'Bat', clientId: 'a' },
      ],
    },
    'apps[1].clientId is "a" a second time. Give each its own.',
  ],
  [
    { ...people, texts: [{ from: '+14155550142', to: '+14155550143', text: 'Hi' }] },
    'texts[0] has nobody of the company at either end.',
  ],
  [
    { ...people, texts: [{ from: 'Zed', to: 101, text: 'Hi' }] },
    'texts[0].from is "Zed": neither an extension of the seed nor a phone number. Extensions: 101 Ann, 102 Bea. Write phone numbers in E.164, as in "+14155550142".',
  ],
  [
    { ...people, texts: [{ from: 102, to: 101 }] },
    'texts[0] lacks what it says: `text`, or `attachments`.',
  ],
  [
    { ...people, texts: [{ at: 'yesterday', from: 102, to: 101, text: 'Hi' }] },
    'texts[0].at is "yesterday". It takes how long ago ("-2h", "-1d12h") or an ISO 8601 time.',
  ],
  [
    { ...people, texts: [{ at: '2026-11-23T20:00:01Z', from: 102, to: 101, text: 'Hi' }] },
    'texts[0].at is "2026-11-23T20:00:01Z". It takes a time that is past: a seed has no future.',
  ],
  [
    { ...people, texts: [{ from: 102, to: 101, attachments: [{ fileName: 'a.exe', text: 'x' }] }] },
    'texts[0].attachments[0] is application/octet-stream, which does not go with a text.',
  ],
  [
    { ...people, texts: [{ from: 102, to: 101, attachments: [{ path: 'nowhere.png' }] }] },
    'texts[0].attachments[0].path is nowhere.png, which cannot be read (ENOENT).',
  ],
  [
    { ...people, texts: [{ from: 102, to: 101, attachments: [{ text: 'a', base64: 'YQ==' }] }] },
    'texts[0].attachments[0] needs its content once: as one of `path`, `text` and `base64`.',
  ],
  [
    { ...people, voicemails: [{ from: 101, to: '+14155550142' }] },
    'voicemails[0].to is outside of the company. A voicemail is left for an extension.',
  ],
  [
    { ...people, calls: [{ at: '-1m', from: 101, to: '+14155550142', talks: '5m' }] },
    'calls[0].at is too late: the call would not be over yet. Begin it earlier, or shorten it.',
  ],
  [
    { ...people, calls: [{ from: 101, to: 102, talks: 'long' }] },
    'calls[0].talks is "long". It takes a length of time, as in "90s" or "1m30s".',
  ],
  [
    { ...people, chats: [{ type: 'Direct', members: [101] }] },
    'chats[0].members are 1. A Direct chat has 2.',
  ],
  [{ ...people, chats: [{}] }, 'chats[0] lacks name: a team has one.'],
  [
    { ...people, chats: [{ name: 'Crew', members: [101], posts: [{ from: 102, text: 'Hi' }] }] },
    'chats[0].posts[0].from is Bea, who is not in the chat. Add them to its members.',
  ],
  [
    { ...people, contacts: [{}] },
    'contacts[0] has nothing of a contact in it: give a name, a company or a number.',
  ],
  [
    { ...people, contacts: [{ mobilePhone: 'none' }] },
    'contacts[0].mobilePhone is "none". It takes a phone number in E.164, as in "+14155550142".',
  ],
  [
    { ...people, subscriptions: [{ eventFilters: ['/restapi/v1.0/nothing'] }] },
    'subscriptions[0].eventFilters cannot be subscribed to:',
  ],
  [
    {
      ...people,
      subscriptions: [
        { app: 'Nope', eventFilters: ['/restapi/v1.0/account/~/extension/~/presence'] },
      ],
    },
    'subscriptions[0].app names no app of the seed. There is: Developer.',
  ],
]

test('what is wrong is told with its place, what is there and what to write; nothing is stored', () => {
  for (const [seed, expected] of wrong) {
    const [first = ''] = problemsOf(seed)
    assert.ok(first.startsWith(expected), `${first}\n  should begin with\n${expected}`)
  }
})

test('every mistake is told at once, and no secret with them', () => {
  const problems = problemsOf({
    extensions: [{ name: 'Ann', password: '', role: 'x' }, { name: 5 }],
    apps: [{ name: 'Bot', clientSecret: ['top-secret'] }],
  })
  assert.deepEqual(problems, [
    'extensions[0].password is not as it should be. It takes a password.',
    'extensions[0].role is "x". It takes one of Super Admin, Standard.',
    'extensions[1].name is 5. It takes the name of a person, queue or menu.',
    'apps[0].clientSecret is not as it should be. It takes a client secret.',
  ])
})

test('a failure while storing leaves nothing behind', () => {
  const platform = emptyPlatform()
  const { accounts, subscriptions } = platform.parts
  const broken = {
    ...platform.parts,
    subscriptions: {
      ...subscriptions,
      add() {
        throw new RangeError('the disk is full')
      },
    },
  }
  const seed = {
    ...people,
    subscriptions: [{ eventFilters: ['/restapi/v1.0/account/~/extension/~/presence'] }],
  }
  assert.throws(() => plant({ ...platform, parts: broken }, seed), /the disk is full/)
  assert.equal(accounts.account(400_131_426), undefined)
  platform.close()
})

test('a message with many problems stays readable: the first twenty', () => {
  const platform = emptyPlatform()
  const seed = { extensions: Array.from({ length: 30 }, () => ({})) }
  assert.throws(
    () => plant(platform, seed, { source: 'big.yaml' }),
    (error: SeedError) => {
      assert.equal(error.problems.length, 30)
      assert.equal(error.message.split('\n').length, 22)
      assert.match(
        error.message,
        /^The seed cannot be used; nothing was stored\.\nbig\.yaml: extensions\[0\] lacks name/,
      )
      assert.match(error.message, /… and 10 more\.$/)
      return true
    },
  )
  platform.close()
})
