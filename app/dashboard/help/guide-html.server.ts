import { type ShownPicture, shownHtml } from '#app/lesson-html.server.ts'
import { urls } from '#app/urls.ts'
import { cleanHtml } from '#tenants/courses/clean-html.ts'
import type { Tenant } from '#tenants/tenant.ts'
import sizes from '../../../docs/guides/pictures/sizes.json'
import { pictureUrl } from './guides.server.ts'
import { anchorOf, type Guide } from './read-guide.ts'

const PICTURE = /<img data-asset="asset_([a-z0-9_]+)"/g

/** A guide as it is read in the dashboard of `school`: cleaned and dressed as a lesson's text is, with places to link to. */
export async function guideHtml(tenant: Tenant, guide: Guide): Promise<string> {
  // Loaded when somebody reads a guide: the parser is the editor's, and no other page of the server needs it.
  const { MarkdownManager } = await import('@tiptap/markdown')
  const written = await new MarkdownManager().instance.parse(guide.body)
  const html = cleanHtml(
    written
      .replace(/<img src="pictures\/([a-z0-9-]+)\.webp"/g, (_, name: string) => `<img data-asset="asset_${name.replaceAll('-', '_')}"`)
      // A picture stands by itself.
      .replace(/<p>(<img [^>]*>)<\/p>/g, '$1'),
  )
  const shown = shownHtml(tenant, html, picturesIn(html)).html
  return shown
    .replace(/<h2([^>]*)>(.*?)<\/h2>/g, (_, attributes: string, heading: string) => {
      return `<h2 id="${anchorOf(heading.replace(/&\w+;/g, ' '))}"${attributes}>${heading}</h2>`
    })
    .replace(/<a href="([a-z-]+)\.md"[^>]*>/g, (_, id: string) => `<a href="${urls.dashboard.guide(tenant.slug, id)}">`)
}

function picturesIn(html: string): Record<string, ShownPicture> {
  const known: Record<string, { width: number; height: number } | undefined> = sizes
  return Object.fromEntries(
    [...html.matchAll(PICTURE)].flatMap(([, id = '']) => {
      const name = id.replaceAll('_', '-')
      const [src, size] = [pictureUrl(name), known[name]]
      if (!src || !size) return []
      return [[`asset_${id}`, { state: 'ready', src, srcSet: `${src} ${size.width}w`, ...size } as const]]
    }),
  )
}
