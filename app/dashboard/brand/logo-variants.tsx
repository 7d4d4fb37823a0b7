import { useFetcher } from '@remix-run/react'
import { Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { uploadEndpoints } from '#app/dashboard/uploads/upload-endpoints.ts'
import { sentence } from '#app/locales/sentences.ts'
import { brandStyle } from '#app/ui/brand-style.ts'
import { Button } from '#app/ui/button.tsx'
import { Mark } from '#app/ui/mark.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { UploadField } from '#app/ui/upload/upload-field.tsx'
import { useUpload } from '#app/ui/upload/use-upload.ts'
import { urls } from '#app/urls.ts'
import type { Brand } from '#tenants/site/brand.ts'
import type { Logo, LogoVariant } from '#tenants/site/school-logo.ts'
import type { action as brandAction } from './brand.tsx'

interface Variant {
  readonly variant: LogoVariant
  /** What is shown in its place now, its own or another one's. */
  readonly picture: string | null
  readonly asset: Logo | null
}

type LogoVariantsProps = { slug: string; name: string; brand: Brand; logos: readonly Variant[]; mayChange: boolean }

/** The school's sign in its three forms. A new picture is taken as soon as it has arrived; removing it can be undone. */
export function LogoVariants({ logos, ...rest }: LogoVariantsProps) {
  const { t } = useTranslation()
  const light = logos.find(({ variant }) => variant === 'light')?.picture ?? null
  return (
    <Section title={t('brand.logo.title')} text={t('brand.logo.text')} className="mt-12">
      <ul className="divide-y divide-line border-y border-line">
        {logos.map((logo) => (
          <VariantRow key={logo.variant} logo={logo} light={light} {...rest} />
        ))}
      </ul>
      <p className="mt-2 text-sm text-muted">{t('brand.logo.hint')}</p>
    </Section>
  )
}

function VariantRow({
  slug,
  name,
  brand,
  logo,
  light,
  mayChange,
}: Omit<LogoVariantsProps, 'logos'> & { logo: Variant; light: string | null }) {
  const { t } = useTranslation()
  const toast = useToast()
  const { variant, picture, asset } = logo
  const fetcher = useFetcher<typeof brandAction>({ key: `logo-${slug}-${variant}` })
  const use = (assetId: string) =>
    fetcher.submit({ intent: 'logo', variant, assetId }, { method: 'post', action: urls.dashboard.brand(slug) })
  const upload = useUpload({
    scope: `${slug}/logo-${variant}`,
    endpoints: useMemo(() => uploadEndpoints(slug, 'image'), [slug]),
    onDone: (assetId) => {
      use(assetId)
      upload.reset()
    },
  })
  const refused = fetcher.state === 'idle' ? fetcher.data?.problem : null
  const problem = refused ?? (asset?.state === 'failed' ? sentence(`jobs.reason.${asset.failure}`) : null)
  const waits = asset?.state === 'processing' || asset?.state === 'uploading'
  const standIn = {
    light: 'brand.logo.lightNone',
    dark: 'brand.logo.darkNone',
    mark: picture ? 'brand.logo.markFromLogo' : 'brand.logo.markNone',
  } as const
  return (
    <li className="py-5">
      <div className="flex flex-wrap items-center gap-4">
        <span
          data-theme={variant === 'dark' ? 'dark' : 'light'}
          className="grid h-16 w-24 flex-none place-items-center overflow-hidden rounded-md border border-line bg-paper"
          style={brandStyle(brand)}
        >
          <Mark name={name} logo={variant === 'dark' ? (picture ?? light) : picture} size="md" />
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="font-sans text-ui font-medium tracking-normal">{t(`brand.logo.${variant}`)}</h3>
          <p role="status" className="text-sm text-soft">
            {waits ? t('brand.logo.preparing') : t(asset?.state === 'ready' ? 'brand.logo.ready' : standIn[variant])}
          </p>
        </div>
        {asset && mayChange ? (
          <fetcher.Form
            method="post"
            action={urls.dashboard.brand(slug)}
            onSubmit={(event) => {
              event.preventDefault()
              use('')
              toast({ text: t('brand.logo.removed'), undo: () => use(asset.assetId) })
            }}
          >
            <input type="hidden" name="intent" value="logo" />
            <input type="hidden" name="variant" value={variant} />
            <Button type="submit" variant="quiet" icon={Trash2} aria-label={`${t('brand.logo.remove')}: ${t(`brand.logo.${variant}`)}`}>
              {t('brand.logo.remove')}
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
          label={`${t('brand.logo.choose')}: ${t(`brand.logo.${variant}`)}`}
          upload={upload}
          className="mt-4"
        />
      ) : null}
    </li>
  )
}
