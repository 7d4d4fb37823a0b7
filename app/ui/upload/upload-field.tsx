import { Pause, Play, RotateCw, UploadCloud, X } from 'lucide-react'
import { type DragEvent, type ReactNode, useId, useState } from 'react'
import { type UploadText, uploadText } from '#app/locales/en/upload.ts'
import { Button, IconButton } from '../button.tsx'
import { cx } from '../cx.ts'
import { ProgressBar } from '../progress.tsx'
import type { UploadSnapshot } from './upload-state.ts'
import { failureInWords, progressInWords } from './upload-words.ts'
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
  const [over, setOver] = useState(false)
  const [refused, setRefused] = useState<string>()
  const take = (file: File | undefined) => {
    if (!file) return
    if (!isAccepted(file, accept)) return setRefused(text.wrongKind(file.name))
    setRefused(undefined)
    onFile(file)
  }
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault()
    setOver(inside)
  }
  return (
    <div>
      {/* The input itself takes focus, Enter and Space; the label around it is what can be seen, clicked and dropped on. */}
      <label
        onDragOver={(event) => drag(event, true)}
        onDragLeave={(event) => drag(event, false)}
        onDrop={(event) => {
          drag(event, false)
          take(event.dataTransfer.files[0])
        }}
        className={cx(
          'flex min-h-28 cursor-pointer items-center gap-4 rounded-[10px] border border-dashed px-5 py-4 transition-colors duration-150',
          'has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-accent',
          over ? 'border-accent bg-accent-wash' : 'border-line-strong hover:bg-held',
        )}
      >
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
        <UploadCloud aria-hidden="true" size={22} className={cx('flex-none', over ? 'text-accent' : 'text-muted')} />
        <span className="min-w-0">
          <span className="block font-medium text-ink">{label}</span>
          <span className="block text-sm text-soft">
            {over ? (
              text.dropNow
            ) : (
              <>
                <span className="text-accent">{text.choose}</span> {text.drop}
              </>
            )}
          </span>
          <span id={`${id}-hint`} className="block text-xs text-muted">
            {hint}
          </span>
        </span>
      </label>
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

/** Browsers hold only the file dialog to `accept`, not what is dropped. */
function isAccepted(file: File, accept: string): boolean {
  const kinds = accept.split(',').map((kind) => kind.trim().toLowerCase())
  const type = file.type.toLowerCase()
  return kinds.some((kind) => {
    if (kind === '' || kind === '*/*') return true
    if (kind.startsWith('.')) return file.name.toLowerCase().endsWith(kind)
    return kind.endsWith('/*') ? type.startsWith(kind.slice(0, -1)) : type === kind
  })
}
