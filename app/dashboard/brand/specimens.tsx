import { useTranslation } from 'react-i18next'
import { brandStyle } from '#app/ui/brand-style.ts'
import { cx } from '#app/ui/cx.ts'
import { faceStyle, type Pairing, pairingOf } from '#app/ui/typefaces.ts'
import { paintedAccent } from '#lib/accent.ts'
import { type Brand, FONTS } from '#tenants/site/brand.ts'
import type { Look } from '#tenants/site/looks.ts'
import { CARD } from './tiles.tsx'

/** Finished looks. Without script each saves itself, by the one button that sends it. */
export function LookChoice({ looks, draft, choose }: { looks: readonly Look[]; draft: Brand; choose: (brand: Brand) => void }) {
  const { t } = useTranslation()
  return (
    <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3">
      {looks.map(({ id, ...brand }) => {
        const isChosen = JSON.stringify(pick(draft)) === JSON.stringify(pick(brand))
        const dark = brand.theme === 'dark'
        const { accent, ink, paper } = paintedAccent(brand.accent, dark ? 'dark' : 'light')
        return (
          <li key={id}>
            <button
              type="submit"
              name="look"
              value={id}
              aria-pressed={isChosen}
              onClick={(event) => {
                event.preventDefault()
                choose(brand)
              }}
              className={cx(
                'block w-full overflow-hidden rounded-md border text-start',
                isChosen ? 'border-ink ring-1 ring-ink' : 'border-line hover:border-line-strong',
              )}
            >
              <span
                aria-hidden="true"
                data-theme={dark ? 'dark' : 'light'}
                className="flex h-24 flex-col justify-between gap-2 p-3"
                style={{ ...brandStyle(brand), background: paper }}
              >
                <span className="leading-tight" style={{ fontFamily: 'var(--face-display)', fontWeight: 'var(--display-weight)' }}>
                  {t('brand.looks.sample')}
                </span>
                <span className="h-4 w-12 rounded-sm" style={{ background: accent, color: ink }} />
              </span>
              <span className="block border-t border-line px-3 py-2 text-sm">{t(`brand.looks.${id}`)}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

const pick = ({ accent, fonts, corners, theme }: Brand) => [accent, fonts, corners, theme]

type FontChoiceProps = { pairings: readonly Pairing[]; chosen: string; choose: (fonts: Brand['fonts']) => void }

/** Each pairing written in itself. */
export function FontChoice({ pairings, chosen, choose }: FontChoiceProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{t('brand.fonts.title')}</legend>
      {FONTS.map((id) => {
        const pairing = pairings.find((one) => one.id === id) ?? pairingOf(id)
        return (
          <label key={id} className={cx(CARD, 'block px-4 py-3')}>
            <input
              type="radio"
              name="fonts"
              value={id}
              checked={chosen === id}
              onChange={() => choose(id)}
              aria-label={t(`brand.fonts.names.${id}`)}
              className="sr-only"
            />
            <span aria-hidden="true" className="block" style={faceStyle(pairing)}>
              <span className="block text-xl" style={{ fontFamily: 'var(--face-display)', fontWeight: 'var(--display-weight)' }}>
                {t('brand.fonts.sample')}
              </span>
              <span className="block text-sm text-soft" style={{ fontFamily: 'var(--face-text)' }}>
                {t('brand.fonts.sampleText')}
              </span>
            </span>
            <span aria-hidden="true" className="mt-1.5 block text-xs text-muted">
              {t(`brand.fonts.names.${id}`)}
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}
