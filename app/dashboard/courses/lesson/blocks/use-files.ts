import type { Editor } from '@tiptap/react'
import { useTranslation } from 'react-i18next'
import { useToast } from '#app/ui/toast.tsx'
import { uploadEndpoints } from '../../../uploads/upload-endpoints.ts'
import { bringMarkdown } from './bring-in.ts'
import { isPicture, PictureNotSent, sendPicture } from './picture-uploads.ts'

/** More characters than a lesson takes (tenants/courses/clean-html.ts) need not be read. */
const LONGEST_FILE = 200_000

const isMarkdown = (file: File): boolean => /\.(md|markdown|txt)$/i.test(file.name)

/** Puts files into the text: pictures where they were dropped, Markdown as blocks. Answers whether there was one it takes. */
export function useFiles(school: string): (editor: Editor, files: readonly File[], at?: number) => boolean {
  const { t } = useTranslation()
  const toast = useToast()
  const tell = (text: string) => toast({ tone: 'danger', text })

  async function add(editor: Editor, file: File, at: number): Promise<void> {
    const place = follow(editor, at)
    try {
      const asset = await sendPicture(file, uploadEndpoints(school, 'image'))
      const picture = { type: 'picture', attrs: { asset, alt: '', caption: '' } }
      if (!editor.isDestroyed) editor.chain().insertContentAt(place.now(), picture).run()
    } catch (error) {
      if (!(error instanceof PictureNotSent)) throw error
      tell(error.sentence || t('writing.picture.notSent'))
    } finally {
      place.stop()
    }
  }

  async function read(editor: Editor, file: File): Promise<void> {
    const { name } = file
    if (file.size > LONGEST_FILE) return tell(t('writing.markdown.tooLarge', { name }))
    const text = await file.text().catch(() => undefined)
    if (text === undefined) return tell(t('writing.markdown.unreadable', { name }))
    bringMarkdown(editor, text)
    toast({ text: t('writing.markdown.imported', { name }), undo: () => editor.chain().focus().undo().run() })
  }

  return (editor, files, at = editor.state.selection.to) => {
    const pictures = files.filter(isPicture)
    const [text] = files.filter(isMarkdown)
    void Promise.all(pictures.map((file) => add(editor, file, at)))
    if (text) void read(editor, text)
    if (!pictures.length && !text && files.length) tell(t('writing.picture.wrongKind'))
    return files.length > 0
  }
}

/** A place in the text that moves with what is typed before it. */
function follow(editor: Editor, from: number): { now: () => number; stop: () => void } {
  let at = from
  const move = ({ transaction }: { transaction: Editor['state']['tr'] }) => {
    at = transaction.mapping.map(at)
  }
  editor.on('transaction', move)
  return { now: () => at, stop: () => void editor.off('transaction', move) }
}
