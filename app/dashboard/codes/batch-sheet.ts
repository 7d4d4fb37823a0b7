import { catalogue } from '#app/locales/catalogue.ts'
import { spreadsheet } from '../spreadsheet.ts'

export function batchCsv(rows: readonly (readonly string[])[]): string {
  const { t } = catalogue('en')
  const head = [t('codes.csv.code'), t('codes.csv.state'), t('codes.csv.usedAt'), t('codes.csv.name'), t('codes.csv.email')]
  return spreadsheet([head, ...rows])
}
