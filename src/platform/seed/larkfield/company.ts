// The demo company: who works there and on which numbers. Names, places and numbers are made up; the
// numbers are from the range (555-01xx) that is kept free for fiction. Plain data: demo.ts stores it.
import type {
  Address,
  ExtensionStatus,
  ExtensionType,
  NumberFeature,
  PhoneNumber,
  Role,
} from '#storage/platform/accounts'

/** An extension of the demo company. */
export interface DemoExtension {
  readonly id: number
  readonly number: string
  readonly type: ExtensionType
  readonly status: ExtensionStatus
  readonly role: Role
  readonly firstName: string
  readonly lastName?: string
  readonly jobTitle?: string
  readonly department?: string
  readonly email?: string
  readonly mobilePhone?: string
  /** Extension numbers of those who take a queue's calls. */
  readonly members?: readonly string[]
}

/** A phone number of the demo company; `extension` is the number of who owns it. */
export interface DemoNumber extends Pick<PhoneNumber, 'number' | 'usageType' | 'type' | 'label'> {
  readonly extension: string | null
  readonly features: readonly NumberFeature[]
}

/** Where the company's clocks and business hours are. */
export const timezone = 'America/Los_Angeles'

/** The numbers that belong to the company, not to a person. */
export const mainNumber = '+15105550100'
export const faxNumber = '+15105550190'
const tollFreeNumber = '+18005550148'

const address: Address = {
  street: '2240 Foundry Street, Suite 5',
  city: 'Oakland',
  state: 'CA',
  zip: '94607',
  country: 'US',
}

/** The company. */
export const company = {
  id: 37439510,
  companyName: 'Larkfield Windows & Doors',
  companyEmail: 'office@larkfield.example',
  businessAddress: address,
  /** Extension number of the admin, who is also the operator. */
  admin: '101',
} as const

/** Makes the row of a person: an enabled user, with an address at the company. */
function person(
  number: string,
  id: number,
  name: readonly [first: string, last: string],
  job: readonly [title: string, department: string],
  mobilePhone?: string,
): DemoExtension {
  const [firstName, lastName] = name
  const [jobTitle, department] = job
  const email = `${firstName}.${lastName}`
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z.]/g, '')
  return {
    id,
    number,
    type: 'User',
    status: 'Enabled',
    role: 'Standard',
    firstName,
    lastName,
    jobTitle,
    department,
    email: `${email}@larkfield.example`,
    ...(mobilePhone ? { mobilePhone } : {}),
  }
}

const staff = { status: 'Enabled', role: 'Standard' } as const

/** Everybody, by extension number. */
export const extensions: readonly DemoExtension[] = [
  {
    ...person(
      '101',
      62264425,
      ['Marta', 'Oduya'],
      ['Operations Director', 'Office'],
      '+14155550171',
    ),
    role: 'Super Admin',
  },
  person('102', 62264561, ['Devin', 'Castellanos'], ['Sales Manager', 'Sales'], '+15105550172'),
  person('103', 62264702, ['Priya', 'Raman'], ['Design Consultant', 'Sales'], '+15105550173'),
  person('104', 62264839, ['Owen', 'Halloran'], ['Design Consultant', 'Sales'], '+14085550174'),
  person('105', 62265013, ['Lucía', 'Ferreira'], ['Installation Scheduler', 'Installation']),
  person('106', 62265154, ['Tobias', 'Lindqvist'], ['Crew Lead', 'Installation'], '+19255550176'),
  person('107', 62265290, ['Keisha', 'Boudreaux'], ['Crew Lead', 'Installation'], '+15105550177'),
  person('108', 62265437, ['Sam', 'Whitaker'], ['Warranty Technician', 'Service'], '+14155550178'),
  person('109', 62265588, ['Noor', 'Haddad'], ['Customer Care', 'Service']),
  person('110', 62265721, ['Grace', 'Nakamura'], ['Billing', 'Office']),
  person('111', 62265866, ['Elliot', 'Vance'], ['Purchasing', 'Office']),
  person('112', 62266009, ['Renata', 'Kowalczyk'], ['Showroom Manager', 'Sales'], '+14085550182'),
  { ...person('113', 62266147, ['Jonah', 'Pruitt'], ['Estimator', 'Sales']), status: 'Disabled' },
  {
    ...person('114', 62266280, ['Hana', 'Sorensen'], ['Design Consultant', 'Sales']),
    status: 'NotActivated',
  },
  {
    ...staff,
    id: 62270118,
    number: '201',
    type: 'Department',
    firstName: 'Customer Care',
    email: 'care@larkfield.example',
    members: ['109', '108', '105'],
  },
  { ...staff, id: 62270264, number: '301', type: 'IvrMenu', firstName: 'Main Menu' },
]

const texting: readonly NumberFeature[] = ['CallerId', 'SmsSender', 'MmsSender']

const direct = (
  extension: string,
  number: string,
  features: readonly NumberFeature[] = texting,
): DemoNumber => ({
  extension,
  number,
  usageType: 'DirectNumber',
  type: 'VoiceFax',
  label: null,
  features,
})

/** Every number, the first of an extension being the one it calls and texts from. */
export const numbers: readonly DemoNumber[] = [
  {
    extension: null,
    number: mainNumber,
    usageType: 'MainCompanyNumber',
    type: 'VoiceFax',
    label: 'Oakland',
    features: ['CallerId'],
  },
  {
    extension: null,
    number: faxNumber,
    usageType: 'CompanyFaxNumber',
    type: 'FaxOnly',
    label: 'Orders and permits',
    features: [],
  },
  {
    extension: null,
    number: tollFreeNumber,
    usageType: 'CompanyNumber',
    type: 'VoiceFax',
    label: 'Advertising',
    features: ['CallerId'],
  },
  direct('101', '+15105550101', [...texting, 'InternationalSmsSender']),
  { ...direct('101', '+15105550180', ['CallerId']), type: 'VoiceOnly', label: 'Conference room' },
  direct('102', '+15105550102'),
  direct('103', '+15105550103'),
  direct('104', '+14085550104'),
  direct('105', '+15105550105'),
  direct('106', '+15105550106'),
  direct('107', '+15105550107'),
  direct('108', '+14155550108'),
  direct('109', '+15105550109'),
  direct('110', '+15105550110', ['CallerId', 'SmsSender']),
  direct('111', '+15105550111'),
  direct('112', '+14085550112'),
  direct('201', '+15105550120', ['CallerId']),
]
