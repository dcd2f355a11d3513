// The rows of the table of errors that are about subscriptions, worded as RingCentral words them. The
// guide has none of them: both profiles answer them as they are.
import type { ErrorEntry } from '../errors.ts'

const ownOnly = 'Subscribe to the events of your own account and extension.'

/** Codes of subscriptions. */
export const subscriptionErrors = {
  'SUB-402': {
    status: 403,
    message: 'Presence feature is disabled for this extension type ({parameterValue})',
    remedy: 'Name the extension of a person.',
  },
  'SUB-403': {
    status: 403,
    message: 'User disallowed to monitor his presence',
    remedy: 'Let the user allow others to see their presence.',
  },
  'SUB-404': {
    status: 403,
    message: 'User disallowed this subscriber to pick up calls',
    remedy: 'Let the user allow the subscriber to pick up their calls.',
  },
  'SUB-405': {
    status: 403,
    message: 'Not allowed subscribe for messages to other extensions',
    remedy: ownOnly,
  },
  'SUB-406': {
    status: 403,
    message: 'Not allowed subscribe for events to extensions of other account',
    remedy: ownOnly,
  },
  'SUB-407': {
    status: 403,
    message: 'Not allowed subscribe for APNS if endpoint_id not defined',
    remedy: 'Use WebHook, WebSocket or PubNub.',
  },
  'SUB-408': {
    status: 403,
    message: 'Not allowed subscribe for unknown user',
    remedy: 'Name an extension that exists.',
  },
  // The reason of a filter that is disabled; no call is refused with it.
  'SUB-412': {
    status: 403,
    message: 'The app needs the {permissionName} permission',
    remedy: 'Give the app the permission, then write the event filters of the subscription again.',
  },
  'SUB-505': {
    status: 403,
    message: 'Subscriptions limit exceeded',
    remedy:
      'Cancel a subscription that is no longer needed: a user has at most 20 through one app.',
  },
  'SUB-507': {
    status: 404,
    message: 'The subscription has expired',
    remedy: 'Create a new subscription.',
  },
  'SUB-508': {
    status: 400,
    message: 'Invalid event filters: [{parameterValue}]',
    remedy: 'Use the event filters that the reference lists, with the parameters it lists.',
  },
  'SUB-511': {
    status: 405,
    message: 'Action not allowed for APNS subscription',
    remedy: 'Use WebHook, WebSocket or PubNub.',
  },
  'SUB-515': {
    status: 400,
    message: 'Subscription containing only reminder filter is not allowed',
    remedy: 'Add the events that the subscription is for.',
  },
  'SUB-516': {
    status: 400,
    message: 'Invalid reminder parameters',
    remedy:
      'Send a threshold of at most half the lifetime, an interval of at most half the threshold.',
  },
  'SUB-518': {
    status: 403,
    message: 'Not allowed subscribe for favorite contacts list changes of another extension',
    remedy: ownOnly,
  },
  'SUB-520': {
    status: 400,
    message: 'Validation Token is not returned',
    remedy: 'Answer the first request with the Validation-Token header that it has.',
  },
  'SUB-521': {
    status: 400,
    message: 'WebHook is not reachable',
    remedy: 'Make the address reachable from the server; it has three seconds to answer.',
  },
  'SUB-522': {
    status: 400,
    message: 'WebHook responds with incorrect HTTP status. HTTP status is {parameterValue}',
    remedy: 'Answer the first request with status 200.',
  },
  'SUB-523': {
    status: 400,
    message: 'HTTPS is required',
    remedy: 'Give an https address.',
  },
  'SUB-524': {
    status: 400,
    message: 'WebHook certificate is invalid',
    remedy: 'Use a certificate that a public authority signed for the name in the address.',
  },
  'SUB-525': {
    status: 400,
    message: 'WebHook server response is invalid',
    remedy: 'Answer in HTTP, with at most 1,024 bytes of headers and body together.',
  },
  'SUB-527': {
    status: 403,
    message: 'Not allowed subscribe for missed calls of another extension',
    remedy: ownOnly,
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>
