// Colours for code: enough to tell strings, names and comments apart in the few languages shown here.

/** What a piece of code is; null for what is not told apart. */
export type PieceKind = 'string' | 'comment' | 'word' | 'name' | 'number'

/** A piece of code. */
export type Piece = readonly [kind: PieceKind | null, text: string]

type Language = 'shell' | 'javascript' | 'json' | 'http' | 'text'

const patterns: Readonly<Record<Language, RegExp | null>> = {
  shell:
    /(?<comment>(?<=\s)#.*$)|(?<string>'[^']*'|"[^"]*")|(?<word>(?<=^|\s)(?:curl|export|npx)\b)|(?<name>(?<=\s)--?[a-z][\w-]*|^\w+(?==))/gm,
  javascript:
    /(?<comment>\/\/.*$)|(?<string>'(?:\\.|[^'\\])*'|`[^`]*`)|(?<word>\b(?:import|from|const|await|new|process|console)\b)|(?<number>\b\d[\d_]*\b)|(?<name>(?<=\.)\w+(?=\())/gm,
  json: /(?<name>"(?:\\.|[^"\\])*"(?=\s*:))|(?<string>"(?:\\.|[^"\\])*")|(?<number>-?\b\d[\d.eE+-]*)|(?<word>\b(?:true|false|null)\b)/g,
  http: /(?<word>^(?:GET|POST|PUT|PATCH|DELETE|HTTP\S*)\b)|(?<name>^[\w-]+(?=:))/gm,
  text: null,
}

/** The pieces of a text, in order; together they are the text. */
export function pieces(text: string, language: Language): Piece[] {
  const pattern = patterns[language]
  if (!pattern) return [[null, text]]
  const found: Piece[] = []
  let at = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) found.push([null, text.slice(at, match.index)])
    const kind = Object.entries(match.groups ?? {}).find(([, piece]) => piece !== undefined)?.[0]
    found.push([(kind as PieceKind | undefined) ?? null, match[0]]) // the names of the groups
    at = match.index + match[0].length
  }
  if (at < text.length) found.push([null, text.slice(at)])
  return found
}
