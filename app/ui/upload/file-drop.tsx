import { useCallback, useEffect, useRef, useState } from 'react'
import { uploadText } from '#app/locales/en/upload.ts'
import { Errors, errorsOf } from '../field.tsx'
import { DropArea, isAccepted } from './drop-area.tsx'

type FileDropProps = { id: string; name: string; accept: string; label: string; hint: string; error?: string | null }

/** A file that is sent with its form. Before script arrives the browser's own control says what was chosen. */
export function FileDrop({ id, name, accept, label, hint, error }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null)
  const [isReady, setReady] = useState(false)
  const [chosen, setChosen] = useState<string>()
  const [refused, setRefused] = useState<string>()
  const look = useCallback(() => setChosen(input.current?.files?.[0]?.name), [])
  useEffect(() => {
    setReady(true)
    look()
  }, [look])
  const drop = (files: FileList) => {
    const [file] = files
    if (!file || !input.current) return
    if (!isAccepted(file, accept)) return setRefused(uploadText.wrongKind(file.name))
    input.current.files = files
    setRefused(undefined)
    look()
  }
  const errors = errorsOf(refused ?? error)
  return (
    <div className="flex flex-col gap-1.5">
      <DropArea label={label} hint={hint} hintId={`${id}-hint`} text={uploadText} chosen={chosen} onDrop={drop}>
        <input
          ref={input}
          id={id}
          type="file"
          name={name}
          accept={accept}
          className={isReady ? 'sr-only' : 'max-w-full text-ui touch:min-h-11'}
          aria-describedby={errors.length ? `${id}-hint ${id}-error` : `${id}-hint`}
          aria-invalid={errors.length ? true : undefined}
          onChange={() => {
            setRefused(undefined)
            look()
          }}
        />
      </DropArea>
      <Errors id={`${id}-error`} errors={errors} />
    </div>
  )
}
