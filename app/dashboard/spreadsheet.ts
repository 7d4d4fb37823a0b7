import { stringify } from 'csv-stringify/sync'

/**
 * UTF-8 with a byte order mark and CRLF, as Excel wants it; the mark stands at the beginning of a file alone, so whoever writes one
 * in pieces leaves it out of the others. A cell that begins like a formula gets an apostrophe: names are
 * typed by people, and a spreadsheet would run them (OWASP, CSV injection).
 */
export const spreadsheet = (rows: readonly (readonly string[])[], { bom = true } = {}): string =>
  stringify(
    rows.map((row) => [...row]),
    { bom, escape_formulas: true, record_delimiter: 'windows' },
  )
