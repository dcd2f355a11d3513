// The agent on a platform of its own, for the tests of either runner.
import { fileURLToPath } from 'node:url'
import { SDK } from '@ringcentral/sdk'
import { createPlatform } from 'ringfence'
import { type Appointment, createAgent } from './agent.ts'

/** Somebody with an appointment on Tuesday at 9:00 in Los Angeles. */
export const appointment = (name: string, phone: string): Appointment => ({
  name,
  phone,
  at: new Date('2026-06-02T16:00:00Z'),
  state: 'waiting',
})

/** Starts the platform on Monday at 10:00, logs the agent in, and hands over the levers. */
export async function startWorld(appointments: readonly Appointment[]) {
  const ringfence = await createPlatform({
    clock: 'frozen',
    seed: fileURLToPath(new URL('company.yaml', import.meta.url)),
  })
  const { clientId, clientSecret, jwt } = ringfence.app
  const platform = new SDK({ server: ringfence.url, clientId, clientSecret }).platform()
  await platform.login({ jwt })
  const agent = createAgent({
    platform,
    from: '+15105550102',
    appointments,
    now: async () => new Date((await ringfence.levers.readClock()).now),
  })
  return {
    agent,
    levers: ringfence.levers,
    /** Lets time pass; everything due until then has happened. */
    pass: (by: string) => ringfence.levers.advanceClock({ by }),
    /** Fails the test when the platform answered anything that RingCentral would not. */
    [Symbol.asyncDispose]: () => ringfence.close(),
  }
}
