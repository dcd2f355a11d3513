import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Type } from 'typebox'
import { commandLine, fieldsOf, valueOf } from '#cli/levers/options'
import { leverText } from '#cli/levers/text'
import type { Lever } from '#platform/levers/lever'
import { levers } from '#platform/levers/levers'
import { command, startWorld, temporaryFolder } from './world.ts'

test('the clock of a running platform is stopped, moved and shown from the command line', async () => {
  await using world = await startWorld()
  const at = new Date(Date.now() + 3_600_000).toISOString()
  const frozen = await world.json<{ now: string }>('platform', 'clock', 'freeze', '--at', at)
  assert.equal(frozen.now, at)
  await world.json('platform', 'clock', 'advance', '--by', '90s')
  const { now } = await world.json<{ now: string }>('platform', 'clock', 'show')
  assert.equal(Date.parse(now) - Date.parse(at), 90_000)
  const { stdout } = await world.ringfence('platform', 'clock', 'show')
  assert.ok(stdout.startsWith(`now       ${now}\nisFrozen  true\n`), stdout)
})

test('what the path of a lever names is a word, and its other fields are options', async () => {
  await using world = await startWorld()
  const { clientId } = world.running.platformApp
  assert.ok(clientId !== null)
  const app = await world.json<{ limits: object }>(
    'platform',
    'app',
    'limits',
    clientId,
    '--heavy',
    '77',
  )
  assert.deepEqual(app.limits, { Light: 50, Medium: 40, Heavy: 77, Auth: 5 })
  const back = await world.json<{ limits: object }>(
    'platform',
    'app',
    'limits',
    clientId,
    '--heavy',
    'null',
  )
  assert.deepEqual(back.limits, { Light: 50, Medium: 40, Heavy: 10, Auth: 5 })
})

test('a lever is refused with the option at fault and what to do', async () => {
  await using world = await startWorld()
  const soon = await world.ringfence('platform', 'clock', 'advance', '--by', 'soon')
  assert.equal(soon.code, 2)
  assert.match(soon.stderr, /^--by: by is no length of time\.\nSend days/)
  const nothing = await world.ringfence('platform', 'clock', 'advance')
  assert.equal(nothing.code, 2)
  assert.match(nothing.stderr, /^--by is missing: as in 90s/)
  const nobody = await world.ringfence('platform', 'app', 'limits', 'nobody', '--heavy', '1')
  assert.equal(nobody.code, 1)
  assert.match(nobody.stderr, /no app with this client id/)
})

test('a platform elsewhere is reached by its address and the lever token', async () => {
  await using world = await startWorld()
  const { platform, leverToken } = world.running
  const words = ['platform', 'clock', 'show', '--url', platform ?? '', '--json']
  const shown = await command(words, { env: { RINGFENCE_LEVER_TOKEN: leverToken } })
  assert.equal(shown.code, 0, shown.stderr)
  const without = await command(words)
  assert.equal(without.code, 2)
  assert.match(without.stderr, /RINGFENCE_LEVER_TOKEN/)
  const wrong = await command(words, { env: { RINGFENCE_LEVER_TOKEN: 'rfl_wrong' } })
  assert.equal(wrong.code, 1)
  await using empty = await temporaryFolder()
  assert.equal((await command(['platform', 'clock', 'show', '--data', empty.path])).code, 3)
})

/** A lever with a field of every kind. */
const odd: Lever = {
  route: 'POST /_platform/odd/{thingId}',
  command: 'odd send',
  summary: 'Do something odd.',
  path: Type.Object({ thingId: Type.String() }),
  query: Type.Object({ data: Type.Optional(Type.String()) }),
  body: Type.Object({
    to: Type.Array(Type.String()),
    everyNth: Type.Integer(),
    isQuiet: Type.Boolean(),
    rule: Type.Object({ a: Type.Integer() }),
    files: Type.Array(Type.Object({ fileName: Type.String(), base64: Type.String() })),
    wait: Type.Union([Type.Integer(), Type.String(), Type.Null()]),
  }),
  status: 200,
  returns: Type.Object({}),
  problems: [],
}

const field = (name: string) => {
  const found = fieldsOf(odd).find((one) => one.name === name)
  assert.ok(found)
  return found
}

test('fields become options by their schemas: numbers, flags, lists, JSON, files', async () => {
  assert.deepEqual(
    fieldsOf(odd).map(({ option, kind, isList, isRequired }) => [option, kind, isList, isRequired]),
    [
      ['thing-id', 'text', false, true],
      // Every command has an option --data.
      ['data-value', 'text', false, false],
      ['to', 'text', true, true],
      ['every-nth', 'number', false, true],
      ['is-quiet', 'flag', false, true],
      ['rule', 'json', false, true],
      ['files', 'file', true, true],
      ['wait', 'any', false, true],
    ],
  )
  assert.deepEqual(valueOf(field('to'), ['+1', '+2']), ['+1', '+2'])
  assert.equal(valueOf(field('everyNth'), ['3']), 3)
  assert.deepEqual(
    [valueOf(field('isQuiet'), ['true']), valueOf(field('isQuiet'), ['false'])],
    [true, false],
  )
  assert.deepEqual(valueOf(field('rule'), ['{"a":1}']), { a: 1 })
  assert.deepEqual(
    ['5', 'null', 'soon'].map((text) => valueOf(field('wait'), [text])),
    [5, null, 'soon'],
  )
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'plan.txt'), 'the plan')
  assert.deepEqual(valueOf(field('files'), [join(folder.path, 'plan.txt')]), [
    { fileName: 'plan.txt', contentType: 'text/plain', base64: 'dGhlIHBsYW4=' },
  ])
  for (const [name, text] of [
    ['everyNth', 'x'],
    ['rule', '{'],
    ['files', join(folder.path, 'nothing.txt')],
  ] as const) {
    assert.throws(() => valueOf(field(name), [text]), { name: 'CliError', exit: 'usage' })
  }
  assert.throws(() => valueOf(field('everyNth'), ['1', '2']), /given twice/)
})

test('an example call is written as the command line reads it', () => {
  assert.equal(
    commandLine(odd, {
      thingId: 'a b',
      to: ['+1', '+2'],
      isQuiet: true,
      rule: { a: 1 },
      files: [{ fileName: 'plan.txt', base64: '' }],
    }),
    `ringfence platform odd send 'a b' --to +1 --to +2 --is-quiet --rule '{"a":1}' --files plan.txt`,
  )
})

test('answers are shown as names and values, lists as tables, what is deeper as JSON', () => {
  assert.equal(
    leverText({ now: 'noon', isFrozen: true, at: null }, 100),
    'now       noon\nisFrozen  true\nat        -\n',
  )
  assert.equal(
    leverText(
      {
        apps: [
          { name: 'Bot', limits: { Light: 1, Heavy: null } },
          { name: 'Bat', scopes: ['a', 'b'] },
        ],
      },
      100,
    ),
    'NAME  LIMITS            SCOPES\nBot   Light 1, Heavy -  -\nBat   -                 a, b\n',
  )
  assert.equal(
    leverText(
      {
        apps: [
          { name: 'Bot', scopes: ['a', 'b'] },
          { name: 'Bat', scopes: [] },
        ],
      },
      8,
    ),
    'name    Bot\nscopes  a, b\n\nname    Bat\nscopes\n',
  )
  const rows = [{ id: 1, address: 'http://127.0.0.1/', reason: 'it is the way it is' }]
  assert.equal(
    leverText({ rows }, 30, ['id', 'reason']),
    'ID  REASON\n1   it is the way it is\n',
    'what a lever names is shown where all of it is too wide',
  )
  assert.equal(
    leverText(
      {
        apps: [
          { name: 'Bot', methods: [{ method: 'readExtension', successes: 5 }], rules: [] },
          { name: 'Bat', methods: [] },
        ],
      },
      100,
    ),
    'name  Bot\n\nMETHOD         SUCCESSES\nreadExtension  5\n\nname  Bat\n',
  )
  assert.equal(leverText({ faults: [] }, 100), 'No faults.\n')
  assert.equal(leverText({}, 100), 'Done.\n')
})

test('no lever has a field in two places, two options of one name, or a command that another has', () => {
  const all: readonly (readonly [string, Lever])[] = Object.entries(levers)
  const commands = all.map(([, lever]) => lever.command)
  assert.deepEqual(commands, [...new Set(commands)])
  for (const [id, lever] of all) {
    const fields = fieldsOf(lever)
    const names = fields.map(({ name }) => name)
    assert.deepEqual(names, [...new Set(names)], id)
    const options = fields.map(({ option }) => option)
    assert.deepEqual(options, [...new Set(options)], id)
  }
})
