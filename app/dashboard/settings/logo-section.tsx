import { useFetcher } from '@remix-run/react'
import { Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { uploadEndpoints } from '#app/dashboard/uploads/upload-endpoints.ts'
import { sentence } from '#app/locales/sentences.ts'
import { accentStyle } from '#app/ui/accent.ts'
import { Button } from '#app/ui/button.tsx'
import { Mark } from '#app/ui/mark.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { UploadField } from '#app/ui/upload/upload-field.tsx'
import { useUpload } from '#app/ui/upload/use-upload.ts'

import type { action as settingsAction } from './settings.tsx'

type LogoSectionProps = {
  slug: string
  name: string
  accent: string
  logo: { picture: string | null; asset: { assetId: string; state: string; failure: string | null } | null }
  mayChange: boolean
}

/** The school's sign. A new picture is taken as soon as it has arrived; removing it can be undone. */
export function LogoSection({ slug, name, accent, logo, mayChange }: LogoSectionProps) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<typeof settingsAction>({ key: `logo-${slug}` })
  const use = (assetId: string) => fetcher.submit({ intent: 'logo', assetId }, { method: 'post' })
  const upload = useUpload({
    scope: `${slug}/logo`,
    endpoints: useMemo(() => uploadEndpoints(slug, 'image'), [slug]),
    onDone: (assetId) => {
      use(assetId)
      upload.reset()
    },
  })
  const { picture, asset } = logo
  const refused = fetcher.state === 'idle' ? fetcher.data?.problem : null
  const problem = refused ?? (asset?.state === 'failed' ? sentence(`jobs.reason.${asset.failure}`) : null)
  const waits = asset?.state === 'processing' || asset?.state === 'uploading'
  return (
    <Section title={t('settings.logo.title')} text={t('settings.logo.text')} className="mt-14 max-w-2xl">
      <div className="flex flex-wrap items-center gap-4" style={accentStyle(accent)}>
        <Mark name={name} logo={picture} size="lg" />
        <p role="status" className="min-w-0 flex-1 text-sm text-soft">
          {waits ? t('settings.logo.preparing') : t(picture ? 'settings.logo.ready' : 'settings.logo.none')}
        </p>
        {asset && mayChange ? (
          <fetcher.Form
            method="post"
            onSubmit={(event) => {
              event.preventDefault()
              use('')
              toast({ text: t('settings.logo.removed'), undo: () => use(asset.assetId) })
            }}
          >
            <input type="hidden" name="intent" value="logo" />
            <Button type="submit" variant="quiet" icon={Trash2}>
              {t('settings.logo.remove')}
            </Button>
          </fetcher.Form>
        ) : null}
      </div>
      {problem ? (
        <Notice tone="danger" live className="mt-4">
          {problem}
        </Notice>
      ) : null}
      {mayChange ? (
        <UploadField
          accept="image/png,image/jpeg,image/webp"
          label={t('settings.logo.choose')}
          hint={t('settings.logo.hint')}
          upload={upload}
          className="mt-4"
        />
      ) : null}
    </Section>
  )
}
