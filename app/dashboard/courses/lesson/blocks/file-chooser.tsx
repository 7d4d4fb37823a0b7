import { useEffect, useRef } from 'react'
import { PICTURE_TYPES } from './picture-uploads.ts'

export type FileChoice = 'picture' | 'markdown'

type FileChooserProps = { choice: FileChoice | undefined; onFiles: (files: File[]) => void; onDone: () => void }

/** The browser's own dialog, opened by a button or a block's name. */
export function FileChooser({ choice, onFiles, onDone }: FileChooserProps) {
  const input = useRef<HTMLInputElement>(null)
  const latest = useRef(onDone)
  latest.current = onDone
  useEffect(() => {
    if (!choice || !input.current) return
    input.current.accept = choice === 'picture' ? PICTURE_TYPES : '.md,.markdown,.txt,text/markdown'
    input.current.multiple = choice === 'picture'
    input.current.click()
    latest.current()
  }, [choice])
  return (
    <input
      ref={input}
      type="file"
      hidden
      data-text-file
      onChange={(event) => {
        onFiles([...(event.target.files ?? [])])
        // So that the same file can be chosen again.
        event.target.value = ''
      }}
    />
  )
}
