// Schemas of the account and its extensions.
import { Type } from 'typebox'
import { Navigation, Paging, pageQuery } from './common.ts'

const extensionTypes = [
  'User',
  'FaxUser',
  'FlexibleUser',
  'VirtualUser',
  'DigitalUser',
  'Department',
  'Announcement',
  'Voicemail',
  'SharedLinesGroup',
  'PagingOnly',
  'IvrMenu',
  'ApplicationExtension',
  'ParkLocation',
  'Limited',
  'Bot',
  'ProxyAdmin',
  'DelegatedLinesGroup',
  'Site',
] as const

/** Filters of the list of extensions. */
export const ListExtensionsQuery = Type.Object({
  extensionNumber: Type.Optional(Type.String({ maxLength: 32 })),
  email: Type.Optional(Type.Array(Type.String({ maxLength: 256 }))),
  status: Type.Optional(
    Type.Array(Type.Enum(['Enabled', 'Disabled', 'NotActivated', 'Unassigned'])),
  ),
  type: Type.Optional(Type.Array(Type.Enum([...extensionTypes]))),
  ...pageQuery,
})

const Address = Type.Object({
  street: Type.Optional(Type.String({ maxLength: 256 })),
  city: Type.Optional(Type.String({ maxLength: 128 })),
  state: Type.Optional(Type.String({ maxLength: 128 })),
  zip: Type.Optional(Type.String({ maxLength: 32 })),
  country: Type.Optional(Type.String({ maxLength: 128 })),
})

const Name = Type.String({ maxLength: 64 })

/** A contact card, as it is read and as it is changed. */
export const Contact = Type.Object({
  firstName: Type.Optional(Name),
  lastName: Type.Optional(Name),
  company: Type.Optional(Type.String({ maxLength: 128 })),
  jobTitle: Type.Optional(Type.String({ maxLength: 128 })),
  department: Type.Optional(Type.String({ maxLength: 128 })),
  email: Type.Optional(Type.String({ pattern: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$', maxLength: 256 })),
  businessPhone: Type.Optional(Type.String({ maxLength: 64 })),
  mobilePhone: Type.Optional(Type.String({ maxLength: 64 })),
  businessAddress: Type.Optional(Address),
  emailAsLoginName: Type.Optional(Type.Boolean()),
  pronouncedName: Type.Optional(
    Type.Object({
      type: Type.Optional(Type.Enum(['Default', 'TextToSpeech', 'Recorded'])),
      text: Type.Optional(Type.String({ maxLength: 128 })),
    }),
  ),
})

const WithId = Type.Object({
  uri: Type.Optional(Type.String({ maxLength: 256 })),
  id: Type.Optional(Type.String({ maxLength: 32 })),
  name: Type.Optional(Type.String({ maxLength: 128 })),
  isoCode: Type.Optional(Type.String({ maxLength: 8 })),
  callingCode: Type.Optional(Type.String({ maxLength: 8 })),
  description: Type.Optional(Type.String({ maxLength: 128 })),
  bias: Type.Optional(Type.String({ maxLength: 16 })),
  greeting: Type.Optional(Type.Boolean()),
  formattingLocale: Type.Optional(Type.Boolean()),
  ui: Type.Optional(Type.Boolean()),
  localeCode: Type.Optional(Type.String({ maxLength: 16 })),
})

/** Country, time zone, languages and the form of times. */
export const RegionalSettings = Type.Object({
  homeCountry: Type.Optional(WithId),
  timezone: Type.Optional(WithId),
  language: Type.Optional(WithId),
  greetingLanguage: Type.Optional(WithId),
  formattingLocale: Type.Optional(WithId),
  timeFormat: Type.Optional(Type.Enum(['12h', '24h'])),
})

const setupWizardState = Type.Enum(['NotStarted', 'Incomplete', 'Completed'])

const StatusInfo = Type.Object({
  comment: Type.Optional(Type.String({ maxLength: 256 })),
  reason: Type.Optional(
    Type.Enum([
      'Voluntarily',
      'Involuntarily',
      'SuspendedVoluntarily',
      'SuspendedInvoluntarily',
      'CancelledVoluntarily',
      'CancelledInvoluntarily',
    ]),
  ),
})

// Those an update may name; most changes from one to another are refused all the same.
const writableTypes = [
  'User',
  'FaxUser',
  'FlexibleUser',
  'VirtualUser',
  'DigitalUser',
  'Department',
  'Announcement',
  'Voicemail',
  'SharedLinesGroup',
  'PagingOnly',
  'IvrMenu',
  'ApplicationExtension',
  'ParkLocation',
  'DelegatedLinesGroup',
  'GroupCallPickup',
] as const

/** What of an extension can be changed; fields that are not sent stay as they are. */
export const UpdateExtension = Type.Object({
  status: Type.Optional(Type.Enum(['Disabled', 'Enabled', 'NotActivated', 'Frozen'])),
  statusInfo: Type.Optional(StatusInfo),
  extensionNumber: Type.Optional(Type.String({ pattern: '^[0-9]{1,8}$' })),
  contact: Type.Optional(Contact),
  regionalSettings: Type.Optional(RegionalSettings),
  setupWizardState: Type.Optional(setupWizardState),
  partnerId: Type.Optional(Type.String({ maxLength: 64 })),
  ivrPin: Type.Optional(Type.String({ pattern: '^[0-9]{4,10}$' })),
  password: Type.Optional(Type.String({ minLength: 8, maxLength: 255 })),
  references: Type.Optional(
    Type.Array(
      Type.Object({
        ref: Type.Optional(Type.String({ maxLength: 256 })),
        type: Type.Optional(Type.Enum(['PartnerId', 'CustomerDirectoryId'])),
        refAccId: Type.Optional(Type.String({ maxLength: 64 })),
      }),
      { maxItems: 20 },
    ),
  ),
  customFields: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.Optional(Type.String({ maxLength: 64 })),
        value: Type.Optional(Type.String({ maxLength: 256 })),
        displayName: Type.Optional(Type.String({ maxLength: 128 })),
      }),
      { maxItems: 20 },
    ),
  ),
  type: Type.Optional(Type.Enum([...writableTypes])),
})

const Enabled = Type.Object({ enabled: Type.Optional(Type.Boolean()) })

const listed = {
  uri: Type.String(),
  id: Type.Integer(),
  extensionNumber: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  type: Type.Enum([...extensionTypes]),
  status: Type.Enum(['Enabled', 'Disabled', 'Frozen', 'NotActivated', 'Unassigned']),
  statusInfo: Type.Optional(StatusInfo),
  contact: Type.Optional(Contact),
  permissions: Type.Optional(
    Type.Object({ admin: Type.Optional(Enabled), internationalCalling: Type.Optional(Enabled) }),
  ),
  profileImage: Type.Optional(
    Type.Object({
      uri: Type.String(),
      etag: Type.Optional(Type.String()),
      lastModified: Type.Optional(Type.String()),
      contentType: Type.Optional(Type.String()),
      scales: Type.Optional(Type.Array(Link())),
    }),
  ),
  hidden: Type.Optional(Type.Boolean()),
  callQueueInfo: Type.Optional(
    Type.Object({
      slaGoal: Type.Optional(Type.Integer()),
      slaThresholdSeconds: Type.Optional(Type.Integer()),
      includeAbandonedCalls: Type.Optional(Type.Boolean()),
      abandonedThresholdSeconds: Type.Optional(Type.Integer()),
    }),
  ),
  site: Type.Optional(
    Type.Object({
      id: Type.Optional(Type.String()),
      uri: Type.Optional(Type.String()),
      name: Type.Optional(Type.String()),
    }),
  ),
} as const

function Link() {
  return Type.Object({ uri: Type.Optional(Type.String()) })
}

/** A page of extensions. */
export const ExtensionList = Type.Object({
  uri: Type.String(),
  records: Type.Array(Type.Object(listed)),
  navigation: Navigation,
  paging: Paging,
})

/** Features of an extension that the platform speaks of. */
export const extensionFeatures = [
  'CallForwarding',
  'DND',
  'Fax',
  'FaxReceiving',
  'InternationalCalling',
  'InternationalSMS',
  'MMS',
  'OnDemandCallRecording',
  'Pager',
  'PagerReceiving',
  'Presence',
  'RCTeams',
  'RingOut',
  'SMS',
  'SMSReceiving',
  'TelephonySessions',
  'VideoConferencing',
  'VoipCalling',
  'Voicemail',
] as const

/** The name of a feature of an extension. */
export type ExtensionFeature = (typeof extensionFeatures)[number]

/** One extension, whole. `serviceFeatures` come with one’s own alone. */
export const ExtensionInfo = Type.Object({
  ...listed,
  account: Type.Optional(
    Type.Object({ id: Type.Optional(Type.String()), uri: Type.Optional(Type.String()) }),
  ),
  regionalSettings: Type.Optional(RegionalSettings),
  setupWizardState: Type.Optional(setupWizardState),
  partnerId: Type.Optional(Type.String()),
  roles: Type.Optional(
    Type.Array(
      Type.Object({ uri: Type.Optional(Type.String()), id: Type.Optional(Type.String()) }),
    ),
  ),
  departments: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.Optional(Type.String()),
        uri: Type.Optional(Type.String()),
        extensionNumber: Type.Optional(Type.String()),
      }),
    ),
  ),
  references: UpdateExtension.properties.references,
  customFields: UpdateExtension.properties.customFields,
  serviceFeatures: Type.Optional(
    Type.Array(
      Type.Object({
        featureName: Type.Optional(Type.Enum([...extensionFeatures])),
        enabled: Type.Optional(Type.Boolean()),
        reason: Type.Optional(Type.String()),
      }),
    ),
  ),
})

/** The account. `company` and `businessAddress` are the guide’s; live has them at another path. */
export const AccountInfo = Type.Object({
  uri: Type.String(),
  id: Type.Integer(),
  bsid: Type.Optional(Type.String()),
  mainNumber: Type.String(),
  company: Type.Optional(Type.String()),
  businessAddress: Type.Optional(Address),
  operator: Type.Optional(
    Type.Object({
      uri: Type.Optional(Type.String()),
      id: Type.Optional(Type.Integer()),
      extensionNumber: Type.Optional(Type.String()),
    }),
  ),
  serviceInfo: Type.Optional(
    Type.Object({
      uri: Type.Optional(Type.String()),
      brand: Type.Optional(
        Type.Object({
          id: Type.Optional(Type.String()),
          name: Type.Optional(Type.String()),
          homeCountry: Type.Optional(WithId),
        }),
      ),
      servicePlan: Type.Optional(
        Type.Object({
          id: Type.Optional(Type.String()),
          name: Type.Optional(Type.String()),
          edition: Type.Optional(Type.String()),
        }),
      ),
      billingPlan: Type.Optional(
        Type.Object({
          id: Type.Optional(Type.String()),
          name: Type.Optional(Type.String()),
          durationUnit: Type.Optional(Type.Enum(['Month', 'Day'])),
          duration: Type.Optional(Type.Integer()),
          type: Type.Optional(
            Type.Enum(['Initial', 'Regular', 'Suspended', 'Trial', 'TrialNoCC', 'Free']),
          ),
        }),
      ),
      contractedCountry: Type.Optional(WithId),
    }),
  ),
  setupWizardState: Type.Optional(setupWizardState),
  signupInfo: Type.Optional(
    Type.Object({
      tosAccepted: Type.Optional(Type.Boolean()),
      signupState: Type.Optional(
        Type.Array(
          Type.Enum([
            'AccountCreated',
            'BillingEntered',
            'CreditCardApproved',
            'AccountConfirmed',
            'PhoneVerificationRequired',
            'PhoneVerificationPassed',
          ]),
        ),
      ),
      marketingAccepted: Type.Optional(Type.Boolean()),
    }),
  ),
  status: Type.Enum(['Initial', 'Confirmed', 'Unconfirmed', 'Disabled']),
  regionalSettings: Type.Optional(RegionalSettings),
  federated: Type.Optional(Type.Boolean()),
  cfid: Type.Optional(Type.String()),
  limits: Type.Optional(
    Type.Object({
      freeSoftPhoneLinesPerExtension: Type.Optional(Type.Integer()),
      meetingSize: Type.Optional(Type.Integer()),
      cloudRecordingStorage: Type.Optional(Type.Integer()),
      maxMonitoredExtensionsPerUser: Type.Optional(Type.Integer()),
      maxExtensionNumberLength: Type.Optional(Type.Integer()),
      siteCodeLength: Type.Optional(Type.Integer()),
      shortExtensionNumberLength: Type.Optional(Type.Integer()),
    }),
  ),
})
