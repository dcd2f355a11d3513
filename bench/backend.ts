// The fixed RingCentral-shaped backend that proxies are measured over: node:http, no work, no rate
// headers, and what the gateway's connection needs (a token, the account and the extension). Started
// by the scenarios on the load's core: `node bench/backend.ts PORT`.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exactly, message, messagePage } from './lib/fixtures.ts'

const port = Number(process.argv[2] ?? 0)
const account = { id: 401, name: 'Bench & Co.', mainNumber: '+16505550100', status: 'Confirmed' }
const extension = {
  id: 501,
  extensionNumber: '101',
  name: 'Front Desk',
  type: 'User',
  status: 'Enabled',
  account: { id: '401' },
}
const token = {
  access_token: 'bench-upstream-token',
  token_type: 'bearer',
  expires_in: 3600,
  refresh_token: 'bench-upstream-refresh-token',
  refresh_token_expires_in: 604_800,
  scope: 'SMS ReadMessages ReadAccounts EditMessages',
  owner_id: '501',
  endpoint_id: 'bench',
}
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))
const answers = {
  list: exactly(1104, (subject) => ({ ...messagePage(1), records: [message(9001, subject)] })),
  sent: exactly(300, (subject) => ({
    id: 9002,
    uri: 'https://platform.example/restapi/v1.0/account/401/extension/501/message-store/9002',
    type: 'SMS',
    direction: 'Outbound',
    messageStatus: 'Queued',
    subject,
  })),
  token: bytes(token),
  account: bytes(account),
  extension: bytes(extension),
  unknown: bytes({ errorCode: 'CMN-102', message: 'Nothing is there.' }),
}

const routes: readonly [verb: string, path: RegExp, answer: Buffer][] = [
  ['GET', /\/extension\/[^/]+\/message-store$/, answers.list],
  ['POST', /\/extension\/[^/]+\/sms$/, answers.sent],
  ['POST', /^\/restapi\/oauth\/token$/, answers.token],
  ['GET', /^\/restapi\/v1\.0\/account\/[^/]+\/extension\/[^/]+$/, answers.extension],
  ['GET', /^\/restapi\/v1\.0\/account\/[^/]+$/, answers.account],
]

function answer(request: IncomingMessage, response: ServerResponse) {
  const path = (request.url ?? '').split('?')[0] ?? ''
  const found = routes.find(([verb, pattern]) => verb === request.method && pattern.test(path))
  const body = found?.[2] ?? answers.unknown
  response.writeHead(found ? 200 : 404, {
    'content-type': 'application/json',
    'content-length': body.length,
  })
  response.end(body)
}

// A body is read to its end before the answer, as a real server would.
createServer((request, response) => {
  request.on('end', () => answer(request, response)).resume()
}).listen(port, '127.0.0.1', () => console.log('ready'))
