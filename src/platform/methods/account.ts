// The account and its extensions: list, read, change.
import { isDeepStrictEqual } from 'node:util'
import type { account as catalog } from '#catalog/account'
import { fail } from '#catalog/errors'
import { accountHasBusinessAddress } from '#catalog/live'
import { hashPassword } from '#lib/password'
import type { Extension } from '#storage/platform/accounts'
import {
  countryReply,
  regionalSettingsReply,
  type StoredSettings,
  usualSettings,
} from '../dictionary.ts'
import { extensionChanged } from '../events/extensions.ts'
import type { Call, Handlers } from '../handler.ts'
import { paged, pageOf } from '../stages/paging.ts'
import type { Parts } from '../parts.ts'
import { extensionBrief, extensionReply } from './people/extension-reply.ts'
import { updated } from './people/extension-update.ts'
import { profileImageMethods } from './people/profile-image.ts'
import { forwardingNumberMethods } from './people/forwarding-numbers.ts'
import { userPermissionMethods } from './people/user-permissions.ts'
import { phoneNumberMethods } from './people/phone-numbers.ts'
import { userSettingsMethods } from './people/user-settings.ts'

type UpdateCall = Call<(typeof catalog)['updateExtension']>

/** @param parts the platform's stores */
export function accountMethods(parts: Parts): Handlers<typeof catalog> {
  const { accounts, company, signIns, db, profile } = parts

  function whole(extension: Extension, { origin, principal }: Pick<Call, 'origin' | 'principal'>) {
    const queues = accounts
      .extensions(extension.accountId, { types: ['Department'] })
      .filter(({ details }) => details.members?.includes(extension.id))
    return extensionReply(extension, origin, {
      numbers: accounts.numbersOf(extension.id),
      queues,
      picture: company.picture(extension.id),
      isOwn: principal.extension?.id === extension.id,
    })
  }

  /** Refuses a number or an address that somebody else of the account has. */
  function requireUnique(extension: Extension, had: Extension): void {
    const numbered = accounts.extensionByNumber(extension.accountId, extension.number)
    if (numbered && numbered.id !== extension.id) {
      throw fail('CMN-406', { parameterName: 'extensionNumber' })
    }
    if (extension.email === null || extension.email === had.email) return
    const addressed = accounts.extensionByEmail(extension.email)
    if (addressed && addressed.id !== extension.id) {
      throw fail('CMN-406', { parameterName: 'contact.email' })
    }
  }

  function update(
    { extension: { id }, body }: UpdateCall,
    passwordHash: string | undefined,
  ): Extension {
    const had = accounts.extension(id)
    if (!had) throw fail('CMN-102', { parameterName: 'extensionId' })
    const extension = updated(had, body)
    requireUnique(extension, had)
    accounts.updateExtension(extension)
    if (!isDeepStrictEqual(extension, had)) extensionChanged(parts, extension, 'ExtensionInfo')
    // An IVR PIN is judged by the schema and not kept: nothing here ever asks for one.
    if (passwordHash !== undefined) {
      accounts.setPasswordHash(id, passwordHash)
      signIns.forget(id)
    }
    return extension
  }

  return {
    ...phoneNumberMethods(parts),
    ...forwardingNumberMethods(parts),
    ...userPermissionMethods(parts),
    ...userSettingsMethods(parts),
    listExtensions(call) {
      const { query, account, origin } = call
      const { page: _page, perPage: _perPage, ...filters } = query
      const filter = {
        ...(query.extensionNumber ? { number: query.extensionNumber } : {}),
        ...(query.email ? { emails: query.email.map((email) => email.toLowerCase()) } : {}),
        ...(query.status ? { statuses: query.status } : {}),
        ...(query.type ? { types: query.type } : {}),
      }
      const page = pageOf(query)
      const total = accounts.countExtensions(account.id, filter)
      const pictures = company.pictures(account.id)
      return {
        ...paged(call, filters, page, total),
        records: accounts
          .extensions(account.id, filter, page)
          .map((extension) => extensionBrief(extension, origin, pictures.get(extension.id))),
      }
    },
    ...profileImageMethods(parts),
    readExtension: (call) => whole(call.extension, call),
    async updateExtension(call) {
      const { password } = call.body
      const passwordHash = password === undefined ? undefined : await hashOf(password)
      return whole(await db.commit(() => update(call, passwordHash)), call)
    },
    readAccountInfo({ account, origin }) {
      const uri = `${origin}/restapi/v1.0/account/${account.id}`
      const operator = accounts.extension(account.operatorId)
      const settings: StoredSettings = operator?.details.regionalSettings ?? usualSettings
      const country = countryReply(settings.homeCountry?.id ?? '1', origin)
      return {
        uri,
        id: account.id,
        mainNumber: account.mainNumber,
        ...(accountHasBusinessAddress[profile]
          ? { company: account.companyName, businessAddress: account.businessAddress }
          : {}),
        ...(operator
          ? {
              operator: {
                uri: `${uri}/extension/${operator.id}`,
                id: operator.id,
                extensionNumber: operator.number,
              },
            }
          : {}),
        serviceInfo: { uri: `${uri}/service-info`, ...plan(country) },
        setupWizardState: 'Completed',
        signupInfo: { tosAccepted: true, signupState: ['AccountConfirmed', 'BillingEntered'] },
        status: 'Confirmed',
        regionalSettings: regionalSettingsReply(settings, origin),
        federated: false,
        limits,
      }
    },
  }
}

/** What the account may have, as RingCentral says it of a small one. */
const limits = {
  freeSoftPhoneLinesPerExtension: 5,
  meetingSize: 100,
  maxMonitoredExtensionsPerUser: 100,
  maxExtensionNumberLength: 8,
  siteCodeLength: 0,
  shortExtensionNumberLength: 8,
}

function plan(country: ReturnType<typeof countryReply>) {
  return {
    brand: { id: '1210', name: 'RingCentral', homeCountry: country },
    servicePlan: { id: '7414', name: 'Ringfence', edition: 'Standard' },
    billingPlan: {
      id: '9312',
      name: 'Monthly',
      durationUnit: 'Month' as const,
      duration: 1,
      type: 'Free' as const,
    },
    contractedCountry: country,
  }
}

/** The hash of a new password; one without a digit or a letter is refused, as RingCentral does. */
async function hashOf(password: string): Promise<string> {
  if (!/\d/.test(password) || !/\p{L}/u.test(password)) {
    throw fail('CMN-101', { parameterName: 'password', reason: 'needs a letter and a digit' })
  }
  return hashPassword(password)
}
