// Every error code an API call can answer: one closed table. Code throws the finest code that is true
// (`fail('MSG-245', …)`); the profile decides what goes on the wire: `live` that code, `guide` the row
// of the guide's own table that covers it.
import { subscriptionErrors } from './errors/subscription-errors.ts'
import type { Profile } from './profile.ts'

/** One error code. `message` has {placeholders} for the details it is thrown with. */
export interface ErrorEntry {
  readonly status: number
  readonly message: string
  /** What to do about it, in one sentence. */
  readonly remedy: string
  /** The code of the guide that covers this one; absent where the guide is silent. */
  readonly guide?: 'CMN-101' | 'OAU-128' | 'CMN-408' | 'CMN-102' | 'CMN-301' | 'CMN-304'
  /** The older name RingCentral still puts into the outer `errorCode`. */
  readonly legacy?: string
  /** The code on the wire in `live`, where the key is none: a code with two rows has one for each status. */
  readonly wire?: 'CMN-102'
  /** The status in `live`, where the guide's differs. */
  readonly liveStatus?: number
  /** The parameter at fault when the thrower names none: it is always the same one. */
  readonly parameter?: string
}

const fixField = 'Correct the named field and send the request again.'
const renew = 'Refresh or issue the access token again and send it in the Authorization header.'
const grantIt = 'Give the app or the user the named permission, or enable the feature, then retry.'
const checkId = 'Check that the id is right and that the token may see what it names.'
const later = 'Back off, then retry after a short delay.'
const invalid = 'Parameter [{parameterName}] value is invalid'

// RingCentral documents five codes with these same words and does not say what tells them apart. The
// platform answers two of them (see call-log-sync.ts); a client meets the others through faults.
const lostSyncToken = {
  status: 400,
  message: 'Parameter [{parameterName}] is invalid [Sync token expired, call log was reset]',
  remedy: 'Begin again with an FSync and go on from its token.',
  guide: 'CMN-101',
  parameter: 'syncToken',
} as const

/** The six rows of the guide's own table, with what each means. */
export const guideCodes = {
  'CMN-101': 'A parameter is missing or wrong; parameterName names it.',
  'OAU-128': 'The access token is missing, broken or expired.',
  'CMN-408': 'The token is good, but a permission or feature the method needs is missing.',
  'CMN-102': 'What a path parameter names does not exist, or the token cannot see it.',
  'CMN-301': 'The calls of this usage group are used up; Retry-After says how long to wait.',
  'CMN-304': 'A twin of this request is still underway, or the service is briefly unavailable.',
} as const

/** All codes. */
export const errors = {
  'CMN-101': { status: 400, message: invalid, remedy: fixField },
  'CMN-102': {
    status: 404,
    message: 'Resource for parameter [{parameterName}] is not found',
    remedy: checkId,
  },
  'CMN-102-BODY': {
    status: 400,
    message: 'Resource for parameter [{parameterName}] is not found',
    remedy: 'Check that the body names what exists and that the token may see it.',
    guide: 'CMN-101',
    wire: 'CMN-102',
  },
  'CMN-103': {
    status: 400,
    message: 'JSON cannot be parsed',
    remedy: fixField,
    guide: 'CMN-101',
    parameter: 'body',
  },
  'CMN-104': {
    status: 400,
    message: 'The request has no body',
    remedy: fixField,
    guide: 'CMN-101',
    parameter: 'body',
  },
  'CMN-106': {
    status: 400,
    message: 'Batch request is limited to {parameterValue} entries',
    remedy: 'Split the list into several requests.',
    guide: 'CMN-101',
    legacy: 'InvalidMultipartRequest',
  },
  'CMN-107': {
    status: 416,
    message: 'Requested Range Not Satisfiable',
    remedy: 'Ask for a range within the size of the content.',
  },
  'CMN-108': {
    status: 400,
    message: 'Parameter [{parameterName}] in the body is another than in the path',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'CMN-109': {
    status: 403,
    message: 'Feature not available',
    remedy: 'See the reason in the message: the state of what the call names has to change first.',
    guide: 'CMN-408',
  },
  'CMN-112': {
    status: 403,
    message: 'The feature is not available for this extension',
    remedy: grantIt,
    guide: 'CMN-408',
  },
  'CMN-120': {
    status: 404,
    message: 'Invalid URI',
    remedy: 'Compare verb and path with the reference.',
  },
  'CMN-201': {
    status: 503,
    message: 'Service Temporary Unavailable',
    remedy: later,
    guide: 'CMN-304',
  },
  'CMN-203': {
    status: 500,
    message: 'Internal Server Error',
    remedy: 'Report it with the RCRequestId header of the reply.',
  },
  'CMN-301': {
    status: 429,
    message: 'Request rate exceeded',
    remedy: 'Wait for the seconds that Retry-After says; a call made before starts the wait again.',
  },
  'CMN-304': {
    status: 503,
    liveStatus: 429,
    message: 'Duplicate concurrent request. Try again later',
    remedy: later,
  },
  'CMN-401': {
    status: 403,
    message:
      'In order to call this API endpoint, application needs to have [{permissionName}] permission',
    remedy: grantIt,
    guide: 'CMN-408',
    legacy: 'InsufficientPermissions',
  },
  'CMN-402': {
    status: 403,
    message: 'Administrator rights are required',
    remedy: 'Let who administers it make the call.',
    guide: 'CMN-408',
  },
  'CMN-403': {
    status: 403,
    message: 'The feature is not available for this extension type',
    remedy: 'Name the extension of a person.',
    guide: 'CMN-408',
  },
  'CMN-404': {
    status: 403,
    message: 'Attempt to access another extension',
    remedy: grantIt,
    guide: 'CMN-408',
  },
  'CMN-405': {
    status: 401,
    message: 'Login to extension required',
    remedy: 'Use a token that acts for a user: this method needs an extension.',
    guide: 'CMN-408',
  },
  'CMN-406': {
    status: 400,
    message: 'Duplicate value for parameter [{parameterName}]',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'CMN-408': {
    status: 403,
    message: 'In order to call this API endpoint, user needs to have [{permissionName}] permission',
    remedy: grantIt,
  },
  'CMN-419': {
    status: 403,
    message:
      'In order to call this API endpoint for another extension, user needs to have [{permissionName}] permission granted with extended scope',
    remedy: grantIt,
    guide: 'CMN-408',
  },
  'AGW-401': {
    status: 401,
    message: 'Authorization header is not specified',
    remedy: renew,
    guide: 'OAU-128',
  },
  'AGW-402': {
    status: 401,
    message: 'Invalid Authorization header',
    remedy: renew,
    guide: 'OAU-128',
  },
  'OAU-128': {
    status: 401,
    message: 'Access token is missing, invalid or expired',
    remedy: renew,
    legacy: 'TokenExpired',
  },
  'OAU-151': {
    status: 401,
    message: 'Authorization method not supported',
    remedy: renew,
    guide: 'OAU-128',
  },
  'OAU-213': {
    status: 401,
    message: 'Token not found',
    remedy: renew,
    guide: 'OAU-128',
    legacy: 'TokenInvalid',
  },
  'CLG-101': lostSyncToken,
  'CLG-102': lostSyncToken,
  'CLG-103': lostSyncToken,
  'CLG-104': lostSyncToken,
  'CLG-105': lostSyncToken,
  'CLG-110': {
    status: 400,
    message:
      'Parameter [sessionId] is not allowed for usage along with parameter [{parameterName}]',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'TEL-101': {
    status: 403,
    message: 'The number is blocked',
    remedy: grantIt,
    guide: 'CMN-408',
  },
  'TEL-107': {
    status: 400,
    message: 'Parameter [{parameterName}] cannot be used as caller ID',
    remedy: 'Use a number of the company that has the CallerId feature.',
    guide: 'CMN-101',
  },
  'TEL-108': { status: 400, message: invalid, remedy: fixField, guide: 'CMN-101' },
  'TEL-109': { status: 400, message: invalid, remedy: fixField, guide: 'CMN-101' },
  'RNG-102': {
    status: 403,
    message: 'Caller ID must be one of the company numbers',
    remedy: 'Use a number of the company that has the CallerId feature.',
    guide: 'CMN-101',
  },
  'MSG-240': {
    status: 403,
    message: 'International texts are not available for this number',
    remedy: 'Send from a number with the feature InternationalSmsSender, or within the country.',
    guide: 'CMN-408',
  },
  'MSG-245': {
    status: 400,
    message: 'Parameter [{parameterName}] value is invalid: the number is not of this extension',
    remedy: 'Send from a number of the extension in the path.',
    guide: 'CMN-101',
  },
  'MSG-333': { status: 400, message: invalid, remedy: fixField, guide: 'CMN-101' },
  'MSG-338': {
    status: 400,
    message: 'Parameter [{parameterName}] is too large',
    remedy: 'Send less in one message.',
    guide: 'CMN-101',
  },
  'MSG-343': {
    status: 406,
    message: 'The fax in [{parameterName}] cannot be sent again in the state it is in',
    remedy: 'Wait until the fax is Sent or has failed; one that was deleted cannot be sent again.',
    guide: 'CMN-101',
  },
  'MSG-347': {
    status: 400,
    message: 'Parameter [{parameterName}] is an empty attachment',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'MSG-348': {
    status: 415,
    message: 'The media type of [{parameterName}] is not supported',
    remedy: 'Send one of the media types that the reference names for this method.',
  },
  'MSG-365': {
    status: 400,
    message: 'Parameter [{parameterName}] takes an id or an ISO code, not both',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'MSG-367': {
    status: 403,
    message: 'The number in [{parameterName}] does not have the feature this message needs',
    remedy: 'Send from a number that has it: see the features of the phone number.',
    guide: 'CMN-408',
  },
  'MSG-376': {
    status: 400,
    message: 'Parameter [{parameterName}]: the attachments are too large together',
    remedy: 'Send no more than 1,500,000 bytes with one message.',
    guide: 'CMN-101',
  },
  'MSG-379': {
    status: 400,
    message: 'Parameter [{parameterName}]: too many attachments',
    remedy: 'Send no more than ten files with one message.',
    guide: 'CMN-101',
  },
  'MSG-381': {
    status: 400,
    message: 'Parameter [{parameterName}]: too many recipients for a group message',
    remedy: 'Address no more than ten numbers with one group message.',
    guide: 'CMN-101',
  },
  'ADG-122': {
    status: 404,
    message: 'Contact not found: [{parameterName}]',
    remedy: checkId,
    guide: 'CMN-102',
  },
  'MSG-390': {
    status: 400,
    message: 'Parameter [{parameterName}] cannot be combined with conversationId',
    remedy: 'Name the conversations, or a time and a type.',
    guide: 'CMN-101',
  },
  'FPN-102': {
    status: 400,
    message: 'Parameter [{parameterName}] duplicates the label of another forwarding number',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'FPN-103': {
    status: 400,
    message: 'Limit of available forwarding numbers (10) exceeded',
    remedy: 'Delete a forwarding number that is no longer needed.',
    guide: 'CMN-101',
  },
  'FPN-104': {
    status: 400,
    message: 'Limit of available custom labeled forwarding numbers (7) exceeded',
    remedy: 'Delete a forwarding number that is no longer needed.',
    guide: 'CMN-101',
  },
  'FPN-105': {
    status: 400,
    message: 'Number {parameterValue} duplicates a number of the company',
    remedy: 'Forward to a number outside the company.',
    guide: 'CMN-101',
  },
  'FPN-106': {
    status: 400,
    message: 'Flip number {parameterValue} is already in use',
    remedy: 'Choose another from 1 to 8.',
    guide: 'CMN-101',
  },
  'FPN-107': {
    status: 403,
    message: 'A phone line cannot be deleted from the forwarding numbers',
    remedy: 'Delete only numbers that were added.',
    guide: 'CMN-408',
  },
  'FPN-109': {
    status: 400,
    message: 'A phone number or a device is needed for the type PhoneLine',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'FPN-110': {
    status: 400,
    message: 'Parameter [{parameterName}] is needed for this type of forwarding number',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'FPN-111': {
    status: 400,
    message: 'Parameter [{parameterName}] is not supported for this type of forwarding number',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'FPN-112': {
    status: 400,
    message: 'A phone number and a device cannot be given together',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'FPN-113': {
    status: 404,
    message: 'Device not found for specified [{parameterName}]',
    remedy: checkId,
    guide: 'CMN-102',
  },
  'FPN-116': {
    status: 400,
    message: 'Parameter [{parameterName}] is needed for a forwarding number of the type Other',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'FPN-119': {
    status: 400,
    message: 'A forwarding number of this type exists already',
    remedy: 'Change the one that is there, or use the type Other.',
    guide: 'CMN-101',
  },
  'FPN-120': {
    status: 404,
    message: 'Device not found for specified [{parameterName}]',
    remedy: checkId,
    guide: 'CMN-102',
  },
  'FPN-122': {
    status: 400,
    message:
      'Parameter [{parameterName}] cannot be changed to this for this type of forwarding number',
    remedy: fixField,
    guide: 'CMN-101',
  },
  'FPN-125': {
    status: 400,
    message: 'Parameter [{parameterName}] of a forwarding number cannot be changed',
    remedy: 'Delete it and add another.',
    guide: 'CMN-101',
  },
  ...subscriptionErrors,
} as const satisfies Readonly<Record<string, ErrorEntry>>

/** A code of the table. */
export type ErrorCode = keyof typeof errors

/** What a refusal can name beside its code. */
export interface ErrorDetails {
  readonly parameterName?: string
  readonly parameterValue?: string
  readonly permissionName?: string
  /** The limit or shape that was missed: added to the message. */
  readonly reason?: string
}

/** A refusal on its way to the wire. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(`${code}: ${messageOf(code, details)}`)
    this.code = code
    this.details = details
  }
}

/** The error to throw: `throw fail('CMN-101', { parameterName: 'from.phoneNumber' })`. */
export const fail = (code: ErrorCode, details: ErrorDetails = {}): ApiError =>
  new ApiError(code, details)

/** RingCentral's error body. */
export interface ErrorBody {
  readonly errorCode: string
  readonly message: string
  readonly errors: readonly (ErrorDetails & {
    readonly errorCode: string
    readonly message: string
  })[]
  readonly parameterName?: string
  readonly permissionName?: string
}

/** The code that a profile puts on the wire for a code that was thrown. */
export function codeIn(profile: Profile, code: ErrorCode): ErrorCode {
  return rowIn(profile, code).wire ?? rowIn(profile, code).code
}

/** The row that a profile answers a thrown code with. */
function rowIn(profile: Profile, thrown: ErrorCode): ErrorEntry & { readonly code: ErrorCode } {
  const { guide }: ErrorEntry = errors[thrown]
  const code = profile === 'guide' ? (guide ?? thrown) : thrown
  return { ...errors[code], code }
}

/** The status that a thrown code answers with in a profile. */
export function statusIn(profile: Profile, code: ErrorCode): number {
  const entry = rowIn(profile, code)
  return profile === 'live' ? (entry.liveStatus ?? entry.status) : entry.status
}

/** Status and body of a refusal under a profile. */
export function errorReply(error: ApiError, profile: Profile): { status: number; body: ErrorBody } {
  const code = codeIn(profile, error.code)
  const thrown: ErrorEntry = errors[error.code]
  const { legacy } = rowIn(profile, error.code)
  const message = messageOf(error.code, error.details)
  const { parameterName = thrown.parameter, parameterValue, permissionName } = error.details
  const named = {
    ...(parameterName === undefined ? {} : { parameterName }),
    ...(parameterValue === undefined ? {} : { parameterValue }),
    ...(permissionName === undefined ? {} : { permissionName }),
  }
  const { parameterValue: _, ...outer } = named
  return {
    status: statusIn(profile, error.code),
    body: {
      errorCode: profile === 'live' ? (legacy ?? code) : code,
      message,
      errors: [{ errorCode: code, message, ...named }],
      ...outer,
    },
  }
}

function messageOf(code: ErrorCode, details: ErrorDetails): string {
  const { message, parameter }: ErrorEntry = errors[code]
  const values: Readonly<Record<string, string | undefined>> = {
    ...(parameter === undefined ? {} : { parameterName: parameter }),
    ...details,
  }
  const text = message.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'unknown')
  return details.reason === undefined ? text : `${text}: ${details.reason}`
}
