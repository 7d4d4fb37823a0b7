import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'

export interface CaptionsPlace {
  readonly school: string
  readonly course: string
  readonly lesson: string
}

interface CaptionsRowProps {
  readonly captions: {
    readonly id: string
    readonly language: string
    readonly name: string
    readonly state: 'draft' | 'published'
    readonly origin: 'upload' | 'speech' | 'written'
    readonly cues: number
    readonly updatedAt: number
  }
  readonly place: CaptionsPlace
}

/** One language: what it is, and what can be done with it. Everything works without script. */
export function CaptionsRow({ captions: { id, language, name, state, origin, cues, updatedAt }, place }: CaptionsRowProps) {
  const { t } = useTranslation()
  const { school, course, lesson } = place
  const way = state === 'draft' ? 'publish' : 'unpublish'
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 py-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{name}</span>
          <span className="text-sm text-muted">{language}</span>
          <Chip dot tone={state === 'published' ? 'good' : 'wait'}>
            {t(`captions.state.${state}`)}
          </Chip>
        </p>
        <p className="mt-1 text-sm text-soft">
          {t(`captions.origin.${origin}`)} · {t('captions.cues', { count: cues })} · {t('captions.changed')} <RelativeTime at={updatedAt} />
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-1">
        <ButtonLink
          to={urls.dashboard.captionsEditor(school, course, lesson, id)}
          size="sm"
          aria-label={t('captions.editNamed', { language: name })}
        >
          {t('captions.edit')}
        </ButtonLink>
        <Form method="post">
          <input type="hidden" name="captions" value={id} />
          <Button
            type="submit"
            name="intent"
            value={way}
            size="sm"
            variant={state === 'draft' && cues > 0 ? 'primary' : 'secondary'}
            aria-label={t(`captions.${way}Named`, { language: name })}
          >
            {t(`captions.${way}`)}
          </Button>
        </Form>
        {(['vtt', 'srt'] as const).map((kind) => (
          <ButtonLink
            key={kind}
            to={urls.dashboard.captionsFile(school, course, lesson, id, kind)}
            reloadDocument
            download
            size="sm"
            variant="quiet"
            aria-label={t('captions.download', { language: name, kind: kind.toUpperCase() })}
            className="uppercase"
          >
            {kind}
          </ButtonLink>
        ))}
        <Form method="post">
          <input type="hidden" name="captions" value={id} />
          <Button
            type="submit"
            name="intent"
            value="remove"
            size="sm"
            variant="quiet"
            aria-label={t('captions.removeNamed', { language: name })}
          >
            {t('captions.remove')}
          </Button>
        </Form>
      </div>
    </li>
  )
}
