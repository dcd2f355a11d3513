// The way out for webhooks: connects only to addresses that may be called, judged when the connection
// is made, after the name was looked up. It connects to the very addresses that were judged, so that a
// name cannot lead elsewhere a moment later (DNS rebinding).
import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { type Cidr, isIn, isMetadataName, networks, problemOf } from './addresses.ts'

/** What may be called beside public addresses: everything, nothing, or some networks. */
export type AllowPrivate = boolean | readonly Cidr[]

/** An address may not be called. The message says which and why. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError'
}

/** Looks a name up, as `dns.lookup` does when it is asked for all addresses. */
export type Lookup = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** A connection is given up after this; whoever waits for it gives up before (see exchange.ts). */
const connectMs = 30_000

/** How connections are made. */
export interface GuardOptions {
  readonly allowPrivate: AllowPrivate
  /** Whether certificates have to be good; true when absent. */
  readonly checksCertificates?: boolean
  /** How names are looked up; the system's way when absent. */
  readonly lookup?: Lookup
}

/**
 * Makes connections for undici. One that is refused ends with a RefusedAddressError.
 * @throws RangeError for an allowed network that is none
 */
export function guardedConnector(options: GuardOptions): buildConnector.connector {
  const { allowPrivate, checksCertificates = true, lookup = systemLookup } = options
  const mayReach = judge(allowPrivate)
  const connect = buildConnector({
    // Answers are counted as HTTP/1.1 writes them.
    allowH2: false,
    rejectUnauthorized: checksCertificates,
    timeout: connectMs,
    lookup: guardedLookup(mayReach, lookup),
  })
  return (target, callback) => {
    // What is an address already is not looked up. A URL has only one spelling of it left.
    const host = target.hostname.replace(/^\[|\]$/g, '')
    const problem = isIP(host) === 0 ? nameProblem(host) : mayReach(host)
    if (problem === null) connect(target, callback)
    else callback(new RefusedAddressError(problem), null)
  }

  function nameProblem(host: string): string | null {
    return allowPrivate !== true && isMetadataName(host) ? `${host} is metadata` : null
  }
}

/** What is wrong with an address, as a text; null when it may be called. */
function judge(allowPrivate: AllowPrivate): (address: string) => string | null {
  if (allowPrivate === true) return () => null
  const allowed = allowPrivate === false ? null : networks(allowPrivate)
  return (address) => {
    const problem = problemOf(address)
    if (problem === null || (allowed && isIn(allowed, address))) return null
    return `${address} is ${problem}`
  }
}

/** A lookup that answers no name of which any address is refused. */
function guardedLookup(
  mayReach: (address: string) => string | null,
  lookup: Lookup,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      const [problem] = addresses.flatMap(({ address }) => mayReach(address) ?? [])
      if (problem !== undefined) return callback(new RefusedAddressError(problem), '', 0)
      if (options.all === true) return callback(null, addresses)
      const [first] = addresses
      return callback(null, first?.address ?? '', first?.family)
    })
  }
}
