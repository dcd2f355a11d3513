// Whether a request was meant for this server: the name it was asked under and the site it comes from.
// Against DNS rebinding and pages of other sites, for surfaces that a browser has no business with.

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Whether the request may be looked at, or which of its headers speaks against it. */
export type HostVerdict = 'allowed' | 'host-not-allowed' | 'origin-not-allowed'

/**
 * Judges Host and Origin (RFC 9110 7.2, RFC 6454). A page whose name was made to point here still
 * sends its own name.
 * @param hostNames lower-case host names without port that are allowed beside the loopback's
 */
export function judgeHost({ headers, url }: Request, hostNames: ReadonlySet<string>): HostVerdict {
  const named = headers.get('host') ?? new URL(url).host
  const host = /^[\w.:[\]-]+$/.test(named) ? URL.parse(`http://${named}`) : null
  if (!host || !(loopback.test(host.hostname) || hostNames.has(host.hostname))) {
    return 'host-not-allowed'
  }
  const origin = headers.get('origin')
  return origin !== null && URL.parse(origin)?.host !== host.host ? 'origin-not-allowed' : 'allowed'
}
