import { expect, test } from 'vitest'
import { acceptedEncoding } from './encodings.ts'
import { hasAlready } from './etag.ts'

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['gzip;q=1.0, br;q=0.000', 'gzip'],
  ['br;q=0.5', 'br'],
  ['gzip;q=0, br;q=0', 'identity'],
  ['x-br, brotli', 'identity'],
  ['', 'identity'],
  [undefined, 'identity'],
])('%j takes %s', (header, encoding) => expect(acceptedEncoding(header)).toBe(encoding))

test.each([
  ['"a"', true],
  ['W/"a"', true],
  ['"b", W/"a"', true],
  ['*', true],
  ['"b"', false],
  ['a', false],
  [undefined, false],
])('who has %j has "a": %s', (header, has) => expect(hasAlready(header, '"a"')).toBe(has))
