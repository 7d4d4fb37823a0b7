import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanHtml } from './clean-html.ts'

describe('what the editor makes passes through the cleaning unharmed', () => {
  test.each([
    '<p>One <strong>two</strong> <em>three</em> <s>four</s> <u>five</u> <code>six</code></p>',
    '<h2>Head</h2><h3>Small</h3><hr /><blockquote><p>Said</p></blockquote>',
    '<ul><li><p>a</p></li></ul><ol start="3"><li><p>b</p></li></ol>',
    '<pre><code class="language-js">a &lt; b</code></pre>',
    '<p><a href="https://madder.example/a?b=1" rel="noopener noreferrer nofollow" target="_blank">there</a></p>',
    '<p><img data-asset="asset_1" alt="A vat" title="Day two" /></p><img data-asset="asset_2" alt="" />',
    '<div data-callout="tip"><p>Wet the wool first.</p></div>',
    '<table><tbody><tr><th><p>Plant</p></th><th colspan="2" data-align="right"><p>g</p></th></tr><tr><td><p>Weld</p></td><td><p>4</p></td></tr></tbody></table>',
    '<a data-embed="youtube" href="https://www.youtube.com/watch?v=dQw4w9WgXcQ" rel="noopener noreferrer nofollow" target="_blank">Dyeing</a>',
    '<p><a href="mailto:ines@example.com" rel="noopener noreferrer nofollow" target="_blank">write</a></p>',
  ])('%s', (html) => expect(cleanHtml(html)).toBe(html))
})

describe('what could run or deceive is dropped', () => {
  test.each([
    ['a script with its text', '<p>a</p><script>alert(1)</script>', '<p>a</p>'],
    ['a handler', '<p onclick="alert(1)" onmouseover=alert(1)>a</p>', '<p>a</p>'],
    ['a picture with onerror', '<p>a<img src=x onerror=alert(1)></p>', '<p>a</p>'],
    ['svg with onload', '<svg onload=alert(1)><script>alert(1)</script></svg><p>a</p>', '<p>a</p>'],
    ['a style sheet', '<style>*{display:none}</style><p style="position:fixed">a</p>', '<p>a</p>'],
    ['frames and forms', '<iframe src="https://evil.example"></iframe><form action="/x"><input name="a"></form><p>a</p>', '<p>a</p>'],
    ['unclosed tags', '<p>a<scr<script>ipt>alert(1)</p>', expect.not.stringMatching(/<script/i)],
    ['a comment', '<!-- <script>alert(1)</script> --><p>a</p>', '<p>a</p>'],
  ])('%s', (_what, html, clean) => expect(cleanHtml(html)).toEqual(clean))

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java&#x09;script:alert(1)',
    '&#106;avascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
  ])('a link to %s loses its address', (address) => {
    expect(cleanHtml(`<p><a href="${address}">a</a></p>`)).not.toMatch(/href/)
  })

  test('a link cannot keep its own rel or target', () => {
    expect(cleanHtml('<a href="https://a.example" rel="opener" target="_top">a</a>')).toBe(
      '<a href="https://a.example" rel="noopener noreferrer nofollow" target="_blank">a</a>',
    )
  })

  test('cleaning what is clean changes nothing', () => {
    const once = cleanHtml('<h1>A</h1><p><b>b</b> &amp; <i>c</i><br>d &lt;script&gt;</p>')
    expect(once).toBe('<h2>A</h2><p><strong>b</strong> &amp; <em>c</em><br />d &lt;script&gt;</p>')
    expect(cleanHtml(once)).toBe(once)
  })
})

describe('what would keep the server busy is refused', () => {
  test.each([
    ['lists in lists without end', '<ul><li>'.repeat(9_000), 'body_too_deep'],
    ['bold in bold without end', '<b>'.repeat(19_000), 'body_too_deep'],
    ['closing tags of what is not open', '<i></b>'.repeat(9_000), 'body_too_deep'],
    ['elements that would be dropped', '<svg>'.repeat(19_000), 'body_too_deep'],
    ['more than a lesson carries', 'x'.repeat(200_001), 'body_too_long'],
    ['more tags than words', '<p>x</p>'.repeat(20_000), 'body_too_long'],
    ['nothing but entities', '&'.repeat(100_000), 'body_too_long'],
  ])('%s', (_what, html, code) => expect(() => cleanHtml(html)).toThrow(`courses.${code}`))

  test('and long, rich texts are not', () => {
    const page = `<h2>Dyeing</h2><p>${'Wool takes <strong>madder</strong> best when it is wet. '.repeat(20)}</p><ul><li>One<ul><li>Two<ol><li>Three</li></ol></li></ul></li></ul>`
    const html = page.repeat(160)
    expect(html.length).toBeGreaterThan(190_000)
    expect(cleanHtml(html)).toBe(html)
  })
})

describe('pictures, embeds and callouts name only what they may', () => {
  test.each([
    ['an outside picture', '<img src="https://evil.example/p.gif" alt="x">', ''],
    [
      'an outside picture beside an own one',
      '<img data-asset="asset_1" src="https://evil.example/p.gif" srcset="//evil.example 2x" alt="a">',
      '<img data-asset="asset_1" alt="a" />',
    ],
    ['an address for an id', '<img data-asset="//evil.example/x" alt="x">', ''],
    ['an id that leads elsewhere', '<img data-asset="asset_1/../../uploads" alt="x">', ''],
    [
      'a handler in a description',
      '<img data-asset="asset_1" alt="&quot; onerror=&quot;alert(1)">',
      '<img data-asset="asset_1" alt="&quot; onerror=&quot;alert(1)" />',
    ],
    [
      'a frame of nobody we know',
      '<a data-embed href="https://evil.example/embed/1">x</a>',
      '<a href="https://evil.example/embed/1" rel="noopener noreferrer nofollow" target="_blank">x</a>',
    ],
    [
      'a host that only looks like one',
      '<a data-embed href="https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ">x</a>',
      expect.not.stringContaining('data-embed'),
    ],
    [
      'what an address carries besides',
      '<a data-embed href="https://youtu.be/dQw4w9WgXcQ?si=spy&autoplay=1">x</a>',
      expect.stringContaining('data-embed="youtube" href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"'),
    ],
    ['a box that is no callout', '<div class="fixed inset-0" data-callout="overlay"><p>a</p></div>', '<div><p>a</p></div>'],
    [
      'styles and absurd spans of cells',
      '<table style="position:fixed"><tr><td colspan="9999" style="x" onclick="y">a</td></tr></table>',
      '<table><tr><td>a</td></tr></table>',
    ],
  ])('%s', (_what, html, clean) => expect(cleanHtml(html)).toEqual(clean))
})

describe('whatever comes', () => {
  const word = fc.constantFrom(
    'a',
    '&lt;',
    '&',
    '<',
    '>',
    '"',
    "'",
    ' ',
    '\u0000',
    'javascript:alert(1)',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
  )
  const value = fc.constantFrom(
    'x',
    'asset_1',
    'https://evil.example/1',
    'https://youtu.be/dQw4w9WgXcQ',
    'javascript:alert(1)',
    'data:text/html,x',
    'note',
    'language-js',
    '2',
    '"><script>',
  )
  const name = fc.constantFrom(
    'src',
    'srcset',
    'href',
    'data-asset',
    'data-embed',
    'data-callout',
    'alt',
    'title',
    'onclick',
    'onerror',
    'style',
    'class',
    'colspan',
    'xlink:href',
  )
  const tag = fc.constantFrom(
    'p',
    'img',
    'a',
    'div',
    'script',
    'style',
    'svg',
    'math',
    'iframe',
    'table',
    'tr',
    'td',
    'th',
    'pre',
    'code',
    'li',
    'ul',
    'noscript',
    'textarea',
    'template',
    'h1',
    'b',
    'plaintext',
    'title',
    'span',
  )
  const opened = fc
    .tuple(tag, fc.array(fc.tuple(name, value), { maxLength: 4 }))
    .map(([of, attributes]) => `<${of}${attributes.map(([n, v]) => ` ${n}="${v}"`).join('')}>`)
  const hostile = fc
    .array(
      fc.oneof(
        opened,
        tag.map((of) => `</${of}>`),
        word,
      ),
      { maxLength: 24 },
    )
    .map((pieces) => pieces.join(''))

  test('what is stored is clean already, and holds no script, no handler and no address to load from', () => {
    fc.assert(
      fc.property(hostile, (html) => {
        const clean = cleanHtml(html)
        expect(cleanHtml(clean)).toBe(clean)
        for (const [written] of clean.matchAll(/<[a-z][^>]*>/g)) {
          const bare = written.replace(/"[^"]*"/g, '""')
          expect(bare).not.toMatch(
            /<(?:script|style|svg|math|iframe|object|template|noscript|textarea|span)|\s(?:on\w+|src|srcset|style)=/i,
          )
          expect(written).not.toMatch(/href="\s*(?:javascript|data|vbscript):/i)
        }
      }),
      { numRuns: 1_500 },
    )
  })
})
