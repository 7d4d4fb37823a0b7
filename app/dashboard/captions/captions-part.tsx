import { Captions } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'

interface CaptionsPartProps {
  readonly captions: readonly { readonly id: string; readonly name: string; readonly state: 'draft' | 'published' }[]
  readonly to: string
}

/** Below the film in the lesson's editor: in which languages it has captions, and the way to them. */
export function CaptionsPart({ captions, to }: CaptionsPartProps) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('captions.short')} className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line pt-4">
      <p className="text-sm font-medium">{t('captions.short')}</p>
      {captions.length ? (
        <ul className="flex flex-wrap gap-2">
          {captions.map(({ id, name, state }) => (
            <li key={id}>
              <Chip dot tone={state === 'published' ? 'good' : 'wait'}>
                {name} · {t(`captions.state.${state}`)}
              </Chip>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-sm text-muted">{t('captions.none')}</p>
      )}
      <ButtonLink to={to} size="sm" icon={Captions} className="ms-auto">
        {t('captions.manage')}
      </ButtonLink>
    </section>
  )
}
