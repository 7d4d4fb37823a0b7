import { Monitor, Moon, Sun } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { AccentChoice, AccentReading } from '#app/ui/accent-choice.tsx'
import { Section } from '#app/ui/page.tsx'
import { PAIRINGS } from '#app/ui/typefaces.ts'
import type { Brand } from '#tenants/site/brand.ts'
import type { Look } from '#tenants/site/looks.ts'
import { useAccentText } from './accent-text.ts'
import { FontChoice, LookChoice } from './specimens.tsx'
import { Tile, Tiles } from './tiles.tsx'

interface BrandChoicesProps {
  readonly draft: Brand
  readonly looks: readonly Look[]
  readonly choose: (change: Partial<Brand>) => void
  readonly accentErrors: readonly string[] | undefined
}

/** What there is to choose; each choice is seen at once and kept by Save alone. */
export function BrandChoices({ draft, looks, choose, accentErrors }: BrandChoicesProps) {
  const { t } = useTranslation()
  return (
    <>
      <Section title={t('brand.looks.title')} text={t('brand.looks.text')}>
        <LookChoice looks={looks} draft={draft} choose={choose} />
      </Section>
      <Section title={t('brand.accent.title')} text={t('brand.accent.text')}>
        <AccentChoice
          {...useAccentText()}
          name="accent"
          value={draft.accent}
          error={accentErrors}
          onChange={(accent) => choose({ accent })}
        />
        <div className="mt-5">
          <AccentReading
            accent={draft.accent}
            text={{
              light: t('brand.accent.light'),
              dark: t('brand.accent.dark'),
              sample: t('brand.accent.sample'),
              link: t('brand.accent.link'),
              none: t('brand.accent.none'),
              deeper: t('brand.accent.deeper'),
              paler: t('brand.accent.paler'),
              ratio: (ratio) => t('brand.accent.ratio', { ratio }),
            }}
          />
        </div>
      </Section>
      <Section title={t('brand.fonts.title')} text={t('brand.fonts.text')}>
        <FontChoice pairings={PAIRINGS} chosen={draft.fonts} choose={(fonts) => choose({ fonts })} />
      </Section>
      <Section title={t('brand.corners.title')}>
        <Tiles label={t('brand.corners.title')}>
          {(['sharp', 'soft', 'round'] as const).map((corners) => (
            <Tile
              key={corners}
              name="corners"
              value={corners}
              checked={draft.corners === corners}
              onChange={() => choose({ corners })}
              label={t(`brand.corners.${corners}`)}
            >
              <span
                className="size-7 border-s-2 border-t-2 border-ink"
                style={{ borderStartStartRadius: { sharp: 0, soft: 8, round: 18 }[corners] }}
              />
            </Tile>
          ))}
        </Tiles>
      </Section>
      <Section title={t('brand.theme.title')}>
        <Tiles label={t('brand.theme.title')}>
          {[['system', Monitor] as const, ['light', Sun] as const, ['dark', Moon] as const].map(([theme, Icon]) => (
            <Tile
              key={theme}
              name="theme"
              value={theme}
              checked={draft.theme === theme}
              onChange={() => choose({ theme })}
              label={t(`brand.theme.${theme}`)}
            >
              <Icon size={22} />
            </Tile>
          ))}
        </Tiles>
      </Section>
    </>
  )
}
