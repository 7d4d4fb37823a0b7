import { Link, useFetcher, useSubmit } from '@remix-run/react'
import { Copy, Ellipsis, Eye, Pencil, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { Dotted } from '#app/ui/dotted.tsx'
import { Menu, MenuItem, MenuSeparator } from '#app/ui/menu.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { lengthInWords, priceInWords } from './facts.ts'

type CourseRowProps = {
  school: string
  course: {
    id: string
    title: string
    published: boolean
    lessons: number
    seconds: number
    students: number
    price: number
    currency: string
    updatedAt: number
    cover: { src: string; srcSet: string; alt: string } | null
    /** Its address for visitors, when there is one. */
    page: string | null
  }
  /** The list as it is looked at, and with this row's menu written out: what its button leads to without script. */
  list: string
  menuUrl: string
  isOpened: boolean
}

export function CourseRow({ school, course, list, menuUrl, isOpened }: CourseRowProps) {
  const { t } = useTranslation()
  const fetcher = useFetcher()
  const submit = useSubmit()
  const to = urls.dashboard.course(school, course.id)
  const facts = [
    t('courses.lessons', { count: course.lessons }),
    lengthInWords(course.seconds),
    t('courses.students', { count: course.students }),
    priceInWords(t, course.price, course.currency),
  ].filter((fact) => fact !== undefined)
  const status = course.published ? 'published' : 'draft'
  if (fetcher.formData?.get('intent') === 'delete') return null
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-3 py-3.5">
      <div className="w-20 flex-none self-start sm:w-28">
        <Cover id={course.id} title={course.title} picture={course.cover} sizes="112px" className="rounded-sm" />
      </div>
      <div className="min-w-0 flex-1">
        <h3 className="font-sans text-base font-medium tracking-normal text-pretty">
          <Link to={to} prefetch="intent" className="line-clamp-2 after:absolute after:inset-0 hover:text-accent">
            {course.title}
          </Link>
        </h3>
        <Dotted
          className="mt-1 text-sm text-muted tabular-nums"
          facts={facts.map((fact) => ({ id: fact, says: <span className="whitespace-nowrap">{fact}</span> }))}
        />
        <StatusChip status={status} className="mt-2 md:hidden" />
      </div>
      <StatusChip status={status} className="max-md:hidden" />
      <p className="w-40 text-end text-sm text-muted max-lg:hidden">
        {t('courses.list.changed')} <RelativeTime at={course.updatedAt} />
      </p>
      {/* Above the link that covers the row. */}
      <div className="relative">
        <Menu
          trigger={
            <ButtonLink
              to={menuUrl}
              role="button"
              variant="quiet"
              icon={Ellipsis}
              aria-label={t('courses.more', { title: course.title })}
              className="button-square"
              preventScrollReset
              onClick={(event) => event.preventDefault()}
            />
          }
        >
          <MenuItem icon={Pencil} to={to}>
            {t('courses.list.open')}
          </MenuItem>
          {course.page ? (
            <MenuItem icon={Eye} onSelect={() => window.open(course.page ?? '', '_blank', 'noopener')}>
              {t('courses.list.viewPage')}
            </MenuItem>
          ) : null}
          <MenuItem icon={Copy} onSelect={() => submit({ intent: 'duplicate', course: course.id }, { method: 'post', action: list })}>
            {t('courses.curriculum.menu.duplicate')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem
            icon={Trash2}
            danger
            onSelect={() => fetcher.submit({ intent: 'delete', course: course.id }, { method: 'post', action: list })}
          >
            {t('courses.list.delete')}
          </MenuItem>
        </Menu>
      </div>
      {isOpened ? (
        <form method="post" action={list} className="relative flex w-full justify-end gap-2">
          <input type="hidden" name="course" value={course.id} />
          <Button type="submit" name="intent" value="duplicate" size="sm">
            {t('courses.curriculum.menu.duplicate')}
          </Button>
          <Button type="submit" name="intent" value="delete" variant="danger" size="sm">
            {t('courses.list.delete')}
          </Button>
        </form>
      ) : null}
    </li>
  )
}

export function StatusChip({ status, className }: { status: 'draft' | 'published'; className?: string }) {
  const { t } = useTranslation()
  return (
    <Chip tone={status === 'published' ? 'good' : 'wait'} dot className={className}>
      {t(`courses.status.${status}`)}
    </Chip>
  )
}
