// A running installation whose reference a browser opens.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#src/config'
import { type Running, startRingfence } from '#src/main'

/** An installation on free ports, gone with its folder. */
export interface World extends AsyncDisposable {
  readonly running: Running
  /** The reference of the gateway: no slash at the end. */
  readonly reference: string
}

/** Starts it. */
export async function startWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-browser-'))
  const running = await startRingfence(
    readConfig({ data: folder, port: '0', platformPort: '0', limits: 'off' }, {}),
  )
  return {
    running,
    reference: `${running.gateway}/reference`,
    async [Symbol.asyncDispose]() {
      await running.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
