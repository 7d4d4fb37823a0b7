import { stringify } from 'csv-stringify/sync'

/**
 * UTF-8 with a byte order mark and CRLF, as Excel wants it. A cell that begins like a formula gets an apostrophe: names are
 * typed by people, and a spreadsheet would run them (OWASP, CSV injection).
 */
export const spreadsheet = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((row) => [...row]),
    { bom: true, escape_formulas: true, record_delimiter: 'windows' },
  )
