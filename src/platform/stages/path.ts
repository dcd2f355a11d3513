// Path templates of the catalogue filled with their parameters.

/** Path parameters as they were sent. */
export type PathParams = Readonly<Record<string, string>>

/** Fills a path template. */
export type Place = (params: PathParams) => string

/** A function that fills a template, as in `/account/{accountId}`; what has no value is left out. */
export function placeOf(template: string): Place {
  const pieces = template.split(/[{}]/) // every other one is a name
  return (params) =>
    pieces.map((piece, index) => (index % 2 === 0 ? piece : (params[piece] ?? ''))).join('')
}
