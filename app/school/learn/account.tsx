import { useSubmit } from '@remix-run/react'
import { BookOpen, LogOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '#app/ui/avatar.tsx'
import { Menu, MenuItem } from '#app/ui/menu.tsx'
import { urls } from '#app/urls.ts'

/** The student's menu. */
export function Account({ name }: { name: string }) {
  const { t } = useTranslation()
  const submit = useSubmit()
  return (
    <Menu
      trigger={
        <button type="button" aria-label={t('learn.account', { name })} className="-me-2 grid size-11 place-items-center rounded-full">
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
