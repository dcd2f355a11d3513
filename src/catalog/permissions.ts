// App permissions: what an app may be given, what each opens, and how much it reveals or changes.

/** What one app permission opens. */
export interface PermissionEntry {
  /** One sentence: what an app with it can do. */
  readonly opens: string
  /** How much harm its misuse does: `low` reads little, `high` reads people's words or acts in their name. */
  readonly sensitivity: 'low' | 'medium' | 'high'
}

/** The ten app permissions of the guide's table. Key = RingCentral's name. */
export const permissions = {
  SMS: { opens: 'Sends and receives text and picture messages.', sensitivity: 'high' },
  Faxes: { opens: 'Sends and receives faxes.', sensitivity: 'high' },
  ReadMessages: {
    opens: 'Reads the mailbox: texts, faxes, voicemail, and their attachments.',
    sensitivity: 'high',
  },
  EditMessages: { opens: 'Deletes and marks messages in the mailbox.', sensitivity: 'medium' },
  ReadCallLog: { opens: 'Reads call records and the calls in progress.', sensitivity: 'medium' },
  RingOut: { opens: 'Places, watches and cancels two-legged calls.', sensitivity: 'high' },
  ReadPresence: { opens: 'Sees who is available, busy or on a call.', sensitivity: 'low' },
  ReadAccounts: {
    opens: 'Reads the account and its extensions: names, numbers, email addresses.',
    sensitivity: 'medium',
  },
  EditExtensions: { opens: 'Changes the settings of extensions.', sensitivity: 'high' },
  TeamMessaging: { opens: 'Reads chats and posts, posts, and creates teams.', sensitivity: 'high' },
} as const satisfies Readonly<Record<string, PermissionEntry>>

/** The name of an app permission. */
export type Permission = keyof typeof permissions
