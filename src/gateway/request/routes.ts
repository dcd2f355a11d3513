// The catalogue's templates, and the older ones that stand for them, as a tree of segments: a verb and a
// path in, a method and its parameters out. A literal segment comes before a parameter; nothing else can match.
import { pathsOf } from '#catalog/aliases'
import { pathOf, verbOf, type Method, type Methods, type Verb } from '#catalog/method'
import { createCheck, type Check } from './check.ts'
import { createReadQuery, type ReadQuery } from './query.ts'

/** A method, made ready for requests. */
export interface Route {
  readonly methodId: string
  readonly method: Method
  readonly verb: Verb
  /** The same as literal text, each piece but the last with the parameter that follows it. */
  readonly pieces: readonly Piece[]
  readonly checkPath: Check
  readonly readQuery: ReadQuery
  /** Judges a JSON body; null when the method takes none. */
  readonly checkBody: Check | null
}

/** A piece of a path template. */
export interface Piece {
  readonly literal: string
  readonly parameter: string | null
}

/** A route and the values of its parameters, as they were sent. */
export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** The routes of a catalogue. */
export interface Routes {
  /** The route of a request; null when the catalogue has none with this verb and path. */
  match(verb: string, segments: readonly string[]): Match | null
}

interface Node {
  readonly literals: Map<string, Node>
  parameter: Node | null
  readonly routes: Map<string, Place>
}

/** A route under one of its paths. */
interface Place {
  readonly route: Route
  readonly template: readonly string[]
}

const segmentsOf = (path: string) => path.slice(1).split('/')
const newNode = (): Node => ({ literals: new Map(), parameter: null, routes: new Map() })
const isParameter = (segment: string) => segment.startsWith('{')

/** The routes of these methods. */
export function createRoutes(methods: Methods): Routes {
  const root = newNode()
  for (const [methodId, method] of Object.entries(methods)) {
    const route = routeOf(methodId, method)
    for (const path of pathsOf(method)) {
      const template = segmentsOf(path)
      nodeAt(root, template).routes.set(route.verb, { route, template })
    }
  }

  return {
    match(verb, segments) {
      const place = find(root, segments, 0, verb)
      return place && { route: place.route, params: paramsOf(place, segments) }
    },
  }
}

/** The node of a template, made with those above it. */
function nodeAt(root: Node, template: readonly string[]): Node {
  let node = root
  for (const segment of template) {
    let next = isParameter(segment) ? node.parameter : node.literals.get(segment)
    if (!next) {
      next = newNode()
      if (isParameter(segment)) node.parameter = next
      else node.literals.set(segment, next)
    }
    node = next
  }
  return node
}

function find(node: Node, segments: readonly string[], index: number, verb: string): Place | null {
  const segment = segments[index]
  if (segment === undefined) return node.routes.get(verb) ?? null
  const literal = node.literals.get(segment)
  return (
    (literal && find(literal, segments, index + 1, verb)) ??
    (node.parameter && find(node.parameter, segments, index + 1, verb))
  )
}

function paramsOf({ template }: Place, segments: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {}
  for (const [index, name] of template.entries()) {
    if (isParameter(name)) params[name.slice(1, -1)] = segments[index] ?? ''
  }
  return params
}

/** `/a/{x}/b` as `/a/` with x, then `/b`. */
const piecesOf = (template: string): Piece[] =>
  template
    .split('}')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const [literal = '', parameter = null] = piece.split('{')
      return { literal, parameter }
    })

const routeOf = (methodId: string, method: Method): Route => ({
  methodId,
  method,
  verb: verbOf(method),
  pieces: piecesOf(pathOf(method)),
  checkPath: createCheck(method.path),
  readQuery: createReadQuery(method.query),
  checkBody: method.body ? createCheck(method.body) : null,
})
