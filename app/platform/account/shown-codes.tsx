import { Download, Printer } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { CopyButton } from '#app/ui/copy-button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'

type ShownCodesProps = { codes: readonly string[]; about: { email: string; host: string; day: string }; next?: ReactNode }

/** Recovery codes, the one time they are shown: to be copied, downloaded or printed. */
export function ShownCodes({ codes, about, next }: ShownCodesProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  // What had the focus has gone with the form.
  useEffect(() => heading.current?.focus(), [])
  const told = t('twoFactor.recovery.file', about)
  const file = `${told}\n\n${codes.join('\n')}\n`
  return (
    <section aria-labelledby="recovery-codes" className="mb-10">
      <h2 id="recovery-codes" ref={heading} tabIndex={-1} className="outline-none">
        {t('twoFactor.recovery.shownTitle')}
      </h2>
      <Notice tone="caution" live className="mt-3 mb-5 print:hidden">
        {t('twoFactor.recovery.shownText')}
      </Notice>
      <p className="mb-4 hidden print:block">{told}</p>
      <ol
        aria-label={t('twoFactor.recovery.list')}
        className="grid max-w-md grid-cols-2 gap-x-6 gap-y-2 rounded-md bg-sunk px-5 py-4 font-mono text-base"
      >
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ol>
      <div className="mt-5 flex flex-wrap gap-2 print:hidden">
        <CopyButton value={codes.join('\n')} label={t('twoFactor.recovery.copy')} />
        <a
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
          download="lectern-recovery-codes.txt"
          className="button button-secondary"
        >
          <Download size={16} />
          {t('twoFactor.recovery.download')}
        </a>
        <Button icon={Printer} onClick={() => window.print()} className="noscript:hidden">
          {t('twoFactor.recovery.print')}
        </Button>
      </div>
      <div className="mt-6 print:hidden">
        {next ?? (
          <ButtonLink to={urls.platform.twoFactor()} variant="primary">
            {t('twoFactor.recovery.kept')}
          </ButtonLink>
        )}
      </div>
    </section>
  )
}
