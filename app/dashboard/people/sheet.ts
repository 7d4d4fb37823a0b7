import { type Options, stringify } from 'csv-stringify/sync'

/**
 * CRLF as Excel wants it. A cell that begins like a formula gets an apostrophe: names are typed by students, and a spreadsheet
 * would run them (OWASP, CSV injection).
 */
const SAFE: Options = { escape_formulas: true, record_delimiter: 'windows' }

export const sheet = (rows: readonly (readonly string[])[], { bom = false } = {}): string =>
  stringify(
    rows.map((row) => [...row]),
    { ...SAFE, bom },
  )
