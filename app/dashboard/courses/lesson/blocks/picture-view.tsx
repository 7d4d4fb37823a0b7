import { NodeViewWrapper, type ReactNodeViewProps, ReactNodeViewRenderer } from '@tiptap/react'
import { RotateCw, Trash2 } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownPicture } from '#app/lesson-html.server.ts'
import { Button, IconButton } from '#app/ui/button.tsx'
import { ProgressBar } from '#app/ui/progress.tsx'
import { PictureBlock } from './picture.ts'
import { type PictureState, usePictureState } from './picture-state.ts'
import { forgetSending, resendPicture, sentPreview } from './picture-uploads.ts'

interface PictureOptions {
  school: string
  /** What the page came with, by the file's id. */
  known: Readonly<Record<string, ShownPicture>>
}

export const EditedPicture = PictureBlock.extend<PictureOptions>({
  addOptions: () => ({ school: '', known: {} }),
  addNodeView() {
    const { school, known } = this.options
    return ReactNodeViewRenderer((props: ReactNodeViewProps) => {
      const asset = textOf(props.node.attrs.asset)
      return <PictureView {...props} school={school} asset={asset} known={known[asset]} />
    })
  },
})

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

type PictureViewProps = ReactNodeViewProps & { school: string; asset: string; known: ShownPicture | undefined }

/** The picture, how far it is, and below it what is said about it. */
function PictureView({ node, updateAttributes, deleteNode, school, asset, known }: PictureViewProps) {
  const { t } = useTranslation()
  const picture = usePictureState(school, asset, known)
  const alt = textOf(node.attrs.alt)
  const isOver = picture.state === 'ready'
  useEffect(() => {
    if (isOver) forgetSending(asset)
  }, [isOver, asset])
  return (
    <NodeViewWrapper className="picture-block" contentEditable={false}>
      <div className="relative" data-drag-handle>
        <Frame picture={picture} asset={asset} alt={alt} />
        <IconButton
          label={t('writing.picture.remove')}
          icon={Trash2}
          variant="secondary"
          className="absolute inset-e-2 top-2"
          onClick={() => {
            forgetSending(asset)
            deleteNode()
          }}
        />
      </div>
      <div className="picture-words">
        <input
          aria-label={t('writing.picture.alt')}
          placeholder={t('writing.picture.altHint')}
          value={alt}
          maxLength={1_000}
          data-missing={alt.trim() === '' || undefined}
          onChange={(event) => updateAttributes({ alt: event.target.value })}
        />
        <input
          aria-label={t('writing.picture.caption')}
          placeholder={t('writing.picture.captionHint')}
          value={textOf(node.attrs.caption)}
          maxLength={1_000}
          onChange={(event) => updateAttributes({ caption: event.target.value })}
        />
      </div>
    </NodeViewWrapper>
  )
}

function Frame({ picture, asset, alt }: { picture: PictureState; asset: string; alt: string }) {
  const { t } = useTranslation()
  if (picture.state === 'ready')
    return (
      <img
        src={picture.src}
        srcSet={picture.srcSet}
        sizes="680px"
        width={picture.width}
        height={picture.height}
        alt={alt}
        draggable={false}
      />
    )
  const preview = sentPreview(asset)
  const failed = picture.state === 'sending' && picture.sending.state === 'failed'
  const words = failed
    ? picture.sending.sentence || t('writing.picture.notSent')
    : picture.state === 'failed'
      ? (picture.reason ?? t('writing.picture.failed'))
      : t(`writing.picture.${picture.state}`)
  return (
    <div className="picture-place">
      {preview ? <img src={preview} alt="" className="opacity-50" draggable={false} /> : null}
      <div className="picture-standing">
        <p role="status">{words}</p>
        {picture.state === 'sending' && !failed ? (
          <ProgressBar
            value={picture.sending.totalBytes ? picture.sending.sentBytes / picture.sending.totalBytes : 0}
            label={t('writing.picture.sending')}
            className="mt-2"
          />
        ) : null}
        {failed ? (
          <Button size="sm" icon={RotateCw} className="mt-2" onClick={() => resendPicture(asset)}>
            {t('writing.picture.again')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}
