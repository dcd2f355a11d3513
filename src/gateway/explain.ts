// What is said of a refusal: why, and how to ask for what was refused, with the command that a person
// would type. Agents show it to their people, so it names the agent and the exact cell.
import type { Agent } from '#storage/gateway/agents'
import type { Rejection } from './agents/directory.ts'
import type { DenyReason, Question } from './decide.ts'

/** A word of a command line. */
const word = (text: string) => (/^[\w.@-]+$/.test(text) ? text : JSON.stringify(text))

/** Why a call was denied, in one sentence. */
export function whyDenied(agent: Agent, question: Question, reason: DenyReason): string {
  const { resource, access, identity } = question
  const may = `to ${access} ${resource}`
  switch (reason) {
    case 'no_grant':
      return `Agent "${agent.name}" has no grant ${may}`
    case 'grant_expired':
      return `The grant of agent "${agent.name}" ${may} has ended`
    case 'needs_account_reach':
      return `The grant of agent "${agent.name}" ${may} does not reach the whole account`
    case 'outside_reach':
      return `The grant of agent "${agent.name}" ${may} does not reach this extension`
    case 'other_account':
      return `Agent "${agent.name}" reaches account ${identity.accountId} alone`
  }
}

/** What a person can do about a denial. */
export function howToAllow(agent: Agent, question: Question, reason: DenyReason): string {
  const { resource, access, touched, identity } = question
  const add = (reach: string) =>
    `ringfence grant add ${word(agent.name)} ${word(resource)} ${access} --reach ${reach}`
  switch (reason) {
    case 'no_grant':
      return `A person can allow it: ${add(reachOf(question))}`
    case 'grant_expired':
      return `The grant has ended; a person can renew it: ${add(reachOf(question))}`
    case 'needs_account_reach':
      return `This spans the whole account; a person can allow that: ${add('account')}`
    case 'outside_reach':
      return touched.whose === 'extension' && /^[1-9]\d{0,18}$/.test(touched.extensionId)
        ? `The grant does not reach this extension; a person can allow it: ${add(touched.extensionId)}`
        : `The grant does not reach this; a person can allow it: ${add('account')}`
    case 'other_account':
      return `This agent's connection belongs to account ${identity.accountId}: use ~ or that id. No grant opens another account.`
  }
}

/** The smallest reach that covers what is touched. */
function reachOf({ touched, identity }: Question): string {
  if (touched.whose === 'everyone') return 'account'
  const another = touched.whose === 'extension' && touched.extensionId !== identity.extensionId
  return another && /^[1-9]\d{0,18}$/.test(touched.extensionId) ? touched.extensionId : 'own'
}

/** What helps against a 401. */
export function howToAuthenticate(rejection: Rejection): string {
  switch (rejection) {
    case 'no_token':
    case 'unknown_token':
      return 'Send a key or token of this gateway as "Authorization: Bearer …"; RingCentral’s own tokens are not taken. A person makes one with: ringfence agent create NAME'
    case 'token_expired':
      return 'Refresh the token, or exchange the JWT again, at /restapi/oauth/token.'
    case 'credential_expired':
    case 'credential_revoked':
      return 'A person can give the agent a new key: ringfence agent rotate NAME'
    case 'agent_paused':
      return 'A person has paused this agent and can resume it: ringfence agent resume NAME'
    case 'agent_expired':
      return 'This agent’s time has ended; a person can extend it: ringfence agent expire NAME'
    case 'agent_revoked':
      return 'This agent was revoked for good.'
  }
}
