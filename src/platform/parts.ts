// What the platform is made of: the stores, the clock, the network. Made once in app.ts and handed
// to every module that needs some of it.
import type { Profile } from '#catalog/profile'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Random } from '#lib/random'
import type { MakeSecret } from '#lib/secret'
import type { Database } from '#storage/database'
import { createNotifications, type Notifications } from '#storage/notifications'
import { type Accounts, createAccounts } from '#storage/platform/accounts'
import { type Apps, createApps } from '#storage/platform/oauth/apps'
import {
  type AuthorizationCodes,
  createAuthorizationCodes,
} from '#storage/platform/oauth/authorization-codes'
import {
  type ClientAssertions,
  createClientAssertions,
} from '#storage/platform/oauth/client-assertions'
import { type CallLog, createCallLog } from '#storage/platform/call-log'
import { type Calls, createCalls } from '#storage/platform/calls'
import { type ChatFiles, createChatFiles } from '#storage/platform/chat-files'
import { type CompanyStore, createCompanyStore } from '#storage/platform/company'
import { type Contacts, createContacts } from '#storage/platform/contacts'
import { type Conversations, createConversations } from '#storage/platform/conversations'
import { type CallCounts, createCallCounts } from '#storage/platform/call-counts'
import { createDueTasks, type DueTasks } from '#storage/platform/due'
import { createFiles, type Files } from '#storage/platform/files'
import {
  createForwardingNumbers,
  type ForwardingNumbers,
} from '#storage/platform/forwarding-numbers'
import { createMessages, type Messages } from '#storage/platform/messages'
import { createOptOuts, type OptOuts } from '#storage/platform/opt-outs'
import { createPresence, type Presence } from '#storage/platform/presence'
import { createSessions, type Sessions } from '#storage/platform/oauth/sessions'
import { createState, type State } from '#storage/platform/state'
import { createSignIns, type SignIns } from '#storage/platform/oauth/sign-ins'
import { createSigningKeys, type SigningKeys } from '#storage/platform/oauth/signing-keys'
import { createSockets, type Sockets } from '#storage/sockets'
import { createSubscriptions, type Subscriptions } from '#storage/platform/subscriptions'
import type { WebhookControls } from './events/events.ts'
import type { Publisher } from './events/publish.ts'
import { createWsTokens, type WsTokens } from '#storage/platform/oauth/ws-tokens'

/** The stores over one database. */
export interface Stores {
  readonly db: Database
  /** What is attached to messages and the like. A row keeps the key of its file in a column `file_key`. */
  readonly files: Files
  readonly accounts: Accounts
  readonly apps: Apps
  readonly sessions: Sessions
  readonly codes: AuthorizationCodes
  readonly clientAssertions: ClientAssertions
  readonly signIns: SignIns
  readonly wsTokens: WsTokens
  readonly signingKeys: SigningKeys
  readonly messages: Messages
  readonly optOuts: OptOuts
  readonly calls: Calls
  readonly callLog: CallLog
  readonly presence: Presence
  readonly forwardingNumbers: ForwardingNumbers
  readonly conversations: Conversations
  readonly chatFiles: ChatFiles
  readonly contacts: Contacts
  readonly company: CompanyStore
  readonly subscriptions: Subscriptions
  readonly notifications: Notifications
  readonly sockets: Sockets
  readonly due: DueTasks
  readonly state: State
  readonly callCounts: CallCounts
}

/** Everything a module of the platform may ask for; what is told to subscribers (`publish`) included. */
export interface Parts extends Stores, Publisher {
  readonly clock: Clock
  readonly random: Random
  readonly makeSecret: MakeSecret
  readonly log: Log
  readonly profile: Profile
  /** The subscribe key of the PubNub keyset that notifications are published with, if there is one. */
  readonly subscribeKey?: string | undefined
  /** Puts a task on the schedule (see network/schedule.ts); call it inside a commit. */
  readonly schedule: (inMs: number, task: Task, subject: string) => void
  readonly webhooks: WebhookControls
}

/** Everything that can be due on the platform. */
export type Task =
  | 'sms'
  | 'special sms'
  | 'sms reply'
  | 'fax'
  | 'call'
  | 'renewal reminder'
  | 'subscription end'

/**
 * The stores over an open database.
 * @param folder where its files are; null for those of a database in memory
 */
export function createStores(db: Database, folder: string | null = null): Stores {
  const files = createFiles(db, folder)
  return {
    db,
    files,
    accounts: createAccounts(db),
    apps: createApps(db),
    sessions: createSessions(db),
    codes: createAuthorizationCodes(db),
    clientAssertions: createClientAssertions(db),
    signIns: createSignIns(db),
    wsTokens: createWsTokens(db),
    signingKeys: createSigningKeys(db),
    messages: createMessages(db, files),
    optOuts: createOptOuts(db),
    calls: createCalls(db),
    callLog: createCallLog(db),
    presence: createPresence(db),
    forwardingNumbers: createForwardingNumbers(db),
    conversations: createConversations(db),
    chatFiles: createChatFiles(db),
    contacts: createContacts(db),
    company: createCompanyStore(db),
    subscriptions: createSubscriptions(db),
    notifications: createNotifications(db),
    sockets: createSockets(db),
    due: createDueTasks(db),
    state: createState(db),
    callCounts: createCallCounts(db),
  }
}
