// A stored extension as RingCentral answers it: briefly in a list, whole on its own.
import type { Static } from 'typebox'
import type { ExtensionInfo, ExtensionList, ExtensionFeature } from '#catalog/schemas/account'
import type { Extension, NumberFeature, PhoneNumber } from '#storage/platform/accounts'
import type { Picture } from '#storage/platform/company'
import { regionalSettingsReply } from '../../dictionary.ts'
import { roles } from '../../roles.ts'
import { pictureReply } from './profile-image.ts'

type Listed = Static<typeof ExtensionList>['records'][number]
type Whole = Static<typeof ExtensionInfo>

/** What of an extension is found elsewhere than in its row. */
export interface Surroundings {
  readonly numbers: readonly PhoneNumber[]
  /** The call queues it takes calls of. */
  readonly queues: readonly Extension[]
  readonly picture: Picture | undefined
  /** Whether the one who asks is this extension: only they learn its features. */
  readonly isOwn: boolean
}

/** An extension in a list. */
export function extensionBrief(
  extension: Extension,
  origin: string,
  picture: Picture | undefined,
): Listed {
  const { id, number, type, status, details } = extension
  const uri = uriOf(extension, origin)
  const { statusInfo } = details.extra
  return {
    uri,
    id,
    extensionNumber: number,
    name: extension.name,
    type,
    status,
    ...(statusInfo === undefined ? {} : { statusInfo: statusInfo as object }), // an update's schema has judged it
    contact: details.contact,
    permissions: {
      admin: { enabled: extension.role === 'Super Admin' },
      internationalCalling: { enabled: type === 'User' },
    },
    profileImage: pictureReply(uri, picture),
    hidden: details.hidden,
    ...(type === 'Department' ? { callQueueInfo: { slaGoal: 80, slaThresholdSeconds: 30 } } : {}),
  }
}

/** One extension, whole. */
export function extensionReply(
  extension: Extension,
  origin: string,
  { numbers, queues, picture, isOwn }: Surroundings,
): Whole {
  const { accountId, type, details } = extension
  const account = `${origin}/restapi/v1.0/account/${accountId}`
  const { partnerId, references, customFields } = details.extra as Pick<
    Whole,
    'partnerId' | 'references' | 'customFields'
  > // an update's schema has judged them
  const roleId = roles[extension.role].id
  return {
    ...extensionBrief(extension, origin, picture),
    account: { id: String(accountId), uri: account },
    regionalSettings: regionalSettingsReply(details.regionalSettings, origin),
    setupWizardState: details.setupWizardState,
    ...(partnerId === undefined ? {} : { partnerId }),
    ...(references === undefined ? {} : { references }),
    ...(customFields === undefined ? {} : { customFields }),
    ...(type === 'User' ? { roles: [{ uri: `${account}/user-role/${roleId}`, id: roleId }] } : {}),
    ...(queues.length === 0
      ? {}
      : {
          departments: queues.map((queue) => ({
            id: String(queue.id),
            uri: uriOf(queue, origin),
            extensionNumber: queue.number,
          })),
        }),
    ...(isOwn ? { serviceFeatures: featuresOf(extension, numbers) } : {}),
  }
}

const uriOf = ({ accountId, id }: Extension, origin: string) =>
  `${origin}/restapi/v1.0/account/${accountId}/extension/${id}`

// What a user has whatever their numbers can do.
const userFeatures = [
  'CallForwarding',
  'DND',
  'InternationalCalling',
  'Pager',
  'PagerReceiving',
  'Presence',
  'RCTeams',
  'RingOut',
  'TelephonySessions',
  'VoipCalling',
  'Voicemail',
] as const

/** Why an extension does not have a feature. */
type Reason = 'ExtensionTypeLimitation' | 'ExtensionLimitation' | 'ServicePlanLimitation'

/** What an extension can do, by its type and its numbers. */
export function featuresOf({ type }: Extension, numbers: readonly PhoneNumber[]) {
  const isUser = type === 'User'
  const can = (feature: NumberFeature) => numbers.some(({ features }) => features.includes(feature))
  const canFax = numbers.some((number) => number.type !== 'VoiceOnly')
  const feature = (
    featureName: ExtensionFeature,
    enabled: boolean,
    reason: Reason,
  ): { featureName: ExtensionFeature; enabled: boolean; reason?: Reason } =>
    enabled ? { featureName, enabled } : { featureName, enabled, reason }
  const byNumber = (name: ExtensionFeature, enabled: boolean) =>
    feature(name, enabled, 'ExtensionLimitation')
  return [
    ...userFeatures.map((name) => feature(name, isUser, 'ExtensionTypeLimitation')),
    byNumber('Fax', isUser && canFax),
    byNumber('FaxReceiving', canFax),
    byNumber('SMS', can('SmsSender')),
    byNumber('SMSReceiving', can('SmsSender')),
    byNumber('MMS', can('MmsSender')),
    byNumber('InternationalSMS', can('InternationalSmsSender')),
    feature('VideoConferencing', false, 'ServicePlanLimitation'),
    feature('OnDemandCallRecording', false, 'ServicePlanLimitation'),
  ]
}
