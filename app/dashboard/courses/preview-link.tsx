import { useNavigate } from '@remix-run/react'
import { Eye } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '#app/ui/button.tsx'
import type { SaveState } from '#app/ui/save-state.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import { rememberView } from '../view-begun.ts'

type PreviewLinkProps = {
  school: string
  course: string
  lesson?: string
  /** How far what was typed is saved; what waits is saved before the page is left. */
  state?: Parameters<typeof SaveState>[0]['state']
}

/** To the draft as its students would see it, on the school's own site. */
export function PreviewLink({ school, course, lesson, state = 'saved' }: PreviewLinkProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const toast = useToast()
  const to = urls.dashboard.preview(school, course, lesson)
  const [waits, setWaits] = useState(false)
  useEffect(() => {
    if (!waits || state === 'saving') return
    setWaits(false)
    if (state !== 'saved') return toast({ id: 'preview', tone: 'danger', text: t('previews.notSaved') })
    rememberView(to)
    navigate(to)
  }, [waits, state, to, navigate, toast, t])
  return (
    <ButtonLink
      to={to}
      variant="quiet"
      icon={Eye}
      onClick={(event) => {
        if (state === 'saved') return rememberView(to)
        event.preventDefault()
        setWaits(true)
      }}
      className="whitespace-nowrap"
    >
      {waits ? t('previews.waiting') : t('previews.action')}
    </ButtonLink>
  )
}
