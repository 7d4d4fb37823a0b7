import type { LoaderFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { requireStaff } from '#app/sessions.server.ts'
import { Brand } from '#tenants/site/brand.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { PANES } from './panes.ts'
import { previewPage } from './preview-page.server.tsx'

const Draft = z.object({ pane: z.enum(PANES).catch('home') })

/** A page of the school as it would look, for the frame of the Brand screen. It holds no script, and its policy lets none run. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'school.see')
  const asked = Object.fromEntries(new URL(request.url).searchParams)
  const { pane } = Draft.parse(asked)
  const html = tenant.read((db) => {
    const draft = Brand.safeParse(asked)
    const { accent, fonts, corners, theme } = schoolFace(db)
    return previewPage(
      tenant,
      db,
      pane,
      draft.success
        ? draft.data
        : Brand.catch({ accent, fonts: 'newsreader-geist', corners, theme }).parse({ accent, fonts, corners, theme }),
    )
  })
  return new Response(html, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'private, no-store',
      // Wherever it is opened: a page of a school has no business with the dashboard's origin.
      'Content-Security-Policy': `default-src 'none'; img-src 'self' data: ${tenant.origin}; style-src 'self' 'unsafe-inline'; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
    },
  })
}
