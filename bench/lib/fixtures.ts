// The fixed answers of the backend and of the generic mock servers: RingCentral's shapes, sizes
// known, nothing computed. What Ringfence itself answers comes from its own database.
const origin = 'https://platform.example'
const extensionUri = `${origin}/restapi/v1.0/account/401/extension/501`

/** A message record of some 700 bytes. */
export function message(
  id: number,
  subject = 'Your order is ready for pick-up at the front desk.',
) {
  const at = '2026-01-15T09:30:00.000Z'
  return {
    uri: `${extensionUri}/message-store/${id}`,
    id,
    to: [{ phoneNumber: '+16505550123', name: 'Maria Lopez' }],
    from: { phoneNumber: '+16505550100', name: 'Front Desk' },
    type: 'SMS',
    creationTime: at,
    lastModifiedTime: at,
    readStatus: 'Read',
    priority: 'Normal',
    direction: 'Outbound',
    availability: 'Alive',
    subject,
    messageStatus: 'Delivered',
    conversationId: 7001,
    conversation: { id: '7001', uri: `${origin}/restapi/v1.0/conversation/7001` },
  }
}

/** A page of `count` messages, all there are. */
export function messagePage(count: number) {
  const uri = `${extensionUri}/message-store?page=1&perPage=${count}`
  return {
    uri,
    records: Array.from({ length: count }, (_, index) => message(9001 + index)),
    paging: {
      page: 1,
      perPage: count,
      pageStart: 0,
      pageEnd: count - 1,
      totalPages: 1,
      totalElements: count,
    },
    navigation: { firstPage: { uri }, lastPage: { uri } },
  }
}

/** The value as JSON of exactly `bytes` bytes: the last subject is filled up. */
export function exactly(bytes: number, make: (subject: string) => unknown): Buffer {
  const empty = Buffer.byteLength(JSON.stringify(make('')))
  if (empty > bytes) throw new RangeError(`It takes ${empty} bytes without a text already.`)
  return Buffer.from(JSON.stringify(make('x'.repeat(bytes - empty))))
}

/** A text message as a client sends it; each one differs. */
export const smsBody = JSON.stringify({
  from: { phoneNumber: '+16505550100' },
  to: [{ phoneNumber: '+16505550123' }],
  text: 'Your order {unique} is ready.',
})
