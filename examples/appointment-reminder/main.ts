// The agent at work, against RingCentral or `ringfence platform --seed company.yaml`:
//   SERVER=… CLIENT_ID=… CLIENT_SECRET=… JWT=… FROM=+15105550102 node main.ts appointments.json
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { SDK } from '@ringcentral/sdk'
import { type Appointment, createAgent } from './agent.ts'

const { SERVER = '', CLIENT_ID = '', CLIENT_SECRET = '', JWT = '', FROM = '' } = process.env
const listed = JSON.parse(await readFile(process.argv[2] ?? 'appointments.json', 'utf8')) as {
  name: string
  phone: string
  at: string
}[]
const appointments = listed.map(({ at, ...who }): Appointment => ({
  ...who,
  at: new Date(at),
  state: 'waiting',
}))

const platform = new SDK({
  server: SERVER,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
}).platform()
await platform.login({ jwt: JWT })
const agent = createAgent({ platform, from: FROM, appointments, now: () => new Date() })

for (;;) {
  await agent.remind()
  await agent.followUp()
  console.log(appointments.map(({ name, state }) => `${name}: ${state}`).join(', '))
  await sleep(60_000)
}
