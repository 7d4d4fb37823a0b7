import type { LucideIcon } from 'lucide-react'
import { type ComponentPropsWithoutRef, forwardRef } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { urls } from '#app/urls.ts'
import { useBoard } from './curriculum-context.ts'

type MenuButtonProps = ComponentPropsWithoutRef<'a'> & { id: string; title: string; icon: LucideIcon }

export const menuButtonId = (id: string): string => `menu-${id}`

/** Opens a row's menu. Without script it leads to the same page with that menu written out as forms. */
export const MenuButton = forwardRef<HTMLAnchorElement, MenuButtonProps>(function MenuButton(
  { id, title, icon: Icon, className, ...rest },
  ref,
) {
  const { t } = useTranslation()
  const { page } = useBoard()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button with script, a link without
    <a
      ref={ref}
      href={`${urls.withMenu(page, id)}#${menuButtonId(id)}`}
      role="button"
      aria-label={t('courses.more', { title })}
      title={t('courses.more', { title })}
      className={cx('button button-quiet button-square button-sm', className)}
      {...rest}
      id={menuButtonId(id)}
      onClick={(event) => event.preventDefault()}
    >
      <Icon size={18} />
    </a>
  )
})
