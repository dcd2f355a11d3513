// The capability groups of the guide, in its order, and which methods belong to each.
import { account } from './account.ts'
import { callLog } from './call-log.ts'
import { company } from './company.ts'
import { contacts } from './contacts.ts'
import { messageStore } from './message-store.ts'
import { messaging } from './messaging.ts'
import type { Methods } from './method.ts'
import { presence } from './presence.ts'
import { ringOut } from './ring-out.ts'
import { service } from './service.ts'
import { subscription } from './subscription.ts'
import { teamMessaging } from './team-messaging.ts'

/** A capability group. */
export interface Group {
  readonly label: string
  /** What an agent can do with it, in one sentence. */
  readonly about: string
  readonly methods: Methods
}

/** All groups, by id. */
export const groups = {
  messaging: {
    label: 'Messaging (SMS & MMS)',
    about: 'Send texts, pictures and faxes.',
    methods: messaging,
  },
  'message-store': {
    label: 'Message store',
    about: 'Read a mailbox and its attachments; delete messages.',
    methods: messageStore,
  },
  'call-log': {
    label: 'Call log & active calls',
    about: 'See the calls of an extension or of the account, and those going on now.',
    methods: callLog,
  },
  'ring-out': {
    label: 'RingOut (make calls)',
    about: 'Place two-legged calls, watch and cancel them.',
    methods: ringOut,
  },
  presence: {
    label: 'Presence',
    about: 'See who is available, busy or on a call.',
    methods: presence,
  },
  account: {
    label: 'Users & account',
    about: 'Read the account and its extensions; change an extension.',
    methods: account,
  },
  'team-messaging': {
    label: 'Team messaging',
    about: 'Read chats and posts, post, create teams.',
    methods: teamMessaging,
  },
  subscription: {
    label: 'Webhook subscriptions',
    about: 'Have events pushed: create, list, read, renew and cancel subscriptions.',
    methods: subscription,
  },
  contacts: {
    label: 'Contacts & directory',
    about: 'Read and keep a personal address book; look people up in the company.',
    methods: contacts,
  },
  company: {
    label: 'Company settings',
    about: 'Prompts of the menus; forwarding of all calls.',
    methods: company,
  },
  service: {
    label: 'Service info & dictionaries',
    about: 'Look up versions, countries, states, time zones, languages and fax covers.',
    methods: service,
  },
} as const satisfies Readonly<Record<string, Group>>

/** The id of a group. */
export type GroupId = keyof typeof groups

/** The group a method belongs to. */
export function groupOf(methodId: string): GroupId {
  for (const [id, group] of Object.entries(groups)) {
    if (Object.hasOwn(group.methods, methodId)) return id as GroupId // a key of `groups`
  }
  throw new RangeError(`No group has the method ${methodId}.`)
}
