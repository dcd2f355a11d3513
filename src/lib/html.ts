// HTML from templates in which every value is escaped unless it is HTML itself.

/** A piece of HTML: only {@link html} and {@link trusted} make one. */
export interface Html {
  readonly markup: string
}

/** What may stand in a template: text is escaped, lists are joined, nothing is nothing. */
export type Value = string | number | Html | readonly Html[] | null | undefined | false

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it is written in HTML, in content and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)

/** A template of HTML: `html`<p>${name}</p>``. Values of attributes must be quoted. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return trusted(
    strings.reduce((markup, text, index) => markup + markupOf(values[index - 1]) + text),
  )
}

/** Text that is HTML already: a constant of ours, never what came from outside. */
export const trusted = (markup: string): Html => ({ markup })

function markupOf(value: Value): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}
