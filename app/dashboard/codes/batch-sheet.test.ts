import { expect, test } from 'vitest'
import { batchCsv } from './batch-sheet.ts'

const row = (name: string) => ['MWK4-7F3Q-X2PD-9TCE', 'used', '2026-11-20T09:00:00.000Z', name, 'ines@example.com']
const lineOf = (name: string) => batchCsv([row(name)]).split('\r\n')[1]

test('the file begins with a byte order mark and its heads, and ends its lines as Excel does', () => {
  expect(batchCsv([])).toBe('\uFEFFcode,state,used at,name,e-mail\r\n')
  expect(lineOf('Ines Bakker')).toBe('MWK4-7F3Q-X2PD-9TCE,used,2026-11-20T09:00:00.000Z,Ines Bakker,ines@example.com')
})

test.each(['=HYPERLINK("https://evil.example")', '+1', '-1+cmd', '@SUM(A1)', '\t=1', '\r=1'])(
  'a name like %j is text, not a formula',
  (name) => {
    expect(lineOf(name)).toContain(`'${name[0]}`)
  },
)

test('commas, quotes and line breaks stay inside their cell', () => {
  expect(lineOf('Bakker, "Ines"')).toContain('"Bakker, ""Ines"""')
})
