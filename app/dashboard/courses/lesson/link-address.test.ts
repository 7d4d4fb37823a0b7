import { expect, test } from 'vitest'
import { linkAddress } from './link-address.ts'

test.each([
  ['https://madder.example/a?b=1', 'https://madder.example/a?b=1'],
  [' madder.example ', 'https://madder.example'],
  ['madder.example:8080/root', 'https://madder.example:8080/root'],
  ['ines@madder.example', 'mailto:ines@madder.example'],
  ['mailto:ines@madder.example', 'mailto:ines@madder.example'],
])('%s becomes %s', (typed, address) => expect(linkAddress(typed)).toBe(address))

test.each([
  '',
  'madder',
  'two words.example',
  'javascript:alert(1)',
  'JavaScript:alert(1)//a.b',
  'data:text/html,a.b',
  'file:///a.b',
  '//a.b',
])('%j is nothing to link to', (typed) => expect(linkAddress(typed)).toBeUndefined())
