import { catalogue } from '#app/locales/catalogue.ts'

/** “Devices · Your account · Lectern”, for the `meta` of a part of the account. */
export function accountTitle(part: string): { title: string }[] {
  const { t } = catalogue('en')
  return [{ title: [t(part), t('staffAccount.title'), t('platform.name')].join(' · ') }]
}
