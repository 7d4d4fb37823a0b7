import { Eye } from 'lucide-react'
import { urls } from '#app/urls.ts'

export interface SeenAs {
  readonly name: string
  readonly expiresAt: number
}

/** Above every page of the school while staff look at it as a student. Plain, because published pages have no script. */
export function ViewBanner({ words, leave }: { words: string; leave: string }) {
  return (
    <aside
      aria-label={words}
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-caution-wash px-5 py-1.5 text-sm"
    >
      <Eye size={16} className="flex-none text-caution" aria-hidden="true" />
      <p className="min-w-0 flex-1 wrap-anywhere">{words}</p>
      <form method="post" action={urls.school.leaveView()}>
        <button type="submit" className="button button-secondary button-sm">
          {leave}
        </button>
      </form>
    </aside>
  )
}
