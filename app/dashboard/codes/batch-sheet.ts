import { stringify } from 'csv-stringify/sync'
import { catalogue } from '#app/locales/catalogue.ts'

/**
 * UTF-8 with a byte order mark and CRLF, as Excel wants it. A cell that begins like a formula gets an apostrophe: names are
 * typed by students, and a spreadsheet would run them (OWASP, CSV injection).
 */
export function batchCsv(rows: readonly (readonly string[])[]): string {
  const { t } = catalogue('en')
  const head = [t('codes.csv.code'), t('codes.csv.state'), t('codes.csv.usedAt'), t('codes.csv.name'), t('codes.csv.email')]
  return stringify([head, ...rows.map((row) => [...row])], { bom: true, escape_formulas: true, record_delimiter: 'windows' })
}
