import { Form } from '@remix-run/react'
import { ChartNoAxesColumn, FileText, Trash2, Video } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { uploadText } from '#app/locales/en/upload.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { Switch } from '#app/ui/input.tsx'
import { Duration } from '#app/ui/time.tsx'
import { sizeInWords } from '#app/ui/upload/upload-words.ts'
import { Original } from './original.tsx'
import type { LessonVideo } from './video-part.tsx'

type Kind = 'video' | 'text'

type AsideProps = {
  kind: Kind
  preview: boolean
  video: LessonVideo | null
  /** Where it is seen how it is watched, for who may. */
  watching: string | undefined
  onKind: (kind: Kind) => void
  onPreview: (preview: boolean) => void
  onRemoveVideo: () => void
  school: string
  onAgain: (assetId: string) => void
  onCancelAgain: (assetId: string) => void
  /** Being prepared once more has ended. */
  onChanged: () => void
}

/** What a lesson is besides what is in it. Its forms also work before script is here. */
export function LessonAside({ kind, preview, video, watching, onKind, onPreview, onRemoveVideo, ...original }: AsideProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-6 text-ui">
      <Form method="post" onSubmit={(event) => event.preventDefault()}>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-2 text-sm font-medium">{t('lessons.kind.label')}</legend>
          <input type="hidden" name="intent" value="kind" />
          <div className="grid grid-cols-2 gap-1 rounded-[8px] bg-sunk p-1">
            {(['video', 'text'] as const).map((one) => {
              const Icon = one === 'video' ? Video : FileText
              return (
                <button
                  key={one}
                  type="submit"
                  name="kind"
                  value={one}
                  aria-pressed={kind === one}
                  onClick={() => onKind(one)}
                  className={cx(
                    'flex min-h-9 items-center justify-center gap-2 rounded-sm text-sm transition-colors touch:min-h-11',
                    kind === one ? 'bg-raised font-medium text-ink ring-1 ring-line-strong' : 'text-soft hover:text-ink',
                  )}
                >
                  <Icon size={16} />
                  {t(`lessons.kind.${one}`)}
                </button>
              )
            })}
          </div>
          <p className="text-sm text-muted">{t('lessons.kind.hint')}</p>
        </fieldset>
      </Form>
      <Form method="post" className="border-t border-line pt-5">
        <input type="hidden" name="intent" value="preview" />
        <Switch
          name="preview"
          label={t('lessons.preview.label')}
          hint={t('lessons.preview.hint')}
          checked={preview}
          onChange={(event) => onPreview(event.currentTarget.checked)}
        />
        <noscript>
          <Button type="submit" size="sm" className="mt-3">
            {t('lessons.save')}
          </Button>
        </noscript>
      </Form>
      {kind === 'video' && video ? (
        <section aria-label={t('lessons.video.facts')} className="border-t border-line pt-5">
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2.5 text-sm">
            <Fact name={t('lessons.video.file')}>
              <span className="block truncate" title={video.name}>
                {video.name}
              </span>
            </Fact>
            {video.seconds === null ? null : (
              <Fact name={t('lessons.video.length')}>
                <Duration seconds={video.seconds} />
              </Fact>
            )}
            {video.width && video.height ? (
              <Fact name={t('lessons.video.picture')}>{t('lessons.video.pictureSize', { width: video.width, height: video.height })}</Fact>
            ) : null}
            {video.rungs.length ? (
              <Fact name={t('lessons.video.versions')}>{video.rungs.map((side) => t('lessons.video.rung', { side })).join(', ')}</Fact>
            ) : video.by === 'mux' && video.state === 'ready' ? (
              <Fact name={t('lessons.video.versions')}>{t('lessons.video.byMux')}</Fact>
            ) : null}
            <Fact name={t('lessons.video.uploaded')}>{sizeInWords(video.size, uploadText)}</Fact>
            {video.outputBytes ? <Fact name={t('lessons.video.prepared')}>{sizeInWords(video.outputBytes, uploadText)}</Fact> : null}
          </dl>
          {video.state === 'ready' ? <Original video={video} {...original} /> : null}
          {watching ? (
            <ButtonLink to={watching} prefetch="intent" size="sm" variant="quiet" icon={ChartNoAxesColumn} className="-ms-2.5 mt-4">
              {t('watching.title')}
            </ButtonLink>
          ) : null}
          <Button size="sm" variant="quiet" icon={Trash2} className="-ms-2.5 mt-1" onClick={onRemoveVideo}>
            {t('lessons.video.remove')}
          </Button>
        </section>
      ) : null}
      <p className="border-t border-line pt-5 text-sm text-muted">{t('lessons.publishHint')}</p>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 text-end tabular-nums">{children}</dd>
    </>
  )
}
