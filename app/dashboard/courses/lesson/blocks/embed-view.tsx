import { NodeViewWrapper, type ReactNodeViewProps, ReactNodeViewRenderer } from '@tiptap/react'
import { ExternalLink, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#app/ui/button.tsx'
import { embedOf } from '#tenants/courses/embeds.ts'
import { EmbedBlock } from './embed.ts'

export const EditedEmbed = EmbedBlock.extend({
  addNodeView: () => ReactNodeViewRenderer(EmbedView),
})

/** Here it is a link with its title: what another site sends stays away from the dashboard. */
function EmbedView({ node, updateAttributes, deleteNode }: ReactNodeViewProps) {
  const { t } = useTranslation()
  const page = String(node.attrs.page)
  const provider = embedOf(page)?.provider
  if (!provider) return <NodeViewWrapper contentEditable={false}>{page}</NodeViewWrapper>
  return (
    <NodeViewWrapper className="embed-block" contentEditable={false}>
      <div className="flex items-center gap-2" data-drag-handle>
        <a href={page} target="_blank" rel="noopener noreferrer nofollow" className="flex min-h-11 min-w-0 flex-1 items-center gap-2">
          <ExternalLink aria-hidden="true" size={16} className="flex-none" />
          <span className="truncate">{page.replace('https://', '')}</span>
        </a>
        <IconButton label={t('writing.embed.remove')} icon={Trash2} onClick={() => deleteNode()} />
      </div>
      <input
        aria-label={t('writing.embed.title')}
        placeholder={t(`learn.embed.${provider}`)}
        value={String(node.attrs.title)}
        maxLength={300}
        onChange={(event) => updateAttributes({ title: event.target.value })}
      />
      <p className="text-sm text-muted">{t('writing.embed.shown')}</p>
    </NodeViewWrapper>
  )
}
