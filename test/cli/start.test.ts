import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, chmod, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runCommand, startProcess } from '#test/drills/process'
import { command, ownMessages, startWorld, temporaryFolder } from './world.ts'

const bin = fileURLToPath(new URL('../../bin/ringfence.js', import.meta.url))
const anyPorts = ['--port', '0', '--platform-port', '0'] as const

test('start --json prints one line when both servers answer, and a second start prints the same secrets', async () => {
  await using folder = await temporaryFolder()
  const first = await startProcess(folder.path)
  const { line } = first
  assert.deepEqual(Object.keys(line), [
    'gateway',
    'platform',
    'adminToken',
    'leverToken',
    'agents',
    'platformApp',
    'signIn',
  ])
  assert.match(line.gateway, /^http:\/\/127\.0\.0\.1:\d+$/)
  const key = line.agents[0]?.key ?? ''
  const answered = await fetch(line.gateway + ownMessages, {
    headers: { Authorization: `Bearer ${key}` },
  })
  assert.equal(answered.status, 200)
  assert.equal(await first.end('SIGTERM'), 0)
  assert.equal(first.output.length, 1)
  await assert.rejects(access(join(folder.path, 'ringfence.json')))

  const second = await startProcess(folder.path)
  const { gateway: _, platform: __, ...secrets } = line
  const { gateway, platform, ...again } = second.line
  assert.deepEqual(again, secrets)
  assert.ok(gateway !== '' && platform !== '')
  assert.equal(await second.end('SIGINT'), 0)
})

test('start tells a newcomer a call that works and one that is refused, and both are so', async () => {
  await using folder = await temporaryFolder()
  const stop = new AbortController()
  let checked: Promise<number[]> | undefined
  const { code, stdout } = await command(['start', '--data', folder.path, ...anyPorts], {
    stop: stop.signal,
    onOutput(text) {
      const calls = [...text.matchAll(/curl -H "Authorization: (Bearer \S+)" "(\S+)"/g)]
      checked = Promise.all(
        calls.map(async ([, authorization = '', url = '']) => {
          const response = await fetch(url, { headers: { Authorization: authorization } })
          return response.status
        }),
      ).finally(() => stop.abort())
    },
  })
  assert.equal(code, 0)
  assert.deepEqual(await checked, [200, 403])
  assert.match(stdout, /ringfence grant add demo/)
  assert.match(stdout, /ringfence audit tail/)
  assert.match(stdout, /Ctrl-C/)
})

test('a taken port, a folder that is held, one that cannot be made and a corrupt file are one sentence each', async () => {
  await using world = await startWorld()
  await using folder = await temporaryFolder()
  const refused = async (words: readonly string[], expected: RegExp) => {
    const { code, stdout, stderr } = await command(['start', ...words])
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(stderr, expected)
    assert.equal(stderr.trim().split('\n').length, 1, stderr)
  }
  const { port } = new URL(world.running.gateway)
  await refused(
    ['--data', folder.path, '--port', port, '--platform-port', '0'],
    new RegExp(`Port ${port} on 127.0.0.1 is taken`),
  )
  await refused(['--data', world.folder, ...anyPorts], /Another Ringfence is using/)
  await writeFile(join(folder.path, 'file'), '')
  await refused(
    ['--data', join(folder.path, 'file', 'data'), ...anyPorts],
    /Cannot write to the folder/,
  )
  await writeFile(join(folder.path, 'gateway.db'), 'no database at all, whatever its name says')
  await refused(['--data', folder.path, ...anyPorts], /gateway\.db/)
})

test('a port, profile, limit or policy that does not exist is a mistake in the command line', async () => {
  for (const words of [
    ['--port', '70000'],
    ['--port', 'http'],
    ['--profile', 'sandbox'],
    ['--limits', 'none'],
    ['--webhooks', 'svix'],
    ['--webhook-certificates', 'none'],
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    const { code, stderr } = await command(['start', ...words])
    assert.equal(code, 2, words.join(' '))
    assert.ok(stderr.includes(words[1] ?? ''))
  }
})

test('the platform starts alone, and says what an SDK needs', async () => {
  await using folder = await temporaryFolder()
  const stop = new AbortController()
  let answered: Promise<number> | undefined
  const words = ['platform', '--data', folder.path, '--port', '0', '--limits', 'off', '--json']
  const { code, stdout } = await command(words, {
    stop: stop.signal,
    onOutput(text) {
      const { platform, platformApp } = JSON.parse(text) as {
        platform: string
        platformApp: { clientId: string; clientSecret: string; jwt: string }
      }
      const basic = Buffer.from(`${platformApp.clientId}:${platformApp.clientSecret}`)
      answered = fetch(`${platform}/restapi/oauth/token`, {
        method: 'POST',
        headers: { Authorization: `Basic ${basic.toString('base64')}` },
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: platformApp.jwt,
        }),
      })
        .then(({ status }) => status)
        .finally(() => stop.abort())
    },
  })
  assert.equal(code, 0)
  assert.equal(await answered, 200)
  assert.deepEqual(Object.keys(JSON.parse(stdout) as object), [
    'platform',
    'leverToken',
    'platformApp',
    'signIn',
  ])
})

test('a seed makes the company of an empty folder; of one that has a company it is refused', async () => {
  await using folder = await temporaryFolder()
  const seed = join(folder.path, 'acme.yaml')
  await writeFile(
    seed,
    'extensions: [{ name: Ann Archer }]\napps: [{ name: Bot, clientId: bot }]\n',
  )
  const data = join(folder.path, 'data')
  const words = ['start', '--data', data, ...anyPorts, '--seed', seed, '--json']
  const stop = new AbortController()
  let seen: Promise<unknown> | undefined
  const first = await command(words, {
    stop: stop.signal,
    onOutput(text) {
      const { gateway, agents } = JSON.parse(text) as { gateway: string; agents: { key: string }[] }
      const own = `${gateway}/restapi/v1.0/account/~/extension/~`
      seen = fetch(own, { headers: { Authorization: `Bearer ${agents[0]?.key}` } })
        .then((response) => response.json())
        .finally(() => stop.abort())
    },
  })
  assert.equal(first.code, 0, first.stderr)
  assert.equal(((await seen) as { name: string }).name, 'Ann Archer')
  const { platformApp } = JSON.parse(first.stdout) as { platformApp: { clientId: string } }
  assert.equal(platformApp.clientId, 'bot')

  const again = await command(words)
  assert.equal(again.code, 1)
  assert.match(again.stderr, /there is an account already in .*data.*Start without a seed/)
  const lost = await command([
    'platform',
    '--data',
    join(folder.path, 'other'),
    '--port',
    '0',
    '--seed',
    'nowhere.yaml',
  ])
  assert.equal(lost.code, 1)
  assert.match(lost.stderr, /nowhere\.yaml: cannot be read \(ENOENT\)/)
  const elsewhere = await command(words, {
    env: {
      RINGFENCE_UPSTREAM_SERVER: 'https://platform.ringcentral.com',
      RINGFENCE_UPSTREAM_CLIENT_ID: 'a',
      RINGFENCE_UPSTREAM_CLIENT_SECRET: 'b',
      RINGFENCE_UPSTREAM_JWT: 'c',
    },
  })
  assert.equal(elsewhere.code, 2)
})

test('the limits of the demo app are shown, raised for one group and reset', async () => {
  await using world = await startWorld()
  type App = { clientId: string; limits: Record<string, number> }
  const { apps } = await world.json<{ apps: App[] }>('platform', 'limits')
  assert.equal(apps.length, 2)
  const raised = await world.json<App>(
    'platform',
    'limits',
    '--group',
    'heavy',
    '--per-window',
    '100',
  )
  assert.equal(raised.clientId, world.running.platformApp.clientId)
  assert.deepEqual(raised.limits, { Light: 50, Medium: 40, Heavy: 100, Auth: 5 })
  const reset = await world.json<App>('platform', 'limits', '--reset')
  assert.equal(reset.limits['Heavy'], 10)
  const other = await world.ringfence('platform', 'limits', '--app', 'nobody', '--reset')
  assert.equal(other.code, 1)
  for (const words of [
    ['--group', 'Heavy'],
    ['--group', 'Enormous', '--per-window', '5'],
    ['--group', 'Heavy', '--per-window', '0'],
    ['--group', 'Heavy', '--per-window', '5', '--reset'],
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    assert.equal((await world.ringfence('platform', 'limits', ...words)).code, 2, words.join(' '))
  }
})

test('the doctor finds a running installation well', async () => {
  await using world = await startWorld()
  type Report = {
    well: boolean
    checks: { check: string; health: string; remedy: string | null }[]
  }
  const { well, checks } = await world.json<Report>('doctor')
  assert.equal(well, true)
  const health = Object.fromEntries(checks.map((one) => [one.check, one.health]))
  assert.deepEqual(health, {
    node: 'ok',
    'data folder': 'ok',
    gateway: 'ok',
    platform: 'ok',
    connection: 'ok',
    'audit log': 'ok',
    clock: 'ok',
    ports: 'skipped',
  })
})

test('the doctor finds keys that others can read, a damaged log and taken ports, each with a remedy', async () => {
  await using world = await startWorld()
  await chmod(join(world.folder, 'keys.json'), 0o640)
  const open = await world.ringfence('doctor')
  assert.equal(open.code, 1)
  assert.match(open.stdout, /FAILED {2}data folder .*keys\.json\n +chmod -R go-rwx/)
  await chmod(join(world.folder, 'keys.json'), 0o600)
  await world.stop()
  await writeFile(join(world.folder, 'audit.db'), 'this was an audit log once, and is none now')
  const damaged = await world.ringfence('doctor')
  assert.equal(damaged.code, 1)
  assert.match(damaged.stdout, /FAILED {2}audit log/)
  assert.match(damaged.stdout, /look {4}gateway +not running\n +Start it with "ringfence start"/)

  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  const { stdout } = await command(['doctor', '--data', join(world.folder, 'nothing')], {
    env: { RINGFENCE_PORT: port, RINGFENCE_PLATFORM_PORT: '0' },
  })
  assert.match(stdout, new RegExp(`ports +${port} on 127.0.0.1 is taken`))
  taken.close()

  const away = await command(['doctor', '--url', 'http://127.0.0.1:9'], {
    env: { RINGFENCE_ADMIN_TOKEN: 'rfa_any' },
  })
  assert.equal(away.code, 1)
  assert.match(away.stdout, /FAILED {2}gateway +Nobody answers at/)
})

test('the command runs as a process: answer on stdout, exit code, an error on stderr', async () => {
  const reference = await runCommand(['reference', 'sms', '--json'])
  assert.equal(reference.code, 0)
  assert.equal(reference.stdout.trim().split('\n').length, 1)
  const wrong = await runCommand(['agnet', 'list'])
  assert.deepEqual([wrong.code, wrong.stdout], [2, ''])
  assert.match(wrong.stderr, /Did you mean agent/)
})

test('a reader that has seen enough is no failure', async () => {
  const child = spawn(process.execPath, [bin, 'reference', '--openapi'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.once('data', () => child.stdout.destroy())
  const [code] = (await once(child, 'exit')) as [number | null]
  assert.equal(code, 0)
})

test('an old Node is told in one sentence which one is needed', async () => {
  const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.9.0"})'
  const child = spawn(process.execPath, ['--import', old, bin, 'start'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const chunks: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  assert.equal(code, 1)
  assert.match(Buffer.concat(chunks).toString(), /^Ringfence needs Node 24 or newer/)
})
