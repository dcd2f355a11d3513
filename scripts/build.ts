// `npm run build`: a publishable package in dist/. One bundle (it starts in a tenth of the time that
// two hundred source files need), its command, README, licence and the licences of what is bundled.
import { execFileSync } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { rolldown } from 'rolldown'

const root = new URL('../', import.meta.url)
const out = new URL('dist/', root)

interface Package {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly license: string
  readonly engines: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const readPackage = async (path: string) =>
  JSON.parse(await readFile(new URL(path, root), 'utf8')) as Package // npm's own format

const product = await readPackage('package.json')

await rm(out, { recursive: true, force: true })
await mkdir(out)

// The pages of the reference are files beside the bundle.
execFileSync(process.execPath, ['scripts/build-console.ts', '--if-stale'], {
  cwd: root,
  stdio: 'inherit',
})
await cp(new URL('build/console/', root), new URL('console/', out), { recursive: true })

const bundle = await rolldown({
  input: {
    'ringfence-main': new URL('src/cli/ringfence.ts', root).pathname,
    // What a program imports: createPlatform.
    index: new URL('src/index.ts', root).pathname,
    // The thread that renders faxes; platform/rendering/renderer.ts starts it under this name.
    'fax-worker': new URL('src/platform/rendering/worker.ts', root).pathname,
  },
  platform: 'node',
  checks: { circularDependency: false },
})
await bundle.write({
  dir: out.pathname,
  format: 'esm',
  entryFileNames: '[name].js',
  minify: { compress: true, mangle: false },
})
await bundle.close()

const command = await readFile(new URL('bin/ringfence.js', root), 'utf8')
await writeFile(
  new URL('ringfence.js', out),
  command.replace('../src/cli/ringfence.ts', './ringfence-main.js'),
  { mode: 0o755 },
)

// The declarations of what a program imports, with those that they are made of.
execFileSync(
  process.execPath,
  [new URL('node_modules/typescript/bin/tsc', root).pathname, '-p', 'tsconfig.types.json'],
  { cwd: root, stdio: 'inherit' },
)

const { name, version, description, license, engines } = product
// For their types alone: their code is in the bundle.
const typed = ['typebox', 'sql-template-tag']
const dependencies = Object.fromEntries(
  typed.map((library) => [library, product.dependencies[library]]),
)
const typesOf = (room: string) => [`#${room}/*`, { types: `./types/${room}/*.d.ts` }] as const
await writeFile(
  new URL('package.json', out),
  `${JSON.stringify(
    {
      name,
      version,
      description,
      license,
      engines,
      type: 'module',
      bin: { ringfence: 'ringfence.js' },
      exports: {
        '.': { types: './types/index.d.ts', default: './index.js' },
        './package.json': './package.json',
      },
      imports: Object.fromEntries(
        ['lib', 'catalog', 'storage', 'delivery', 'platform'].map(typesOf),
      ),
      dependencies,
    },
    null,
    2,
  )}\n`,
)

for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) {
  await cp(new URL(file, root), new URL(file, out)) // oxlint-disable-line no-await-in-loop
}
await writeFile(new URL('THIRD-PARTY-LICENSES.txt', out), await licences())
console.log(`dist/ holds ${name}@${version}`)

/** The licence text of every library in the bundle. */
async function licences(): Promise<string> {
  // Those of the pages are for development alone: what browsers get is built from them.
  const pages = Object.keys(product.devDependencies).filter((name) =>
    /^(?:react|react-dom|@tanstack\/.+)$/.test(name),
  )
  const texts = [...Object.keys(product.dependencies), ...pages].map(async (dependency) => {
    const folder = `node_modules/${dependency}/`
    const { version, license } = await readPackage(`${folder}package.json`)
    const names = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE']
    const found = await Promise.all(
      names.map((file) => readFile(new URL(folder + file, root), 'utf8').catch(() => null)),
    )
    const text = found.find((one) => one !== null) ?? `Licence: ${license}`
    return `${dependency} ${version}\n\n${text.trim()}\n`
  })
  return (await Promise.all(texts)).join(`\n${'-'.repeat(72)}\n\n`)
}
