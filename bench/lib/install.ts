// Puts the peers into bench/node_modules from bench/package-lock.json, when they are not there yet.
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const bench = fileURLToPath(new URL('..', import.meta.url))

/**
 * Installs the peers unless what is installed is as new as the lockfile. Their install scripts are
 * not run; none of them needs one.
 * @throws when npm fails.
 */
export function install(): void {
  const age = (file: string) =>
    statSync(new URL(`../${file}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (age('node_modules/.package-lock.json') >= age('package-lock.json')) return
  console.error('Installing the peers (bench/package-lock.json) …')
  execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: bench,
    stdio: 'inherit',
  })
}
