// The documents around what was drawn. No script and no style stands in them: the policy they are served
// with lets none run.
import type { Drawn } from '#console/drawn'
import type { MethodDetail } from '#catalog/projections/detail'
import { html, trusted } from '#lib/html'
import { chapterList } from '#console/chapters'
import { assetPath, type Bundle } from './bundles.ts'

/** A page as the server answers it. */
export function servedPage(
  drawn: Drawn,
  bundle: Bundle,
  path: string,
  detail: MethodDetail | null,
): string {
  const chapter = chapterList.find((one) => one.path === path)
  const late = path === '/' || detail ? [] : bundle.chunksOf(`${sourceOf(path)}.tsx`)
  const about = detail ? `${detail.summary} ${detail.notes}` : (chapter?.about ?? '')
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="${about}" />
        <title>${drawn.title}</title>
        <link rel="icon" href="data:," />
        <script src="${assetPath}${bundle.theme}"></script>
        <link rel="stylesheet" href="${assetPath}${bundle.styles}" />
        <link rel="modulepreload" href="${assetPath}${bundle.script}" />
        ${late.map((name) => html`<link rel="modulepreload" href="${assetPath}${name}" /> `)}${
          detail &&
          html`<link
            rel="alternate"
            type="text/markdown"
            href="/reference/methods/${detail.id}.md"
          /> `
        }
      </head>
      <body>
        <div id="root">${trusted(drawn.markup)}</div>
        ${
          detail &&
          html`<script type="application/json" id="detail">
            ${trusted(embedded(detail))}
          </script> `
        }
        <script type="module" src="${assetPath}${bundle.script}"></script>
      </body>
    </html> `.markup
}

/** The one page of the export. Its scripts are classic ones: modules do not load from files. */
export function exportPage(drawn: Drawn, bundle: Bundle): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${drawn.title}</title>
        <link rel="icon" href="data:," />
        <script src="${bundle.theme}"></script>
        <link rel="stylesheet" href="${bundle.styles}" />
        <script defer src="details.js"></script>
        <script defer src="${bundle.script}"></script>
      </head>
      <body>
        <noscript
          ><p>
            Without JavaScript rows do not open: <a href="reference.md">the whole reference</a> and
            a page for each method (<a href="llms.txt">list</a>) are beside this one in Markdown.
          </p></noscript
        >
        <div id="root">${trusted(drawn.markup)}</div>
      </body>
    </html> `.markup
}

const sourceOf = (path: string): string => `/reference${path}`

/** JSON within an element: what would end it is written otherwise. */
const embedded = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', String.raw`\u003c`)
