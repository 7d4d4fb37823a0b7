const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

const first = (text: string, among: readonly [RegExp, string][]) => among.find(([pattern]) => pattern.test(text))?.[1]

/** “Firefox on Linux”: enough for its owner to know a device by, and the same after the browser has updated itself. */
export function deviceName(userAgent: string): string {
  const system = first(userAgent, SYSTEMS)
  const browser = first(userAgent, BROWSERS) ?? 'Another browser'
  return system ? `${browser} on ${system}` : browser
}
