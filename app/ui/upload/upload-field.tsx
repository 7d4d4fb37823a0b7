import { Pause, Play, RotateCw, X } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { type UploadText, uploadText } from '#app/locales/en/upload.ts'
import { Button, IconButton } from '../button.tsx'
import { cx } from '../cx.ts'
import { ProgressBar } from '../progress.tsx'
import { DropArea, isAccepted } from './drop-area.tsx'
import type { UploadSnapshot } from './upload-state.ts'
import { failureInWords, progressInWords, wrongKindInWords } from './upload-words.ts'
import type { UseUpload } from './use-upload.ts'

type UploadFieldProps = {
  /** As the accept of an input: `video/*,.mkv`. */
  accept: string
  label: string
  hint?: ReactNode
  upload: UseUpload
  text?: UploadText
  className?: string
}

/** Choose or drop a file, then watch it go: one row, which stays the same height from preparing to done. */
export function UploadField({ accept, label, hint, upload, text = uploadText, className }: UploadFieldProps) {
  const { snapshot } = upload
  return (
    <div className={className}>
      {snapshot && snapshot.state !== 'cancelled' ? (
        <UploadRow snapshot={snapshot} upload={upload} text={text} />
      ) : (
        <DropZone accept={accept} label={label} hint={hint} onFile={upload.choose} text={text} />
      )}
      {!snapshot || snapshot.state === 'cancelled' ? <Unfinished upload={upload} text={text} /> : null}
    </div>
  )
}

type DropZoneProps = { accept: string; label: string; hint: ReactNode; onFile: (file: File) => void; text: UploadText }

function DropZone({ accept, label, hint, onFile, text }: DropZoneProps) {
  const id = useId()
  const [refused, setRefused] = useState<string>()
  const take = (file: File | undefined) => {
    if (!file) return
    if (!isAccepted(file, accept)) return setRefused(wrongKindInWords(file.name, accept, text))
    setRefused(undefined)
    onFile(file)
  }
  return (
    <div>
      <DropArea label={label} hint={hint} hintId={`${id}-hint`} text={text} onDrop={(files) => take(files[0])}>
        <input
          type="file"
          accept={accept}
          className="sr-only"
          aria-describedby={refused ? `${id}-hint ${id}-error` : `${id}-hint`}
          aria-invalid={refused ? true : undefined}
          onChange={(event) => {
            take(event.target.files?.[0])
            // So that the same file can be chosen again.
            event.target.value = ''
          }}
        />
      </DropArea>
      <p id={`${id}-error`} role="alert" className={cx('text-sm text-danger', refused && 'mt-2')}>
        {refused}
      </p>
    </div>
  )
}

function UploadRow({ snapshot, upload, text }: { snapshot: UploadSnapshot; upload: UseUpload; text: UploadText }) {
  const { state } = snapshot
  /** The same file would be refused again. */
  const needsAnother = state === 'failed' && (snapshot.problem === 'file' || snapshot.problem === 'refused')
  const waits = state === 'paused' || state === 'offline' || state === 'failed'
  return (
    <div className="flex min-h-28 items-center gap-3 rounded-[10px] border border-line px-5 py-4">
      <div className="min-w-0 grow">
        <p className="truncate text-ink" title={snapshot.fileName}>
          {snapshot.fileName}
        </p>
        <ProgressBar
          value={state === 'done' || state === 'completing' ? 1 : snapshot.totalBytes === 0 ? 0 : snapshot.sentBytes / snapshot.totalBytes}
          label={text.progress(snapshot.fileName)}
          className={cx('mt-2', waits && 'opacity-50')}
        />
        {/* Numbers that run are not announced; what happened is. */}
        <p aria-hidden="true" className={cx('mt-1.5 text-xs tabular-nums', state === 'failed' ? 'text-danger' : 'text-muted')}>
          {progressInWords(snapshot, text)}
        </p>
        <p role="status" className="sr-only">
          {state === 'failed' ? failureInWords(snapshot, text) : text[state]}
        </p>
      </div>
      <div className="flex flex-none items-center gap-1">
        {state === 'uploading' || state === 'preparing' ? <IconButton label={text.pause} icon={Pause} onClick={upload.pause} /> : null}
        {state === 'paused' ? <IconButton label={text.resume} icon={Play} onClick={upload.resume} /> : null}
        {state === 'failed' && !needsAnother ? (
          <Button size="sm" icon={RotateCw} onClick={upload.resume}>
            {text.retry}
          </Button>
        ) : null}
        {state === 'done' || needsAnother ? (
          <Button size="sm" variant="quiet" onClick={upload.reset}>
            {text.another}
          </Button>
        ) : null}
        {state !== 'done' && state !== 'completing' ? <IconButton label={text.cancel} icon={X} onClick={upload.cancel} /> : null}
      </div>
    </div>
  )
}

function Unfinished({ upload, text }: { upload: UseUpload; text: UploadText }) {
  if (upload.unfinished.length === 0) return null
  return (
    <ul className="mt-3 flex flex-col gap-2">
      {upload.unfinished.map((one) => (
        <li key={one.uploadId} className="flex items-center gap-3 text-sm text-soft">
          <span className="min-w-0 grow">{text.goOn(one.fingerprint.name)}</span>
          <Button size="sm" variant="quiet" onClick={() => upload.discard(one)}>
            {text.forget}
          </Button>
        </li>
      ))}
    </ul>
  )
}
