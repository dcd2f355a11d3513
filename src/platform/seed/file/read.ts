// A seed's file: YAML, JSON, or a module in TypeScript or JavaScript that exports the seed or a function
// making it.
import { readFile } from 'node:fs/promises'
import { dirname, extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Random } from '#lib/random'
import { type Locate, type Path, SeedError } from './problems.ts'

/** What a seed that is a function is called with. */
export interface SeedContext {
  /** The platform's time at the moment of seeding. */
  readonly now: Date
  /** A stream that is the same each time. */
  readonly random: Random
}

/** A seed as it was read: not judged yet. */
export interface ReadSeed {
  readonly value: unknown
  readonly source: string
  readonly locate: Locate
  readonly folder: string
}

const maxBytes = 20 * 1024 * 1024

/**
 * Reads a seed's file.
 * @throws SeedError when it cannot be read, or is not what its name says
 */
export async function readSeed(path: string, context: SeedContext): Promise<ReadSeed> {
  const file = resolve(path)
  const about = { source: path, folder: dirname(file) }
  switch (extname(file).toLowerCase()) {
    case '.yaml':
    case '.yml':
    case '.json':
      return { ...about, ...(await readYaml(file, path)) }
    case '.ts':
    case '.mts':
    case '.js':
    case '.mjs':
      return { ...about, value: await load(file, path, context), locate: () => null }
    default:
      throw refusal(
        path,
        'is of no kind that seeds have: name a .yaml, .yml, .json, .ts or .js file.',
      )
  }
}

/** YAML 1.2, of which JSON is a part. Anchors, aliases and merge keys (`<<`) work. */
async function readYaml(file: string, path: string): Promise<Pick<ReadSeed, 'value' | 'locate'>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw refusal(path, `cannot be read (${codeOf(error)}). Name a file that is there.`)
  })
  if (text.length > maxBytes) {
    throw refusal(
      path,
      `is over ${maxBytes / 1024 / 1024} MiB. Make large seeds with a TypeScript function.`,
    )
  }
  // Loaded when it is needed: no start without a seed pays for it.
  const { isNode, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const [error] = document.errors
  if (error) {
    const at = place(error.pos[0])
    throw new SeedError(path, [{ path: '', at, message: `${error.message}.` }])
  }
  const locate: Locate = (parts: Path) => {
    // The value, or what it is in where it is missing.
    for (let length = parts.length; length >= 0; length -= 1) {
      const node = document.getIn(parts.slice(0, length), true)
      if (isNode(node) && node.range) return place(node.range[0])
    }
    return null
  }
  try {
    return { value: document.toJS(), locate }
  } catch (error) {
    // Aliases that multiply into more than a seed can be.
    throw refusal(
      path,
      `cannot be read: ${error instanceof Error ? error.message : 'unknown error'}.`,
    )
  }
}

/** What a module exports by default; called when it is a function. */
async function load(file: string, path: string, context: SeedContext): Promise<unknown> {
  let exported: unknown
  try {
    const loaded = (await import(pathToFileURL(file).href)) as { default?: unknown } // any module
    exported = loaded.default
  } catch (error) {
    throw refusal(
      path,
      `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  if (exported === undefined) {
    throw refusal(
      path,
      'exports nothing by default. Write `export default` before the seed, or before a function that makes it.',
    )
  }
  return callSeed(exported, context, path)
}

/** A seed that was handed over: itself, or what its function makes. */
export async function callSeed(
  seed: unknown,
  context: SeedContext,
  source: string,
): Promise<unknown> {
  if (typeof seed !== 'function') return seed
  try {
    return await (seed as (context: SeedContext) => unknown)(context) // judged after
  } catch (error) {
    throw refusal(
      source,
      `failed when it was called: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

const refusal = (source: string, message: string): SeedError =>
  new SeedError(source, [{ path: '', at: null, message }])

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
