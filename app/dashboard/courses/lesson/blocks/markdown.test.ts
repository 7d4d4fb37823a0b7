import type { JSONContent } from '@tiptap/core'
import { describe, expect, test } from 'vitest'
import { fromMarkdown, looksLikeMarkdown, toMarkdown } from './markdown.ts'

const text = (words: string, ...marks: string[]): JSONContent => ({
  type: 'text',
  text: words,
  ...(marks.length && { marks: marks.map((type) => ({ type })) }),
})
const p = (...content: JSONContent[]): JSONContent => ({ type: 'paragraph', content })
const item = (...content: JSONContent[]): JSONContent => ({ type: 'listItem', content })
const cell = (type: string, words: string): JSONContent => ({ type, content: [p(text(words))] })

const EVERYTHING: readonly [string, JSONContent[]][] = [
  [
    'headings',
    [
      { type: 'heading', attrs: { level: 2 }, content: [text('Vat')] },
      { type: 'heading', attrs: { level: 3 }, content: [text('Day two')] },
    ],
  ],
  [
    'marks',
    [
      p(
        text('plain '),
        text('bold', 'bold'),
        text(' '),
        text('italic', 'italic'),
        text(' '),
        text('struck', 'strike'),
        text(' '),
        text('code()', 'code'),
      ),
    ],
  ],
  ['underline', [p(text('under', 'underline'), text(' and not'))]],
  ['a link', [p(text('See '), { type: 'text', text: 'there', marks: [{ type: 'link', attrs: { href: 'https://madder.example/a' } }] })]],
  [
    'lists in lists',
    [{ type: 'bulletList', content: [item(p(text('a')), { type: 'bulletList', content: [item(p(text('b')))] }), item(p(text('c')))] }],
  ],
  ['numbers', [{ type: 'orderedList', attrs: { start: 3 }, content: [item(p(text('c'))), item(p(text('d')))] }]],
  ['a quote', [{ type: 'blockquote', content: [p(text('Said')), p(text('twice'))] }]],
  ['a rule', [p(text('a')), { type: 'horizontalRule' }, p(text('b'))]],
  ['code', [{ type: 'codeBlock', attrs: { language: 'python' }, content: [text('if a < b and "c":\n    pass\n\n# *not* _marks_')] }]],
  ['code of no language', [{ type: 'codeBlock', attrs: { language: null }, content: [text('a\nb')] }]],
  [
    'a table',
    [
      {
        type: 'table',
        content: [
          { type: 'tableRow', content: [cell('tableHeader', 'Plant'), cell('tableHeader', 'Grams')] },
          { type: 'tableRow', content: [cell('tableCell', 'Weld'), cell('tableCell', '400')] },
        ],
      },
    ],
  ],
  [
    'callouts',
    (['note', 'tip', 'caution'] as const).map((kind) => ({
      type: 'callout',
      attrs: { kind },
      content: [p(text('Wet the '), text('wool', 'bold')), { type: 'bulletList', content: [item(p(text('first')))] }],
    })),
  ],
  [
    'pictures',
    [
      { type: 'picture', attrs: { asset: 'asset_01abc', alt: 'A vat [blue]', caption: 'On "day" two' } },
      { type: 'picture', attrs: { asset: 'asset_2', alt: '', caption: '' } },
    ],
  ],
  [
    'an embed',
    [
      p(text('Before')),
      { type: 'embed', attrs: { page: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', title: 'Dyeing [1]' } },
      p(text('After')),
    ],
  ],
  ['a line break', [p(text('one'), { type: 'hardBreak' }, text('two'))]],
  ['signs that mean nothing', [p(text('2 * 3 * 4, _a_ and # b and [c] and 1 < 2 & 3 > 2'))]],
]

/** Without what only says that nothing was said. */
function bare(node: JSONContent): JSONContent {
  const attrs = Object.entries(node.attrs ?? {}).filter(
    ([name, value]) =>
      value !== null && !(['rel', 'target', 'class', 'title'].includes(name) && node.type === 'link') && !(name === 'start' && value === 1),
  )
  return {
    type: node.type ?? '',
    ...(node.text !== undefined && { text: node.text }),
    ...(attrs.length && { attrs: Object.fromEntries(attrs) }),
    ...(node.marks?.length && {
      marks: node.marks.map((mark) => ({ type: mark.type, ...(mark.attrs?.href && { attrs: { href: mark.attrs.href } }) })),
    }),
    ...(node.content?.length && { content: node.content.map(bare) }),
  }
}

describe('what goes out as Markdown comes in the same', () => {
  test.each(EVERYTHING)('%s', (_name, content) => {
    const written = toMarkdown({ type: 'doc', content })
    expect(fromMarkdown(written).map(bare), written).toEqual(content.map(bare))
  })

  test('all of it in one text', () => {
    const content = EVERYTHING.flatMap(([, blocks]) => blocks)
    const written = toMarkdown({ type: 'doc', content })
    expect(toMarkdown({ type: 'doc', content: fromMarkdown(written) })).toBe(written)
  })
})

describe('what other programs write', () => {
  test('a first heading and deep ones fit below the lesson’s title', () => {
    expect(fromMarkdown('# A\n\n#### B').map(({ attrs }) => attrs?.level)).toEqual([2, 3])
  })

  test('what stands before the text for other programs is left out', () => {
    expect(fromMarkdown('---\ntitle: x\n---\nText').map(bare)).toEqual([p(text('Text'))])
  })

  test('a picture of another site becomes a link, and never a picture', () => {
    const [paragraph] = fromMarkdown('![A vat](https://madder.example/vat.jpg)')
    expect(JSON.stringify(paragraph)).toContain('https://madder.example/vat.jpg')
    expect(JSON.stringify(paragraph)).not.toContain('"picture"')
  })

  test('a picture in the middle of a line gets a place of its own', () => {
    expect(fromMarkdown('a ![x](asset:asset_1) b').map(({ type }) => type)).toEqual(['paragraph', 'picture', 'paragraph'])
  })
})

test.each([
  ['# Heading\n\nText', true],
  ['- a\n- b', true],
  ['```\ncode\n```', true],
  ['See **this** and [that](https://a.example)', true],
  ['A plain sentence. And another, with 2 * 3 * 4.', false],
  ['Two lines\nof plain text - with a dash', false],
  ['https://madder.example/a_b_c', false],
])('%j is taken for Markdown: %s', (pasted, is) => expect(looksLikeMarkdown(pasted)).toBe(is))
