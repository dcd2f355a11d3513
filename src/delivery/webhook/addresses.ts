// Which network addresses lead to machines that are nobody's business from outside: private networks,
// the machine itself, the metadata of clouds. Pure; who connects asks (guard.ts).
import { BlockList, isIP } from 'node:net'

/** A network in CIDR notation, as `10.0.0.0/8` or `fd00::/8`. */
export type Cidr = `${string}/${number}`

/** Networks that no public receiver is in (IANA special-purpose registries), each by what it is. */
const special = {
  unspecified: ['0.0.0.0/8', '::/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10'],
  loopback: ['127.0.0.0/8', '::1/128'],
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
  'shared by a carrier': ['100.64.0.0/10'],
  // Those of clouds that are in no network above: Azure, Oracle.
  metadata: ['168.63.129.16/32', '192.0.0.192/32'],
  reserved: [
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '240.0.0.0/4',
    '2001::/23',
    '2001:db8::/32',
    '3fff::/20',
  ],
  multicast: ['224.0.0.0/4', 'ff00::/8'],
} as const satisfies Readonly<Record<string, readonly Cidr[]>>

/** All that is unicast and global is in here; IANA has given out nothing beside it. */
const globalUnicast: Cidr = '2000::/3'

/** Names under which clouds answer with the secrets of a machine. */
const metadataNames: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.packet.net',
  'instance-data',
  'instance-data.ec2.internal',
])

/**
 * A list of networks to look addresses up in.
 * @throws RangeError for what is no network
 */
export function networks(cidrs: readonly Cidr[]): BlockList {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', length = ''] = cidr.split('/')
    const family = familyOf(address)
    const bits = Number(length)
    if (!family || !/^\d{1,3}$/.test(length) || bits > (family === 'ipv4' ? 32 : 128)) {
      throw new RangeError(`${cidr} is no network: write it as 10.0.0.0/8 or fd00::/8.`)
    }
    list.addSubnet(address, bits, family)
  }
  return list
}

const kinds = Object.entries(special).map(([kind, cidrs]) => ({ kind, list: networks(cidrs) }))
const global = networks([globalUnicast])

/** Whether a name is one of a cloud's metadata service. */
export const isMetadataName = (host: string): boolean =>
  metadataNames.has(host.toLowerCase().replace(/\.$/, ''))

/**
 * What is wrong with an address, as `private`; null when it is one of the public network. Addresses of
 * IPv6 that stand for one of IPv4 (mapped, compatible, NAT64, 6to4) are judged by that.
 * @param address an IP address as `net.isIP` knows it
 */
export function problemOf(address: string): string | null {
  const bare = withoutZone(address)
  const family = familyOf(bare)
  if (!family) return 'no address'
  const embedded = family === 'ipv6' ? embeddedIn(bare) : null
  if (embedded !== null) return problemOf(embedded)
  const found = kinds.find(({ list }) => list.check(bare, family))
  if (found) return found.kind
  return family === 'ipv6' && !global.check(bare, family) ? 'reserved' : null
}

/** Whether a list has an address, or the one of IPv4 that it stands for. */
export function isIn(list: BlockList, address: string): boolean {
  const bare = withoutZone(address)
  const family = familyOf(bare)
  if (!family) return false
  const embedded = family === 'ipv6' ? embeddedIn(bare) : null
  return list.check(bare, family) || (embedded !== null && list.check(embedded, 'ipv4'))
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address)
  return version === 0 ? null : version === 4 ? 'ipv4' : 'ipv6'
}

/** An address of a link may name the interface: `fe80::1%eth0`. */
const withoutZone = (address: string): string => address.replace(/%.*$/, '')

/** Prefixes (as words of 16 bits) after which an address of IPv4 stands, in two words from `at`. */
const embeddings: readonly { readonly prefix: readonly number[]; readonly at: number }[] = [
  { prefix: [0, 0, 0, 0, 0, 0xffff], at: 6 }, // mapped (RFC 4291 2.5.5.2)
  { prefix: [0, 0, 0, 0, 0xffff, 0], at: 6 }, // translated (RFC 2765)
  { prefix: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 }, // NAT64 (RFC 6052)
  { prefix: [0x2002], at: 1 }, // 6to4 (RFC 3056)
]

/** The address of IPv4 that one of IPv6 stands for; null for none. */
function embeddedIn(address: string): string | null {
  const words = wordsOf(address)
  const known = embeddings.find(({ prefix }) =>
    prefix.every((word, index) => words[index] === word),
  )
  const [high = 0, low = 0] = words.slice(known?.at ?? 6)
  if (!known) {
    // Compatible (RFC 4291 2.5.5.1); `::` and `::1` are what they are.
    const isCompatible = words.slice(0, 6).every((word) => word === 0) && (high > 0 || low > 1)
    if (!isCompatible) return null
  }
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight words of an address of IPv6. */
function wordsOf(address: string): number[] {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const [, a, b, c, d] = (dotted ?? []).map(Number)
  const hex = dotted ? address.slice(0, dotted.index) + [word(a, b), word(c, d)].join(':') : address
  const [head = '', tail] = hex.split('::')
  const before = partsOf(head)
  const after = partsOf(tail ?? '')
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
}

const word = (high = 0, low = 0): string => ((high << 8) | low).toString(16)

const partsOf = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16))
