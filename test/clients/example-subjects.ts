// What the examples of the reference are about: things that exist, made anew for each, since examples
// change and delete them. Made through the same front door as the example calls, so that they are its own.
import { png } from './methods.ts'

/** Calls an API with a token; rejects where it refuses. */
export type Call = <T = Record<string, unknown>>(
  verb: string,
  path: string,
  body?: object | FormData,
) => Promise<T>

interface WithId {
  readonly id: string | number
}

interface Records<T> {
  readonly records: readonly T[]
}

const own = '/restapi/v1.0/account/~/extension/~'
const company = '/restapi/v1.0/account/~'
const long = 'dateFrom=2020-01-01T00:00:00.000Z&perPage=5'

/** Devin Castellanos of the demo company. */
const devin = '62264561'

const idOf = async (made: Promise<WithId>) => String((await made).id)

const form = (json: object | null, part: string, file: Blob, filename: string) => {
  const data = new FormData()
  if (json) {
    data.append('json', new Blob([JSON.stringify(json)], { type: 'application/json' }), 'r.json')
  }
  data.append(part, file, filename)
  return data
}

/** Makes what a parameter of a method's path names. Absent: the example's own value is right. */
const makers: Readonly<Record<string, (call: Call, method: string) => Promise<string>>> = {
  messageId: (call) =>
    idOf(
      call('POST', `${own}/sms`, {
        from: { phoneNumber: '+15105550101' },
        to: [{ phoneNumber: '+14155550123' }],
        text: 'For an example.',
      }),
    ),
  callRecordId: (call, method) =>
    firstId(call, `${method.includes('Company') ? company : own}/call-log?${long}`),
  async recordingId(call) {
    const { records } = await call<Records<{ recording?: WithId }>>(
      'GET',
      `${company}/call-log?recordingType=All&${long}`,
    )
    return String(records.find(({ recording }) => recording)?.recording?.id)
  },
  ringoutId: (call) =>
    idOf(
      call('POST', `${own}/ring-out`, {
        from: { phoneNumber: '+15105550101' },
        to: { phoneNumber: '+14155550123' },
      }),
    ),
  phoneNumberId: (call) => firstId(call, `${company}/phone-number`),
  forwardingNumberId: (call) =>
    idOf(
      call('POST', `${own}/forwarding-number`, {
        type: 'Other',
        label: 'Example',
        phoneNumber: '+14155550178',
      }),
    ),
  chatId(call, method) {
    const members = method.startsWith('remove') ? [{ id: devin }] : []
    return method.includes('Conversation')
      ? idOf(call('POST', '/team-messaging/v1/conversations', { members: [{ id: devin }] }))
      : idOf(call('POST', '/team-messaging/v1/teams', { name: 'Example', public: true, members }))
  },
  fileId: (call) =>
    idOf(
      call(
        'POST',
        '/team-messaging/v1/files?name=plan.txt',
        form(null, 'body', new Blob(['Plan.'], { type: 'text/plain' }), 'plan.txt'),
      ),
    ),
  subscriptionId: (call) =>
    idOf(
      call('POST', '/restapi/v1.0/subscription', {
        eventFilters: [`${own}/presence`],
        deliveryMode: { transportType: 'PubNub' },
      }),
    ),
  contactId: (call) => idOf(call('POST', `${own}/address-book/contact`, { firstName: 'Alma' })),
  promptId: (call) =>
    idOf(
      call(
        'POST',
        `${company}/ivr-prompts`,
        form({ name: 'a.wav' }, 'attachment', new Blob(['RIFF'], { type: 'audio/wav' }), 'a.wav'),
      ),
    ),
}

async function firstId(call: Call, path: string): Promise<string> {
  const { records } = await call<Records<WithId>>('GET', path)
  return String(records[0]?.id)
}

/**
 * What the path of a method names.
 * @returns values by the names of the parameters; names without one are left as the example has them
 */
export async function subjectsOf(
  method: string,
  names: readonly string[],
  call: Call,
): Promise<Readonly<Record<string, string>>> {
  if (method.includes('ForwardingNumber')) await clearForwarding(call)
  if (method.includes('ProfileImage') && !method.startsWith('create')) {
    const picture = form(null, 'image', new Blob([png], { type: 'image/png' }), 'me.png')
    await call('POST', `${own}/profile-image`, picture)
  }
  const wanted = method === 'deleteForwardingNumbers' ? ['forwardingNumberId'] : names
  const values: Record<string, string> = {}
  for (const name of wanted) {
    const make = makers[name]
    // In the order of the path: an attachment is its message's, a post its chat's.
    if (name === 'attachmentId') values[name] = values['messageId'] ?? ''
    else if (name === 'postId') {
      // oxlint-disable-next-line no-await-in-loop
      values[name] = await idOf(
        call('POST', `/team-messaging/v1/chats/${values['chatId']}/posts`, { text: 'Hello.' }),
      )
    } else if (make) values[name] = await make(call, method) // oxlint-disable-line no-await-in-loop
  }
  return values
}

/** There can be few, and no two alike. */
async function clearForwarding(call: Call): Promise<void> {
  const { records } = await call<Records<WithId & { type: string }>>(
    'GET',
    `${own}/forwarding-number`,
  )
  for (const { id, type } of records) {
    // oxlint-disable-next-line no-await-in-loop
    if (type === 'Other') await call('DELETE', `${own}/forwarding-number/${id}`)
  }
}
