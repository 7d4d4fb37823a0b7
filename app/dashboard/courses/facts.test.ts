import { expect, test } from 'vitest'
import { numbered } from './facts.ts'

test('a section is numbered, unless its title says its number itself', () => {
  expect(numbered(1, 'Ground')).toBe('1 · Ground')
  expect(numbered(1, 'Section 1: Ground')).toBe('Section 1: Ground')
  expect(numbered(2, '02 Ground')).toBe('02 Ground')
  expect(numbered(1, '12 ways to dye')).toBe('1 · 12 ways to dye')
})
