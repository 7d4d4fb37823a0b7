import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { ImportUnreadable } from '../failures.ts'

export const MOST_ROWS = 10_000
/** More than any list of people has: each becomes a question on the page. */
export const MOST_COLUMNS = 100

export interface ImportTable {
  readonly heads: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/** The one that divides the first line into most parts, outside quotes. */
export function delimiterOf(text: string): string {
  const [first = ''] = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/, 1)
  const bare = first.replace(/"(?:[^"]|"")*"/g, '')
  return DELIMITERS.reduce<string>((best, one) => (bare.split(one).length > bare.split(best).length ? one : best), ',')
}

const Records = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }))

/** A table with its heads in the first line. @throws ImportUnreadable */
export function readTable(text: string): ImportTable {
  const records = parsed(text)
  const [head, ...rows] = records.map(({ record, info }) => ({ line: info.lines, cells: record.map((cell) => cell.trim()) }))
  if (!head || !rows.length) throw new ImportUnreadable('import_empty')
  if (rows.length > MOST_ROWS) throw new ImportUnreadable('import_too_many', { most: MOST_ROWS })
  return { heads: head.cells, rows }
}

/** The most parts a line can have, before any is made: signs in quotes count too, and a line break in quotes ends a line here. */
function widest(text: string, delimiter: string): number {
  let [most, parts] = [0, 1]
  for (const sign of text) {
    if (sign === '\n' || sign === '\r') parts = 1
    else if (sign === delimiter) most = Math.max(most, ++parts)
  }
  return most
}

function parsed(text: string): z.infer<typeof Records> {
  const delimiter = delimiterOf(text)
  if (widest(text, delimiter) > MOST_COLUMNS) throw new ImportUnreadable('import_too_wide', { most: MOST_COLUMNS })
  try {
    return Records.parse(
      parse(text, {
        bom: true,
        delimiter,
        info: true,
        relax_column_count: true,
        skip_empty_lines: true,
        skip_records_with_empty_values: true,
      }),
    )
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const opened = openedIn(text, error)
    if (opened) throw new ImportUnreadable('import_unclosed', { line: opened })
    throw new ImportUnreadable('import_malformed', { line: typeof error.lines === 'number' ? error.lines : 1 })
  }
}

/** The line in which a quotation mark was opened that never closed; the parser says where it noticed, and up to which byte all was well. */
function openedIn(text: string, { code, bytes }: CsvError): number | undefined {
  if ((code !== 'CSV_QUOTE_NOT_CLOSED' && code !== 'CSV_INVALID_CLOSING_QUOTE') || typeof bytes !== 'number') return undefined
  const whole = Buffer.from(text).subarray(0, bytes).toString()
  return text.slice(0, text.indexOf('"', whole.length)).split(/\r\n|\r|\n/).length
}
