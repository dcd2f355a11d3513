// Links in the upstream's replies lead to the upstream. Agents must follow them through the gateway
// (their tokens are worth nothing there, and must not be shown there), so the origin of every link is
// replaced: in the bytes, since parsing and writing a list of messages would cost more than the call.

/** Replaces origins in JSON. */
export type Rewrite = (json: Buffer, publicOrigin: string) => Buffer

/**
 * A rewriter for one upstream. It replaces `<origin>/` at the start of string values whose member
 * name ends in `uri` (`uri`, `contentUri`, …) and nothing else: a text that quotes a link stays whole.
 * @param server the upstream's origin
 */
export function createRewrite(server: string): Rewrite {
  const needles = originsOf(server).map((origin) => Buffer.from(`"${origin}/`, 'latin1'))
  return (json, publicOrigin) => {
    let result = json
    for (const needle of needles) result = replace(result, needle, `"${publicOrigin}/`)
    return result
  }
}

/** RingCentral serves attachments from a host of its own beside the API's. */
function originsOf(server: string): string[] {
  const media = server.replace('//platform.', '//media.')
  return media === server ? [server] : [server, media]
}

function replace(json: Buffer, needle: Buffer, replacement: string): Buffer {
  let at = json.indexOf(needle)
  if (at === -1) return json
  const instead = Buffer.from(replacement, 'latin1')
  const pieces: Buffer[] = []
  let done = 0
  for (; at !== -1; at = json.indexOf(needle, at + needle.length)) {
    if (!isLink(json, at)) continue
    pieces.push(json.subarray(done, at), instead)
    done = at + needle.length
  }
  pieces.push(json.subarray(done))
  return Buffer.concat(pieces)
}

const quote = 0x22
const colon = 0x3a

/** Whether the string that starts at `at` is the value of a member whose name ends in `uri` or `Uri`. */
function isLink(json: Buffer, at: number): boolean {
  let index = skipSpace(json, at - 1)
  if (json[index] !== colon) return false
  index = skipSpace(json, index - 1)
  if (json[index] !== quote) return false
  const name = json.toString('latin1', Math.max(index - 3, 0), index)
  return name === 'uri' || name === 'Uri'
}

/** The last index at or before `index` that holds no JSON white space. */
function skipSpace(json: Buffer, index: number): number {
  let at = index
  while (at >= 0 && isSpace(json[at])) at -= 1
  return at
}

const isSpace = (byte: number | undefined) =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
