import { expect, test } from 'vitest'
import { oneSchool } from '#tests/setup/one-school.ts'
import { guideHtml } from './guide-html.server.ts'
import { GUIDES } from './guides.server.ts'
import { readGuide } from './read-guide.ts'

const guide = (body: string) => readGuide('one', `# One\n\nLead.\n\n${body}`)

test('a guide goes through the cleaning, and its places and other guides can be linked to', async () => {
  const { tenant } = await oneSchool()
  const html = await guideHtml(tenant, guide('## A & b\n\nSee [two](two.md), <script>alert(1)</script> **now**.\n'))
  expect(html).toMatch(/<h2 id="a-b"[^>]*>A &amp; b<\/h2>/)
  expect(html).toContain(`<a href="/dashboard/${tenant.slug}/help/two">two</a>`)
  expect(html).toContain('<strong>now</strong>')
  expect(html).not.toContain('script')
})

test('every picture of a guide is there, with its size and what it shows', async () => {
  const { tenant } = await oneSchool()
  for (const one of GUIDES) {
    const asked = [...one.body.matchAll(/^!\[.+\]\(pictures\/.+\)$/gm)]
    const shown = [...(await guideHtml(tenant, one)).matchAll(/<figure[^>]*><img src="[^"]+" .*?width="\d+" height="\d+" alt="[^"]{10,}"/g)]
    expect(asked.length, one.id).toBeGreaterThan(0)
    expect(shown.length, one.id).toBe(asked.length)
  }
})
