// /reference: the pages, and the files of the same catalogue for machines. A fetch surface that gateway
// and platform both mount; it knows neither. What it answers was written by the build, ahead, but for
// trying methods (try/app.ts).
import { createFiles, type ServeFile } from './files.ts'
import { createTry } from './try/app.ts'
import type { TryParts } from './try/parts.ts'

/** The surface of one server. */
export interface Reference {
  /**
   * Answers a request to /reference or what is under it; null for others. Never rejects.
   * @param address the client's
   */
  answer(request: Request, address: string): Promise<Response> | null
  /** Ends what was opened to try methods. */
  close(): Promise<void>
}

/** Where the pages are. */
export const referencePath = '/reference'

/** What goes with every reply: nothing runs, loads or frames it but its own files. */
const headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

/**
 * The surface.
 * @param parts what methods are tried with; null where there is nothing to try them on
 */
export function createReference(parts: TryParts | null): Reference {
  const serveFile = createFiles(headers)
  const attempts = parts ? createTry(parts) : null
  return {
    answer(request, address) {
      const path = pathOf(request.url)
      if (path === null) return null
      if (attempts && (path === 'try' || path.startsWith('try/'))) {
        return attempts.answer(request, path.slice('try/'.length), address)
      }
      return answerFile(request, path, serveFile)
    },
    close: () => attempts?.close() ?? Promise.resolve(),
  }
}

/** What of a URL's path is below /reference, without a slash at its ends; null where it is not below. */
function pathOf(url: string): string | null {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  if (start === -1 || !url.startsWith(referencePath, start)) return null
  const rest = url.slice(start + referencePath.length).split(/[?#]/, 1)[0] ?? ''
  return rest === '' || rest.startsWith('/') ? rest.replaceAll(/^\/|\/$/g, '') : null
}

async function answerFile(request: Request, path: string, serveFile: ServeFile): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return text(405, 'This page is read with GET.', { Allow: 'GET, HEAD' })
  }
  const found = await serveFile(request, nameOf(path))
  return found ?? text(404, `There is no ${referencePath}/${path}. All methods: ${referencePath}`)
}

/** The file of a path: pages have no ending, and are named by one. */
function nameOf(path: string): string {
  if (path === '') return 'index.html'
  return /\.(?:js|css|json|md|txt)$/.test(path) ? path : `${path}.html`
}

const text = (status: number, message: string, more: Record<string, string> = {}): Response =>
  new Response(`${message}\n`, {
    status,
    headers: { ...headers, ...more, 'Content-Type': 'text/plain; charset=utf-8' },
  })
