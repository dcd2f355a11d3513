// The same agent's tests in vitest: what happens when RingCentral does not do as it should.
import { expect, test } from 'vitest'
import { appointment, startWorld } from './world.ts'

test('a reminder that is refused for now is sent in the next round', async () => {
  const dora = appointment('Dora', '+14155550142')
  await using world = await startWorld([dora])
  await world.levers.addFault({ method: 'createSMSMessage', first: 1, error: 'CMN-201' })
  await world.agent.remind()
  expect(dora.state).toBe('waiting')
  await world.pass('1m')
  await world.agent.remind()
  expect(dora.state).toBe('reminded')
})

test('an answer that is neither C nor STOP is for a person', async () => {
  const dora = appointment('Dora', '+14155550142')
  await using world = await startWorld([dora])
  await world.agent.remind()
  await world.levers.inboundSms({ from: dora.phone, to: ['+15105550102'], text: 'Can we do 11?' })
  await world.agent.followUp()
  expect(dora.state).toBe('needs a person')
})

test('a reset brings the company back as it was', async () => {
  const dora = appointment('Dora', '+14155550142')
  await using world = await startWorld([dora])
  await world.levers.inboundSms({ from: dora.phone, to: ['+15105550102'], text: 'C' })
  await world.levers.reset()
  const { now } = await world.levers.readClock()
  expect(now).toBe('2026-06-01T17:00:00.000Z')
})
