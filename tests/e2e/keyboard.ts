import { expect, type Page } from '@playwright/test'

type Role =
  | 'button'
  | 'checkbox'
  | 'combobox'
  | 'link'
  | 'menuitem'
  | 'radio'
  | 'searchbox'
  | 'slider'
  | 'summary'
  | 'spinbutton'
  | 'switch'
  | 'tab'
  | 'textbox'

const MOST_STOPS = 90
/** A field for a day has a stop for each of its parts. */
const MOST_PARTS = 5

/** Somebody who has a keyboard and nothing else, and who has to see where they are. */
export class Hands {
  constructor(readonly page: Page) {}

  /**
   * Goes on by Tab until this has the focus. Fails where the focus stands on nothing after something was done, where it is not
   * to be seen, and where it goes round without coming here.
   */
  async to(role: Role, name: string | RegExp, within = this.page.locator('body')): Promise<void> {
    const exact = typeof name === 'string'
    const wanted = (
      role === 'summary'
        ? within.locator('summary').and(within.getByLabel(name, { exact }).or(within.locator('summary', { hasText: name })))
        : within.getByRole(role, { name, exact })
    ).first()
    await expect(wanted).toBeVisible()
    const key = `${role} “${name}”`
    let [before, stays] = [0, 0]
    for (let stops = 0; stops < MOST_STOPS; stops++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return
      await this.page.keyboard.press('Tab')
      const at = await this.#standing()
      if (at.hidden) throw new Error(`on the way to ${key} the focus is not to be seen on ${at.what}`)
      stays = at.id === before ? stays + 1 : 0
      if (stays === MOST_PARTS) throw new Error(`on the way to ${key} the focus is held by ${at.what}`)
      before = at.id
    }
    throw new Error(`${MOST_STOPS} Tabs do not reach ${key}`)
  }

  /** Where the focus is now, and whether somebody who looks can tell. */
  async #standing(): Promise<{ what: string; hidden: boolean; id: number }> {
    return this.page.evaluate(() => {
      const at = document.activeElement
      if (!at || at === document.body) return { what: 'the page', hidden: false, id: -1 }
      const numbered = at as Element & { stop?: number }
      const counter = window as Window & { stops?: number }
      if (numbered.stop === undefined) {
        counter.stops = (counter.stops ?? 0) + 1
        numbered.stop = counter.stops
      }
      const what = at.outerHTML.slice(0, 160)
      const box = (at.closest('label') ?? at).getBoundingClientRect()
      const isOnScreen =
        box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth && box.width > 0 && box.height > 0
      return { what, hidden: !isOnScreen || !at.checkVisibility({ visibilityProperty: true }), id: numbered.stop }
    })
  }

  /** Goes there and presses a key on it. */
  async press(
    role: Role,
    name: string | RegExp,
    { key = 'Enter', within }: { key?: string; within?: ReturnType<Page['locator']> } = {},
  ): Promise<void> {
    await this.to(role, name, within)
    await this.page.keyboard.press(key)
  }

  /** Goes to a field and writes over what is in it. */
  async write(name: string | RegExp, text: string, role: Role = 'textbox', within?: ReturnType<Page['locator']>): Promise<void> {
    await this.to(role, name, within)
    await this.page.keyboard.press('ControlOrMeta+a')
    await this.page.keyboard.type(text)
  }

  /** After something was done in a page: what has the focus is still there. */
  async keepFocus(): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
  }
}
