// `npm run build:console`: the pages of the reference, drawn ahead and packed, in build/console/. Runs
// after `npm ci` (npm's `prepare`) and before tests; it does nothing where nothing changed.
//   --if-stale   only where a source is newer than what was built
import { globSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const mark = `${root}build/console/files.json`
const sources = [
  'src/console/**',
  'src/catalog/**',
  'src/lib/**',
  'scripts/build-console.ts',
  'scripts/console/**',
  'package-lock.json',
]

const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

function isStale(): boolean {
  const built = changedAt(mark)
  return (
    built === 0 ||
    globSync(sources, { cwd: root }).some((path) => changedAt(`${root}${path}`) > built)
  )
}

if (!process.argv.includes('--if-stale') || isStale()) {
  const began = performance.now()
  try {
    // Loaded here: where nothing is to be done, neither Vite nor React is.
    const { buildConsole } = await import('./console/build.ts')
    const { files, bytes } = await buildConsole(root)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    console.log(`build/console holds ${files} files, ${Math.round(bytes / 1024)} kB (${seconds} s)`)
  } catch (error) {
    // `npm ci --omit=dev` has no Vite: the servers run without their pages.
    const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
    if (!isMissing || !process.argv.includes('--if-stale')) throw error
    console.log('The reference’s pages are not built: Vite is not installed.')
  }
}
