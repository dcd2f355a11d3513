import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escapeHtml, html, trusted } from '#lib/html'

test('what stands in a template is text, in content and in attributes', () => {
  const name = `<b>"Ann" & 'Bob'</b>`
  assert.equal(
    html`<p title="${name}">${name}</p>`.markup,
    '<p title="&lt;b&gt;&quot;Ann&quot; &amp; &#39;Bob&#39;&lt;/b&gt;">&lt;b&gt;&quot;Ann&quot; &amp; &#39;Bob&#39;&lt;/b&gt;</p>',
  )
  assert.equal(escapeHtml('&amp;'), '&amp;amp;')
})

test('templates nest, lists are joined, nothing is nothing', () => {
  const items = ['<', 2].map((item) => html`<li>${item}</li>`)
  const list = html`<ul class="${'a'}">
    ${items}${null}${undefined}${false}${''}${[]}
  </ul>`.markup
  assert.equal(list.replaceAll(/\s+</g, '<'), '<ul class="a"><li>&lt;</li><li>2</li></ul>')
  assert.equal(html`${trusted('<i></i>')}`.markup, '<i></i>')
  assert.equal(html`${0}`.markup, '0')
})
