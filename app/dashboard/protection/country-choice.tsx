import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '#app/ui/input.tsx'
import { SearchInput } from '#app/ui/search-input.tsx'
import { fold } from '#lib/fold.ts'

interface CountryChoiceProps {
  /** By name. */
  readonly countries: readonly { readonly code: string; readonly name: string }[]
  readonly chosen: readonly string[]
  /** Without script it always is. */
  readonly isOpen: boolean
}

/** Every country as a box to tick, those chosen before first. What is typed narrows what is seen, and unticks nothing. */
export function CountryChoice({ countries, chosen, isOpen }: CountryChoiceProps) {
  const { t } = useTranslation()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set(chosen))
  const [wanted, setWanted] = useState('')
  const fits = (name: string) => fold(name).includes(fold(wanted.trim()))
  const ordered = [...countries.filter(({ code }) => chosen.includes(code)), ...countries.filter(({ code }) => !chosen.includes(code))]
  const tick = (code: string, isTicked: boolean) =>
    setTicked((before) => new Set(isTicked ? [...before, code] : [...before].filter((one) => one !== code)))
  return (
    <div className={isOpen ? 'mt-5' : 'mt-5 hidden noscript:block'}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-muted" aria-live="polite">
          {t('protection.countries.chosen', { count: ticked.size })}
        </p>
        <SearchInput name="" label={t('protection.countries.find')} onSearch={setWanted} className="w-full sm:w-64" />
      </div>
      <div className="max-h-80 overflow-y-auto rounded-md border border-line px-4 py-2">
        <ul className="grid gap-x-6 sm:grid-cols-2">
          {ordered.map(({ code, name }) => (
            <li key={code} hidden={!fits(name)}>
              <Checkbox
                name="country"
                value={code}
                defaultChecked={chosen.includes(code)}
                onChange={(event) => tick(code, event.currentTarget.checked)}
                label={name}
              />
            </li>
          ))}
        </ul>
        {countries.some(({ name }) => fits(name)) ? null : <p className="py-3 text-sm text-muted">{t('protection.countries.none')}</p>}
      </div>
    </div>
  )
}
