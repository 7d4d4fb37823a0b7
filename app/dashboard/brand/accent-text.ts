import { useTranslation } from 'react-i18next'
import type { AccentChoiceText } from '#app/ui/accent-choice.tsx'

/** Colours that look well on the first day; any other is as good. */
const SUGGESTIONS = {
  moss: '#156a40',
  pine: '#0f6b74',
  lake: '#1f5fae',
  iris: '#5b4bb0',
  plum: '#7a2f6b',
  rose: '#a2396b',
  madder: '#a63d2f',
  ochre: '#8a6512',
  walnut: '#3d3a36',
} as const

/** What the choice of a colour says, and suggests. */
export function useAccentText(): { text: AccentChoiceText; suggestions: { hex: string; name: string }[] } {
  const { t } = useTranslation()
  return {
    suggestions: Object.entries(SUGGESTIONS).map(([id, hex]) => ({ hex, name: t(`brand.accent.names.${id}`) })),
    text: {
      suggested: t('brand.accent.suggested'),
      hex: t('brand.accent.hex'),
      hexHint: t('brand.accent.hexHint'),
      own: t('brand.accent.own'),
      pick: t('brand.accent.pick'),
    },
  }
}
