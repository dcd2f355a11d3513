// App permissions: what an app may be given, what each opens, and how much it reveals or changes.

/** What one app permission opens. */
export interface PermissionEntry {
  /** One sentence: what an app with it can do. */
  readonly opens: string
  /** How much harm its misuse does: `low` reads little, `high` reads people's words or acts in their name. */
  readonly sensitivity: 'low' | 'medium' | 'high'
  /** Whether the guide's table has it, or only methods beyond the guide ask for it. */
  readonly listed: 'table' | 'beyond'
}

/** All app permissions: the ten of the guide's table, then those beyond it. Key = RingCentral's name. */
export const permissions = {
  SMS: {
    opens: 'Sends and receives text and picture messages.',
    sensitivity: 'high',
    listed: 'table',
  },
  Faxes: { opens: 'Sends and receives faxes.', sensitivity: 'high', listed: 'table' },
  ReadMessages: {
    opens: 'Reads the mailbox: texts, faxes, voicemail, and their attachments.',
    sensitivity: 'high',
    listed: 'table',
  },
  EditMessages: {
    opens: 'Deletes and marks messages in the mailbox.',
    sensitivity: 'medium',
    listed: 'table',
  },
  ReadCallLog: {
    opens: 'Reads call records and the calls in progress.',
    sensitivity: 'medium',
    listed: 'table',
  },
  RingOut: {
    opens: 'Places, watches and cancels two-legged calls.',
    sensitivity: 'high',
    listed: 'table',
  },
  ReadPresence: {
    opens: 'Sees who is available, busy or on a call.',
    sensitivity: 'low',
    listed: 'table',
  },
  ReadAccounts: {
    opens: 'Reads the account and its extensions: names, numbers, email addresses.',
    sensitivity: 'medium',
    listed: 'table',
  },
  EditExtensions: {
    opens: 'Changes the settings of extensions.',
    sensitivity: 'high',
    listed: 'table',
  },
  TeamMessaging: {
    opens: 'Reads chats and posts, posts, and creates teams.',
    sensitivity: 'high',
    listed: 'table',
  },
  InternalMessages: {
    opens: 'Sends notes between colleagues (pager messages).',
    sensitivity: 'medium',
    listed: 'beyond',
  },
  EditPresence: {
    opens: 'Changes whether a person shows as available and takes calls.',
    sensitivity: 'medium',
    listed: 'beyond',
  },
  EditCallLog: {
    opens: 'Deletes call records.',
    sensitivity: 'medium',
    listed: 'beyond',
  },
  ReadCallRecording: {
    opens: 'Listens to recorded calls.',
    sensitivity: 'high',
    listed: 'beyond',
  },
  ReadContacts: {
    opens: 'Reads the personal address book.',
    sensitivity: 'medium',
    listed: 'beyond',
  },
  Contacts: {
    opens: 'Adds to, changes and deletes from the personal address book.',
    sensitivity: 'medium',
    listed: 'beyond',
  },
  EditAccounts: {
    opens: 'Changes settings of the whole company: where calls go, which prompts are played.',
    sensitivity: 'high',
    listed: 'beyond',
  },
  CallControl: {
    opens: 'Follows calls as they happen, step by step.',
    sensitivity: 'medium',
    listed: 'beyond',
  },
  WebSocketsSubscription: {
    opens: 'Opens a WebSocket for events.',
    sensitivity: 'low',
    listed: 'beyond',
  },
} as const satisfies Readonly<Record<string, PermissionEntry>>

/** The name of an app permission. */
export type Permission = keyof typeof permissions
