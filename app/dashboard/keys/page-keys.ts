/** A key that a page has for itself: what carries `aria-keyshortcuts` in its main part is pressed by it. */
export interface PageKey {
  readonly key: string
  readonly label: string
}

const within = () => [...document.querySelectorAll<HTMLElement>('main [aria-keyshortcuts]')]

export const pageKeys = (): PageKey[] =>
  within().map((element) => ({
    key: element.getAttribute('aria-keyshortcuts') ?? '',
    label: element.getAttribute('aria-label') ?? element.textContent ?? '',
  }))

export const pressPageKey = (key: string): boolean => {
  const element = within().find((one) => one.getAttribute('aria-keyshortcuts') === key)
  element?.click()
  return element !== undefined
}

/** The field that searches what the page lists. */
export const pageSearch = (): HTMLInputElement | null => document.querySelector('main input[type=search]')

const TYPING = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true], [role=textbox]'
/** What has keys of its own while it is open or has the focus. */
const OTHERS = '[role=dialog], [role=menu], [role=listbox]'

/** Whether a key pressed here belongs to the page and not to what is typed, or to a menu that is open. */
export function isFree(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  const target = event.target instanceof Element ? event.target : null
  return !target?.closest(TYPING) && document.querySelector(OTHERS) === null
}
