const KEY = 'view-as'

/** Which look was asked for in this tab: where the school's host leads back, who looks need not press again. */
export function rememberView(view: string): void {
  try {
    sessionStorage.setItem(KEY, view)
  } catch {
    // Without a place to keep it one presses once more.
  }
}

/** Whether this tab asked for it; once. */
export function takeView(view: string): boolean {
  try {
    const asked = sessionStorage.getItem(KEY)
    sessionStorage.removeItem(KEY)
    return asked === view
  } catch {
    return false
  }
}
