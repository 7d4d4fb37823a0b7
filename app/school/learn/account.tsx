import { useSubmit } from '@remix-run/react'
import { BookOpen, LogOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '#app/ui/avatar.tsx'
import { ButtonLink } from '#app/ui/button.tsx'
import { Menu, MenuItem } from '#app/ui/menu.tsx'
import { urls } from '#app/urls.ts'

/** The student's menu; for a visitor the way in. */
export function Account({ name, signInTo }: { name: string | undefined; signInTo: string }) {
  const { t } = useTranslation()
  const submit = useSubmit()
  if (name === undefined) {
    return (
      <ButtonLink to={urls.school.signIn(signInTo)} size="sm">
        {t('learn.signIn')}
      </ButtonLink>
    )
  }
  return (
    <Menu
      trigger={
        <button type="button" aria-label={t('learn.account', { name })} className="grid size-11 place-items-center rounded-full">
          <Avatar name={name} />
        </button>
      }
    >
      <MenuItem icon={BookOpen} to={urls.school.learn()}>
        {t('learn.myCourses')}
      </MenuItem>
      <MenuItem icon={LogOut} onSelect={() => submit(null, { method: 'post', action: urls.school.signOut() })}>
        {t('learn.signOut')}
      </MenuItem>
    </Menu>
  )
}
