import { Form, useFetcher, useNavigate } from '@remix-run/react'
import { Keyboard, ListChecks, LogOut, SlidersHorizontal, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import type { PreferencesAnswer } from '#app/platform/preferences.ts'
import { useTheme } from '#app/root.tsx'
import { THEMES } from '#app/theme.ts'
import { IconButton } from '#app/ui/button.tsx'
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from '#app/ui/menu.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import type { HomeAnswer } from './home.tsx'

type PersonMenuProps = {
  slug: string
  /** The list of first steps was put away, and can come back. */
  stepsHidden: boolean
  onKeys: () => void
}

/** Beside the person's name: how the dashboard looks and listens to them, and the way out. */
export function PersonMenu({ slug, stepsHidden, onKeys }: PersonMenuProps) {
  const { t } = useTranslation()
  const theme = useTheme()
  const saving = useFetcher<PreferencesAnswer>()
  const toast = useToast()
  const navigate = useNavigate()
  const steps = useFetcher<HomeAnswer>()
  useAnswer(steps.data, ({ problem }) => {
    if (problem) toast({ text: t('home.setup.failed'), tone: 'danger' })
    else navigate(urls.dashboard.home(slug))
  })
  useAnswer(saving.data, ({ problem }) => {
    if (problem) toast({ text: t('keys.themeFailed'), tone: 'danger' })
  })
  return (
    <>
      <Menu trigger={<IconButton label={t('keys.menu')} icon={SlidersHorizontal} size="sm" />}>
        <MenuLabel>{t('keys.theme')}</MenuLabel>
        <MenuChoices
          label={t('keys.theme')}
          value={theme}
          choices={THEMES.map((value) => ({ value, label: t(`keys.themes.${value}`) }))}
          onChoose={(value) => saving.submit({ theme: value }, { method: 'post', action: urls.platform.preferences() })}
        />
        <MenuSeparator />
        <MenuItem icon={UserRound} to={urls.platform.account()}>
          {t('dashboard.nav.account')}
        </MenuItem>
        {stepsHidden ? (
          <MenuItem
            icon={ListChecks}
            onSelect={() => steps.submit({ steps: 'shown' }, { method: 'post', action: urls.dashboard.homeAction(slug) })}
          >
            {t('home.setup.show')}
          </MenuItem>
        ) : null}
        <MenuItem icon={Keyboard} onSelect={onKeys}>
          {t('keys.title')}
        </MenuItem>
      </Menu>
      <Form method="post" action={urls.platform.signOut()} reloadDocument>
        <IconButton type="submit" label={t('dashboard.nav.signOut')} icon={LogOut} size="sm" />
      </Form>
    </>
  )
}
