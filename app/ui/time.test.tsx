import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { ClockProvider } from './clock.tsx'
import { SaveState } from './save-state.tsx'
import { RelativeTime } from './time.tsx'

const NOW = Date.UTC(2026, 10, 20, 12)
const words = (html: string) => html.replace(/<svg.*?<\/svg>|<[^>]+>/g, '')

test('what was saved after the page’s clock last moved was saved now, not in some seconds', () => {
  const html = renderToString(
    <ClockProvider now={NOW}>
      <SaveState state="saved" savedAt={NOW + 21_000} />
    </ClockProvider>,
  )
  expect(words(html)).toMatch(/Saved.*now$/)
})

test('what may lie ahead says in how long', () => {
  const html = renderToString(
    <ClockProvider now={NOW}>
      <RelativeTime ahead at={NOW + 21_000} /> <RelativeTime at={NOW + 21_000} />
    </ClockProvider>,
  )
  expect(words(html)).toBe('in 21 seconds now')
})
