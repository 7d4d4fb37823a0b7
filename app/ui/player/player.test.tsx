import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { playerText } from '#app/locales/en/player.ts'
import { LazyPlayer } from './player.tsx'
import { clockTime } from './player-props.ts'

vi.mock('@vidstack/react', () => {
  throw new TypeError('the player’s code was run on the server')
})

test('the server renders the poster and a play button in a box of the final size, and none of the player’s code', () => {
  const html = renderToString(<LazyPlayer src="/m/master.m3u8" poster="/poster.jpg" title="Indigo" />)
  expect(html).toContain('src="/poster.jpg"')
  expect(html).toContain(`aria-label="${playerText.begin}"`)
  expect(html).toContain('aspect-ratio:16/9')
  expect(renderToString(<LazyPlayer src="/m/master.m3u8" title="Indigo" ratio="4/3" />)).toContain('aspect-ratio:4/3')
})

test('times read like a clock', () => {
  expect([0, 7.9, 462, 3723, Number.NaN].map(clockTime)).toEqual(['0:00', '0:07', '7:42', '1:02:03', '0:00'])
})
