// A bare Fastify that keeps texts in an array: `node fastify.mjs PORT`. What a team would write itself
// in place of an emulator: bodies checked by a schema, no token, no permission, no limits, nothing on
// disk. JavaScript, since its packages are there only after `npm run bench` has installed the peers.
import fastify from 'fastify'

const [port] = process.argv.slice(2)
const app = fastify({ logger: false })
const store = '/restapi/v1.0/account/:accountId/extension/:extensionId'
const party = {
  type: 'object',
  required: ['phoneNumber'],
  properties: { phoneNumber: { type: 'string' } },
}
const sms = {
  type: 'object',
  required: ['from', 'to', 'text'],
  properties: {
    from: party,
    to: { type: 'array', items: party },
    text: { type: 'string', maxLength: 1000 },
  },
}
const messages = []

app.get(`${store}/message-store`, ({ query, url, params }) => {
  const perPage = Math.min(Number(query.perPage ?? 100), 1000)
  const page = Number(query.page ?? 1)
  const end = messages.length - (page - 1) * perPage
  const records = messages.slice(Math.max(end - perPage, 0), end).toReversed()
  const totalPages = Math.ceil(messages.length / perPage)
  return {
    uri: url,
    records,
    paging: { page, perPage, totalPages, totalElements: messages.length },
    navigation: { firstPage: { uri: `/account/${params.accountId}?page=1` } },
  }
})

app.post(`${store}/sms`, { schema: { body: sms } }, ({ body, params, url }) => {
  const id = messages.length + 1
  const at = new Date().toISOString()
  const message = {
    uri: `${url}/${id}`,
    id,
    extensionId: params.extensionId,
    ...body,
    subject: body.text,
    type: 'SMS',
    direction: 'Outbound',
    readStatus: 'Read',
    priority: 'Normal',
    availability: 'Alive',
    messageStatus: 'Queued',
    creationTime: at,
    lastModifiedTime: at,
    attachments: [{ id, type: 'Text', contentType: 'text/plain' }],
  }
  messages.push(message)
  return message
})

await app.listen({ port: Number(port), host: '127.0.0.1' })
console.log('ready')
