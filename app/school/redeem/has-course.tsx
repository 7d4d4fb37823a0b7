import { useTranslation } from 'react-i18next'
import { Notice } from '#app/ui/notice.tsx'

/** The student has what this code opens: good news, and the way there. */
export function HasCourse({ sentences, goTo }: { sentences: readonly string[]; goTo: string }) {
  const { t } = useTranslation()
  return (
    <Notice
      live
      tone="good"
      action={
        <a href={goTo} className="button button-primary">
          {t('redeem.toCourse')}
        </a>
      }
    >
      {sentences.join(' ')}
    </Notice>
  )
}
