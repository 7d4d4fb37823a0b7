import { unheard } from './heard.ts'
import { expect, test } from './setup.ts'

// The look at what is heard finds what it is there to find: without this, a page without complaints would prove nothing.

const FAULTS: readonly (readonly [string, string])[] = [
  ['<button><svg></svg></button>', 'no name: button'],
  [
    '<ul><li>Weld <a href="https://a.test/1">Edit</a></li><li>Madder <a href="https://a.test/2">Edit</a></li></ul>',
    'same name: link “Edit”',
  ],
  ['<button>Delete</button><p>and</p><button>Delete</button>', 'same name: button “Delete”'],
  ['<nav><a href="https://a.test/1">One</a></nav><nav><a href="https://a.test/2">Two</a></nav>', 'landmark twice: navigation “”'],
  ['<h3>Too deep</h3>', 'heading jumps: heading “Too deep” of level 3'],
  ['<h1>Another</h1>', '2 headings of the first level'],
]

test('what a screen reader cannot tell apart is found', async ({ newcomer }) => {
  const { page } = await newcomer()
  const hear = async (html: string) => {
    await page.setContent(`<title>A page</title><main><h1>A page</h1>${html}</main>`)
    return unheard(page)
  }
  for (const [html, complaint] of FAULTS) expect((await hear(html)).join('\n'), html).toContain(complaint)
  expect(
    await hear(
      '<ul><li><a href="https://a.test/1">Edit Weld</a></li><li><a href="https://a.test/2">Edit Madder</a></li></ul><button>Add</button>',
    ),
  ).toEqual([])
})
