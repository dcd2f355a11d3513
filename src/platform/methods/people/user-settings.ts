// What an extension has, and what it shows when it calls.
import type { userSettings as catalog } from '#catalog/siblings/user-settings'
import type { Account } from '#storage/platform/accounts'
import type { Handlers } from '../../handler.ts'
import { callerIdOf } from '../../network/ends.ts'
import type { Parts } from '../../parts.ts'
import { featuresOf } from './extension-reply.ts'
import { faxNumberOf } from '../messages/fax.ts'

/** @param parts the platform's stores */
export function userSettingsMethods(parts: Parts): Handlers<typeof catalog> {
  const { accounts } = parts

  /** A number of the account as it is shown to others. */
  function shown(account: Account, origin: string, phoneNumber: string) {
    const id = String(accounts.number(phoneNumber)?.id ?? 0)
    const uri = `${origin}/restapi/v1.0/account/${account.id}/phone-number/${id}`
    return { type: 'PhoneNumber' as const, phoneInfo: { id, uri, phoneNumber } }
  }

  return {
    readExtensionFeatures({ query, extension }) {
      const { availableOnly, featureId } = query
      const records = featuresOf(extension, accounts.numbersOf(extension.id))
        .filter(({ featureName }) => !featureId || featureId.includes(featureName))
        .filter(({ enabled }) => !availableOnly || enabled)
        .map(({ featureName: id, enabled: available, reason: code }) => ({
          id,
          available,
          ...(code ? { reason: { code, message: messages[code] } } : {}),
        }))
      return { records }
    },
    readExtensionCallerId({ account, extension, origin, path }) {
      const voice = shown(account, origin, callerIdOf(parts, account, extension))
      const fax = shown(account, origin, faxNumberOf(parts, extension, account.mainNumber))
      return {
        uri: `${origin}${path}`,
        byDevice: [],
        byFeature: [
          { feature: 'RingOut', callerId: voice },
          { feature: 'AdditionalSoftphone', callerId: voice },
          { feature: 'MobileApp', callerId: voice },
          { feature: 'FaxNumber', callerId: fax },
        ],
        extensionNameForOutboundCalls: true,
        extensionNumberForInternalCalls: true,
      }
    },
  }
}

const messages = {
  ServicePlanLimitation: 'The service plan does not have it.',
  ExtensionTypeLimitation: 'An extension of this type does not have it.',
  ExtensionLimitation: 'No number of the extension has it.',
} as const
