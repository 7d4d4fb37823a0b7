import { FolderUp, Upload } from 'lucide-react'
import { type ChangeEvent, useCallback, useRef, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '#app/ui/button.tsx'
import { filesChosen } from '../uploads/found-files.ts'
import { type FoundFile, VIDEO_FILES } from '../uploads/video-files.ts'
import { useBoard } from './curriculum-context.ts'

/** What opens the dialogs: one pair of inputs for the whole board, however many sections it has. */
export function useFileDialogs(onFiles: (found: readonly FoundFile[], section: string | undefined) => void) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement | null>(null)
  const into = useRef<string>()
  const setFolder = useCallback((input: HTMLInputElement | null) => {
    // React knows no such property.
    input?.setAttribute('webkitdirectory', '')
    folder.current = input
  }, [])
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const found = filesChosen(event.target.files ?? [])
    // So that the same files can be chosen again.
    event.target.value = ''
    onFiles(found, into.current)
  }
  const chooseVideos = useCallback((section: string | undefined, asFolder: boolean) => {
    into.current = section
    const input = asFolder ? folder.current : files.current
    input?.click()
  }, [])
  const inputs = (
    <>
      <input ref={files} type="file" multiple hidden accept={VIDEO_FILES} onChange={take} />
      <input ref={setFolder} type="file" multiple hidden onChange={take} />
    </>
  )
  return { chooseVideos, inputs }
}

const never = () => () => undefined
const hasFolders = () => 'webkitdirectory' in HTMLInputElement.prototype

/** Choose several videos, or a folder of them where the browser can; each becomes a lesson. Without a section they get one. */
export function AddVideos({ section }: { section?: { readonly id: string; readonly title: string } }) {
  const { t } = useTranslation()
  const { chooseVideos } = useBoard()
  const mayFolder = useSyncExternalStore(never, hasFolders, () => false)
  const title = section?.title
  return (
    <span className="flex flex-none items-center noscript:hidden">
      <Button
        size="sm"
        variant={section ? 'quiet' : 'secondary'}
        icon={Upload}
        aria-label={title === undefined ? undefined : t('courses.curriculum.videos.addTo', { section: title })}
        onClick={() => chooseVideos(section?.id, false)}
      >
        {t('courses.curriculum.videos.add')}
      </Button>
      {mayFolder ? (
        <IconButton
          size="sm"
          icon={FolderUp}
          label={title === undefined ? t('courses.curriculum.videos.folder') : t('courses.curriculum.videos.folderTo', { section: title })}
          onClick={() => chooseVideos(section?.id, true)}
        />
      ) : null}
    </span>
  )
}
