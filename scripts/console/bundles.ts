// The bundles of the pages, by Vite: what browsers load, what the export loads, what draws pages here.
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite'
import { methodIndex, readChapters } from '#catalog/projections/site'

/** A file that a browser loads. */
export interface Asset {
  readonly name: string
  readonly content: string | Uint8Array
}

/** What a page has to name. */
export interface Bundle {
  readonly assets: readonly Asset[]
  readonly script: string
  readonly styles: string
  /** The script that sets the colours before anything is drawn. */
  readonly theme: string
  /** Chunks to load with the page of a chapter, by the file that is loaded late. */
  readonly chunksOf: (source: string) => readonly string[]
}

/** Where the served pages have their assets. */
export const assetPath = '/reference/assets/'

/** The bundle that browsers load from the server. */
export async function bundlePages(root: string): Promise<Bundle> {
  const output = await outputOf({
    ...common(root, false),
    base: assetPath,
    build: {
      ...browserBuild,
      rolldownOptions: {
        input: [`${root}src/console/main.tsx`],
        output: {
          entryFileNames: '[name].[hash].js',
          chunkFileNames: '[name].[hash].js',
          assetFileNames: '[name].[hash][extname]',
        },
      },
    },
  })
  const chunks = output.filter((one) => one.type === 'chunk')
  const main = chunks.find(({ isEntry }) => isEntry)
  const theme = await themeScript(root)
  return {
    assets: [...assetsOf(output), theme],
    script: main?.fileName ?? '',
    styles: output.find(({ fileName }) => fileName.endsWith('.css'))?.fileName ?? '',
    theme: theme.name,
    chunksOf(source) {
      const late = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(source))
      const imported = late?.imports.filter((name) => name !== main?.fileName) ?? []
      return late ? [late.fileName, ...imported] : []
    },
  }
}

/** The export's bundle: one classic script, since modules do not load from files. */
export async function bundleExport(root: string): Promise<Bundle> {
  const output = await outputOf({
    ...common(root, true),
    base: './',
    build: {
      ...browserBuild,
      modulePreload: false,
      rolldownOptions: {
        input: [`${root}src/console/main.tsx`],
        output: {
          format: 'iife',
          codeSplitting: false,
          entryFileNames: 'reference.js',
          assetFileNames: 'reference[extname]',
        },
      },
    },
  })
  const theme = await themeScript(root)
  return {
    assets: [...assetsOf(output), { ...theme, name: 'theme.js' }],
    script: 'reference.js',
    styles: 'reference.css',
    theme: 'theme.js',
    chunksOf: () => [],
  }
}

/** Writes what draws pages to `folder`, as prerender.js. */
export async function bundlePrerender(
  root: string,
  folder: string,
  isExport: boolean,
): Promise<void> {
  const config = common(root, isExport)
  await build({
    ...config,
    // The router would draw another tree where it takes itself to be on a server; the browser's is wanted.
    plugins: [
      ...(config.plugins ?? []),
      {
        name: 'as-in-a-browser',
        enforce: 'pre',
        resolveId: (id) =>
          id.endsWith('router-core/isServer')
            ? `${root}node_modules/@tanstack/router-core/dist/esm/isServer/client.js`
            : null,
      },
    ],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: `${root}src/console/prerender.tsx`,
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'prerender.js', codeSplitting: false } },
    },
  })
}

const browserBuild = {
  write: false,
  target: ['chrome123', 'firefox120', 'safari17.5'],
  modulePreload: { polyfill: false },
  cssCodeSplit: false,
  assetsInlineLimit: 0,
  reportCompressedSize: false,
} satisfies InlineConfig['build']

function common(root: string, isExport: boolean): InlineConfig {
  return {
    root: `${root}src/console`,
    configFile: false,
    // It warns of every 'use client' of a library.
    logLevel: 'error',
    publicDir: false,
    define: {
      isExport: JSON.stringify(isExport),
      'process.env.NODE_ENV': '"production"',
    },
    plugins: [catalogue()],
  }
}

/** The data of the pages, made here: neither schemas nor the catalogue go to the browser. */
function catalogue(): Plugin {
  const modules: Readonly<Record<string, () => string>> = {
    'virtual:reference/methods': () => `export const index = ${JSON.stringify(methodIndex())}`,
    'virtual:reference/chapters': () => `export const chapters = ${JSON.stringify(readChapters())}`,
  }
  return {
    name: 'catalogue',
    resolveId: (id) => (id in modules ? `\0${id}` : null),
    load: (id) => modules[id.slice(1)]?.() ?? null,
  }
}

type Output = Rolldown.RolldownOutput['output'][number]

async function outputOf(config: InlineConfig): Promise<Output[]> {
  const result = await build(config)
  const [first] = Array.isArray(result) ? result : [result]
  if (!first || !('output' in first)) throw new Error('Vite built nothing.')
  return [...first.output]
}

const assetsOf = (output: readonly Output[]): Asset[] =>
  output.map((one) => ({
    name: one.fileName,
    content: one.type === 'chunk' ? one.code : one.source,
  }))

async function themeScript(root: string): Promise<Asset> {
  const content = await readFile(`${root}src/console/theme-first.js`, 'utf8')
  return { name: `theme.${hash('sha256', content, 'base64url').slice(0, 8)}.js`, content }
}
