import type { LoaderFunctionArgs } from '@remix-run/node'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { lessonWatching } from '#tenants/insights/lesson-watching.ts'
import { slugify } from '#tenants/registry/slugs.ts'
import { spreadsheet } from '../spreadsheet.ts'

/** A lesson's curve, every step of it. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'people.see')
  const film = new URL(request.url).searchParams.get('film') ?? undefined
  const { lesson, retention } = tenant.read((db) => lessonWatching(db, params.course ?? '', params.lesson ?? '', film))
  const { t } = catalogue('en')
  const head = (['from', 'to', 'share', 'plays', 'again'] as const).map((column) => t(`watching.sheet.${column}`))
  const lines = (retention?.steps ?? []).map(({ from, to, share, plays, again }) => [
    String(from),
    String(to),
    (share * 100).toFixed(1),
    plays.toFixed(2),
    String(again),
  ])
  return new Response(spreadsheet([head, ...lines]), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${slugify(`${lesson.title} watching`) || 'watching'}.csv"`,
      'Cache-Control': 'private, no-store',
    },
  })
}
