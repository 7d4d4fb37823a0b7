import type { TFunction } from 'i18next'
import { Eye } from 'lucide-react'
import { urls } from '#app/urls.ts'

/** How staff look at a page: as a student, or at the draft of a course; `page` where this is that course's page itself. */
export type SeenAs =
  | { readonly as: 'student'; readonly name: string }
  | { readonly as: 'draft'; readonly page: { readonly slug: string; readonly asVisitor: boolean } | null }

/** In the query of a course's page in a preview. */
export const AS_VISITOR = 'visitor'

/** Above every page of the school while staff look at it. Plain, because published pages have no script. */
export function ViewBanner({ seenAs, t, lesson }: { seenAs: SeenAs; t: TFunction; lesson?: string | undefined }) {
  const words = seenAs.as === 'student' ? t('viewAs.banner', { name: seenAs.name }) : t('previews.banner')
  const page = seenAs.as === 'draft' ? seenAs.page : null
  return (
    <aside
      aria-label={words}
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-caution-wash px-5 py-1.5 text-sm"
    >
      <Eye size={16} className="flex-none text-caution" aria-hidden="true" />
      <p className="min-w-0 flex-1 basis-52 wrap-anywhere">{words}</p>
      {page ? (
        <a href={urls.school.previewPage(page.slug, !page.asVisitor)} className="link inline-flex min-h-11 items-center">
          {page.asVisitor ? t('previews.asStudent') : t('previews.asVisitor')}
        </a>
      ) : null}
      <form method="post" action={seenAs.as === 'student' ? urls.school.leaveView() : urls.school.leavePreview()}>
        {lesson ? <input type="hidden" name="lesson" value={lesson} /> : null}
        <button type="submit" className="button button-secondary button-sm">
          {seenAs.as === 'student' ? t('viewAs.leave') : t('previews.back')}
        </button>
      </form>
    </aside>
  )
}
