import Bowser from 'bowser'

/** What a person calls the device a User-Agent is of, as far as it says. */
export function deviceName(userAgent: string): { browser: string; system: string } | null {
  if (!userAgent) return null
  const { browser, os } = Bowser.parse(userAgent)
  return browser.name && os.name ? { browser: browser.name, system: os.name } : null
}
