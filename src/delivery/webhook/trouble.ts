// What can go wrong between a request and the end of its answer, in the words of RingCentral's delivery
// reasons. One table over the codes of Node and undici.
import { RefusedAddressError } from './guard.ts'

/** What went wrong: nothing there, too late, its certificate, an answer that is none or too long. */
export interface Trouble {
  readonly kind: 'unreachable' | 'timeout' | 'certificate' | 'invalid answer'
  /** As in `Connection refused`. */
  readonly text: string
}

/** The answer did not end in time. */
export const timedOut: Trouble = { kind: 'timeout', text: 'Read timed out' }

/** The answer has more bytes than it may. */
export const tooLarge = (maxBytes: number): Trouble => ({
  kind: 'invalid answer',
  text: `Response is larger than ${maxBytes} bytes`,
})

const table: readonly (Trouble & { readonly codes: RegExp })[] = [
  { codes: /^ECONNREFUSED$/, kind: 'unreachable', text: 'Connection refused' },
  { codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, kind: 'unreachable', text: 'Connection reset' },
  { codes: /^(ENOTFOUND|EAI_\w+)$/, kind: 'unreachable', text: 'Unknown host' },
  { codes: /^(EHOSTUNREACH|ENETUNREACH)$/, kind: 'unreachable', text: 'No route to host' },
  {
    codes: /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    kind: 'timeout',
    text: 'Connect timed out',
  },
  {
    codes: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/,
    kind: 'certificate',
    text: 'Certificate is self-signed',
  },
  { codes: /^CERT_HAS_EXPIRED$/, kind: 'certificate', text: 'Certificate has expired' },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    kind: 'certificate',
    text: 'Certificate is for another name',
  },
  {
    codes: /^(CERT_|UNABLE_TO_|INVALID_|HOSTNAME_|PATH_LENGTH_|ERROR_IN_CERT)/,
    kind: 'certificate',
    text: 'Certificate is not trusted',
  },
  { codes: /^(EPROTO|ERR_SSL_|ERR_TLS_)/, kind: 'certificate', text: 'TLS handshake failed' },
  {
    codes: /^UND_ERR_HEADERS_OVERFLOW$/,
    kind: 'invalid answer',
    text: 'Response headers are too large',
  },
]

const notHttp: Trouble = { kind: 'invalid answer', text: 'Response is not valid HTTP' }

/** The trouble that an error of a request stands for. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof RefusedAddressError) {
    return { kind: 'unreachable', text: `Address is not allowed: ${error.message}` }
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return table.find(({ codes }) => codes.test(code)) ?? notHttp
}
