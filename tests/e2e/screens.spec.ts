import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { changeSchool } from '#tenants/site/school-profile.ts'
import { everyScreen } from './every-screen.ts'
import { unheard } from './heard.ts'
import { expect, test } from './setup.ts'

// Every screen that is there, with something in it, by the rules of accessibility: on a desk in light, on a phone in dark.

/** By how much a page is wider than its window, and the innermost element that reaches farthest. */
const tooWide = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return undefined
    const ends = [...document.body.querySelectorAll('*')].map((element) => ({ element, end: element.getBoundingClientRect().right }))
    const farthest = Math.max(...ends.map(({ end }) => end))
    const innermost = ends.filter(({ end }) => end > farthest - 1).at(-1)?.element
    return `${scrollWidth - clientWidth} px too wide: ${innermost?.outerHTML.slice(0, 200)}`
  })

/** A page is told from the others of its host by its title, which names the school, or else the platform. */
class Titles {
  readonly #known = new Map<string, string>()

  constructor(private readonly slug: string) {}

  complaints({ host, pathname }: URL, title: string): string[] {
    const ofSchool = host.startsWith(this.slug) || pathname.startsWith('/dashboard')
    const owner = ofSchool ? `School ${this.slug}` : 'Lectern'
    const known = this.#known.get(host + title)
    this.#known.set(host + title, pathname)
    return [
      ...(title.includes(owner) ? [] : [`${pathname}: the title “${title}” does not name ${owner}`]),
      // One page may have several addresses below its own.
      ...(known === undefined || pathname.startsWith(known) ? [] : [`${pathname}: the title “${title}” is that of ${known}`]),
    ]
  }
}

for (const phone of [false, true]) {
  test(`axe finds nothing on any screen, and what is heard of it has a name, ${phone ? 'phone, dark @full' : 'desk, light'}`, async ({
    server,
    newcomer,
  }) => {
    test.setTimeout(300_000)
    const slug = phone ? 'axe-phone' : 'axe-desk'
    const screens = await everyScreen(server, newcomer, slug, phone, {
      course: 'A course with a title that is long enough to take two lines on a phone',
      student: 'Ines Bakker',
      batch: 'Workshop',
    })
    const found: string[] = []
    const titles = new Titles(slug)
    for (const [page, address] of screens) {
      const answer = await page.goto(address, { waitUntil: 'networkidle' })
      expect(answer?.status(), address).toBe(200)
      const { violations } = await new AxeBuilder({ page }).analyze()
      for (const violation of violations)
        found.push(`${new URL(address).pathname}: ${violation.id} ${violation.nodes[0]?.html.slice(0, 160)}`)
      for (const complaint of await unheard(page)) found.push(`${new URL(address).pathname}: ${complaint}`)
      found.push(...titles.complaints(new URL(address), await page.title()))
      const wide = await tooWide(page)
      if (wide) found.push(`${new URL(address).pathname}: ${wide}`)
    }
    expect(found).toEqual([])
  })

  test(`a word of seventy letters makes no screen wider than its window, ${phone ? 'phone' : 'desk'} @full`, async ({
    server,
    newcomer,
  }) => {
    test.setTimeout(300_000)
    const word = 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamten'
    const slug = phone ? 'word-phone' : 'word-desk'
    const words = { course: word, section: word, lessons: [word, `${word}a`, `${word}b`], student: word, batch: word }
    const screens = await everyScreen(server, newcomer, slug, phone, words, async (schools, tenant, owner) => {
      await changeSchool(schools, tenant, owner, { name: word, tagline: word, about: `${word}\n\n${word}`, instructorName: word })
    })
    const found: string[] = []
    for (const [page, address] of screens) {
      await page.goto(address, { waitUntil: 'networkidle' })
      const wide = await tooWide(page)
      if (wide) found.push(`${new URL(address).pathname}: ${wide}`)
    }
    expect(found).toEqual([])
  })
}
