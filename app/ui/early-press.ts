declare global {
  interface Window {
    pressedEarly?: Element | undefined
  }
}

/** Stands in the page's head and notes which menu was pressed last, for when its code is not here yet. */
export const NOTE_EARLY_PRESS =
  "addEventListener('click',function(e){var t=e.target;window.pressedEarly=t&&t.closest&&t.closest('[aria-haspopup=menu]')||undefined},true)"

/** Was this button pressed before it could hear? Answers yes once. */
export function takeEarlyPress(button: Element | null): boolean {
  if (!button || window.pressedEarly !== button) return false
  window.pressedEarly = undefined
  return true
}
