import { expect, test } from 'vitest'
import { cleanHtml } from '#tenants/courses/clean-html.ts'
import { type ShownPicture, shownHtml } from './lesson-html.server.ts'

const kept = new Map<string, object>()
const tenant = {
  cache: {
    get: <T extends object>(key: string) => kept.get(key) as T | undefined,
    set: (key: string, value: object) => void kept.set(key, value),
    clear: () => kept.clear(),
  },
}
const READY: ShownPicture = {
  state: 'ready',
  src: '/pictures/asset_1/1280.webp',
  srcSet: '/pictures/asset_1/320.webp 320w',
  width: 1600,
  height: 900,
}
const show = (html: string, pictures: Record<string, ShownPicture> = {}, embeds?: 'frame' | 'link') =>
  shownHtml(tenant, cleanHtml(html), pictures, embeds)

test('words alone are shown as they are stored', () => {
  const html = '<h2>Vat</h2><p>See <a href="https://a.example" rel="noopener noreferrer nofollow" target="_blank">a &lt;b&gt;</a></p>'
  expect(show(html)).toEqual({ html: html.replace(/<(h2|p)>/g, '<$1 dir="auto">'), frames: [] })
})

test('each block runs the way its own first letter does, and what stands in a block as the block', () => {
  const { html } = show('<p>One</p><ul><li><p>שלום</p></li></ul><a data-embed href="https://youtu.be/dQw4w9WgXcQ">&lt;p&gt;</a><p>שלום</p>')
  expect(html.replace(/<figure.*<\/figure>/, '')).toBe(
    '<p dir="auto">One</p><ul dir="auto"><li><p>שלום</p></li></ul><p dir="auto">שלום</p>',
  )
})

test('a picture has its size, so that nothing moves, its description, and its caption below', () => {
  const { html } = show('<img data-asset="asset_1" alt="A &quot;red&quot; vat" title="Day &lt;two&gt;">', { asset_1: READY })
  expect(html).toContain('src="/pictures/asset_1/1280.webp"')
  expect(html).toContain('width="1600" height="900" alt="A &quot;red&quot; vat"')
  expect(html).toContain('<figcaption>Day &lt;two&gt;</figcaption>')
})

test('one that is being prepared says so; one that failed or is gone is not there', () => {
  const pictures = { asset_1: { state: 'preparing' }, asset_2: { state: 'failed', reason: null } } as const
  const { html } = show('<img data-asset="asset_1" alt=""><img data-asset="asset_2" alt=""><img data-asset="asset_3" alt="">', pictures)
  expect(html).toBe('<p dir="auto" class="picture-waits" role="status">This picture is being prepared.</p>')
})

test.each([
  ['https://youtu.be/dQw4w9WgXcQ', 'https://www.youtube-nocookie.com', 'embed/dQw4w9WgXcQ'],
  ['https://vimeo.com/76979871/abcdef0123', 'https://player.vimeo.com', 'video/76979871?dnt=1&amp;h=abcdef0123'],
  ['https://www.loom.com/share/0123456789abcdef0123456789abcdef', 'https://www.loom.com', 'embed/0123456789abcdef0123456789abcdef'],
  ['https://codepen.io/ines/pen/abcDEF', 'https://codepen.io', 'ines/embed/abcDEF?default-tab=result'],
])('%s stands in a sandboxed frame that has a title, and the page may show frames of that site alone', (page, site, path) => {
  const { html, frames } = show(`<a data-embed href="${page}">Dyeing &amp; more</a>`)
  expect(frames).toEqual([site])
  expect(html).toContain(`<iframe src="${site}/${path}" title="Dyeing &amp; more" loading="lazy" sandbox="allow-scripts `)
  expect(show(`<a data-embed href="${page}"></a>`).html).toMatch(/title="(Video|Pen) on /)
  const link = show(`<a data-embed href="${page}">x</a>`, {}, 'link')
  expect(link.frames).toEqual([])
  expect(link.html).not.toContain('<iframe')
})

test('code has its colours without script, and what it says stays text', () => {
  const { html } = show('<pre><code class="language-javascript">const a = "&lt;script&gt;" &amp;&amp; 1</code></pre>')
  expect(html).toContain('<span class="hljs-keyword">const</span>')
  expect(html).toContain('&lt;script&gt;')
  expect(html).not.toContain('<script>')
  expect(show('<pre><code class="language-cobol">MOVE A TO B</code></pre>').html).toContain('MOVE A TO B')
})

test('a table scrolls by itself and is within reach of the keyboard; a heading that says nothing is none', () => {
  const { html } = show('<table><tbody><tr><th><p>Plant</p></th><th><p></p></th></tr></tbody></table>')
  expect(html).toBe(
    '<div dir="auto" class="table-scroll" role="group" tabindex="0" aria-label="Table"><table><tbody><tr><th><p>Plant</p></th><td></td></tr></tbody></table></div>',
  )
})

test('what an embed is called cannot become an attribute of its frame', () => {
  const { html } = show('<a data-embed href="https://youtu.be/dQw4w9WgXcQ">x" onload="alert(1)" srcdoc="&lt;p&gt;</a>')
  expect(html).toContain('title="x&quot; onload=&quot;alert(1)&quot; srcdoc=&quot;<p>" loading')
})
