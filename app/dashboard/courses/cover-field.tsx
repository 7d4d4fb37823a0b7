import { useFetcher } from '@remix-run/react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { UploadField } from '#app/ui/upload/upload-field.tsx'
import { useUpload } from '#app/ui/upload/use-upload.ts'
import type { CourseCover } from '#tenants/courses/course-cover.ts'
import { uploadEndpoints } from '../uploads/upload-endpoints.ts'
import type { action as detailsAction } from './details.tsx'
import { useHydrated } from './plain-forms.tsx'

type CoverFieldProps = {
  school: string
  course: { id: string; title: string }
  cover: { state: CourseCover['state']; picture: { src: string; srcSet: string; alt: string } | null; reason: string | null }
  action: string
}

/** A course's picture: the one it has, and where a new one is put. What is uploaded is the course's at once, then prepared. */
export function CoverField({ school, course, cover, action }: CoverFieldProps) {
  const { t } = useTranslation()
  const fetcher = useFetcher<typeof detailsAction>()
  const save = (asset: string) => fetcher.submit({ intent: 'cover', asset }, { method: 'post', action })
  const endpoints = useMemo(() => uploadEndpoints(school, 'image'), [school])
  const upload = useUpload({
    scope: `cover ${course.id}`,
    endpoints,
    onDone: (asset) => {
      save(asset)
      upload.reset()
    },
  })
  const isHydrated = useHydrated()
  const isPreparing = cover.state === 'preparing' || fetcher.state !== 'idle'
  const problem = cover.state === 'failed' && fetcher.state === 'idle' ? cover.reason : fetcher.data?.problem
  const picture = cover.picture && { ...cover.picture, alt: t('courses.details.coverAlt', { title: course.title }) }
  return (
    <div className="flex flex-col gap-4">
      <div className="relative">
        <Cover id={course.id} title={course.title} picture={picture} sizes="(width >= 64rem) 340px, 100vw" />
        <p role="status" className="absolute inset-x-3 bottom-3">
          {isPreparing ? (
            <span className="floating inline-flex items-center gap-2 rounded-sm px-3 py-1.5 text-sm">
              <span aria-hidden="true" className="spinner size-3.5" />
              {t('courses.details.preparing')}
            </span>
          ) : null}
        </p>
      </div>
      {problem ? (
        <Notice tone="danger" live title={t('courses.details.failed')}>
          {problem}
        </Notice>
      ) : null}
      {isHydrated ? (
        <UploadField
          accept="image/jpeg,image/png,image/webp"
          label={t('courses.details.upload')}
          hint={t('courses.details.uploadHint')}
          upload={upload}
        />
      ) : (
        // Parts are sent by script alone; the field keeps its place until that has come.
        <div className="min-h-28 rounded-md border border-dashed border-line-strong noscript:hidden" />
      )}
      {cover.state === 'none' ? null : (
        <fetcher.Form method="post" action={action}>
          <input type="hidden" name="intent" value="cover" />
          <input type="hidden" name="asset" value="" />
          <Button type="submit" variant="quiet" size="sm">
            {t('courses.details.remove')}
          </Button>
        </fetcher.Form>
      )}
    </div>
  )
}
