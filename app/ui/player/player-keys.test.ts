import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandFor, stepSpeed } from './player-keys.ts'

/** As much of an element as the keys look at: what it is, by one selector, and what it is in. */
class Piece {
  constructor(
    readonly is = '',
    readonly inside?: Piece,
  ) {}
  closest(selectors: string): Piece | null {
    return selectors.split(', ').includes(this.is) ? this : (this.inside?.closest(selectors) ?? null)
  }
  contains(other: Piece | null): boolean {
    return other === this || (other?.inside !== undefined && this.contains(other.inside))
  }
}
beforeAll(() => void Object.assign(globalThis, { Element: Piece }))
afterAll(() => void Reflect.deleteProperty(globalThis, 'Element'))

const player = new Piece()
const page = new Piece()
const press = (key: string, target: Piece = page, more: object = {}) =>
  commandFor(
    { key, altKey: false, ctrlKey: false, metaKey: false, defaultPrevented: false, ...more, target: target as unknown as Element },
    player as unknown as Element,
  )

test('the page’s keys drive the player', () => {
  expect([' ', 'k', 'K'].map((key) => press(key)?.do)).toEqual(['play', 'play', 'play'])
  expect([press('j'), press('l')]).toEqual([
    { do: 'seek', seconds: -10 },
    { do: 'seek', seconds: 10 },
  ])
  expect([press('m'), press('f'), press('c')]).toEqual([{ do: 'mute' }, { do: 'fullscreen' }, { do: 'captions' }])
  expect([press('0'), press('9')]).toEqual([
    { do: 'jump', share: 0 },
    { do: 'jump', share: 0.9 },
  ])
  expect([press('<'), press('>')]).toEqual([
    { do: 'speed', steps: -1 },
    { do: 'speed', steps: 1 },
  ])
  expect(press('?')).toEqual({ do: 'help' })
  expect(press('x')).toBeUndefined()
})

test('typing is typing, and shortcuts of the browser are its own', () => {
  for (const key of [' ', 'k', '5', 'ArrowLeft']) expect(press(key, new Piece('textarea'))).toBeUndefined()
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { defaultPrevented: true }])
    expect(press('f', page, more)).toBeUndefined()
  expect(press('k', new Piece('', new Piece('[role="dialog"]')))).toBeUndefined()
})

test('in a dialog keys are its own, over the film too, unless it is the dialog that holds the player', () => {
  expect(press('k', new Piece('[role="dialog"]', player))).toBeUndefined()
  const around = new Piece('[role="dialog"]')
  const held = new Piece('', around)
  const at = { key: 'k', altKey: false, ctrlKey: false, metaKey: false, defaultPrevented: false }
  expect(commandFor({ ...at, target: around as unknown as Element }, held as unknown as Element)).toEqual({ do: 'play' })
})

test('a control keeps the keys it needs and gives the others', () => {
  expect(press(' ', new Piece('button', player))).toBeUndefined()
  expect(press('k', new Piece('button', player))).toEqual({ do: 'play' })
  expect(press('ArrowRight', new Piece('[role="slider"]', player))).toBeUndefined()
  expect(press('ArrowDown', new Piece('[role="menuitemradio"]', player))).toBeUndefined()
})

test('up and down are the volume at the player and scroll the page elsewhere', () => {
  expect(press('ArrowUp', new Piece('', player))).toEqual({ do: 'volume', share: 0.05 })
  expect(press('ArrowUp')).toBeUndefined()
})

test('speed steps over what is offered and stops at its ends', () => {
  expect(stepSpeed(1, 1)).toBe(1.25)
  expect(stepSpeed(2, 1)).toBe(2)
  expect(stepSpeed(0.5, -1)).toBe(0.5)
  expect(stepSpeed(1.1, 1)).toBe(1.25)
})
