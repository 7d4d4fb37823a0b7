import { useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { Link } from '@remix-run/react'
import { CirclePlay, Ellipsis, FileText } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { uploadText } from '#app/locales/en/upload.ts'
import { Chip } from '#app/ui/chip.tsx'
import { cx } from '#app/ui/cx.ts'
import { Menu } from '#app/ui/menu.tsx'
import { duration } from '#app/ui/moments.ts'
import { ProgressBar } from '#app/ui/progress.tsx'
import { Duration } from '#app/ui/time.tsx'
import type { UploadSnapshot } from '#app/ui/upload/upload-state.ts'
import { progressInWords } from '#app/ui/upload/upload-words.ts'
import { urls } from '#app/urls.ts'
import type { CurriculumLesson, LessonVideo } from '#tenants/courses/curriculum-view.ts'
import { useUploadOf } from '../uploads/use-running.ts'
import { useBoardPart } from './board-state.ts'
import { ChooseBox } from './choose-box.tsx'
import { isPending } from './curriculum-changes.ts'
import { useBoard } from './curriculum-context.ts'
import { Handle } from './handle.tsx'
import { MenuButton, menuButtonId } from './menu-button.tsx'
import { PlainMenu } from './plain-menu.tsx'
import { RenameForm, useLessonRename } from './rename-form.tsx'
import { LessonMenu } from './row-menus.tsx'
import { lessonLinkId } from './use-board-keys.ts'

type LessonRowProps = {
  lesson: CurriculumLesson
  /** Counted through the course. */
  number: number
  isLifted: boolean
  isMenuOpen: boolean
}

const ROW = 'group border-b border-line has-[input[type=checkbox]:checked]:bg-accent-wash'

/** A row that is far from what one sees: its title, its number, and the way to its menu for who has no script. */
export const FarRow = memo(function FarRow({ lesson: { id, title }, number }: Pick<LessonRowProps, 'lesson' | 'number'>) {
  const { school, course, page } = useBoard()
  const isChosen = useBoardPart(({ selected }) => selected.has(id))
  return (
    <li data-lesson={id} className={cx('flex min-h-[47px] items-center gap-2 border-b border-line', isChosen && 'bg-accent-wash')}>
      <span className="ms-7 w-6 flex-none text-center text-sm text-muted tabular-nums">{number}</span>
      <a
        id={lessonLinkId(id)}
        href={urls.dashboard.lesson(school, course, id)}
        className="ms-7 min-w-0 flex-1 py-2 ps-1 text-ui wrap-anywhere touch:py-3"
      >
        {title}
      </a>
      <a href={`${urls.withMenu(page, id)}#${menuButtonId(id)}`} className="hidden p-2 noscript:block">
        …
      </a>
    </li>
  )
}, isSameRow)

/** While something is dragged each row hears of every step; only this thin shell is drawn then, not what it holds. */
export const LessonRow = memo(function LessonRow({ lesson, number, isLifted, isMenuOpen }: LessonRowProps) {
  const { id, title } = lesson
  const { setNodeRef, transform, transition, isDragging, listeners, setActivatorNodeRef } = useSortable({
    id,
    data: { kind: 'lesson', title },
    disabled: isPending(id),
  })
  return (
    <li
      ref={setNodeRef}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      data-lesson={id}
      className={cx(ROW, isDragging && 'rounded-sm bg-sunk *:invisible', isLifted && 'bg-accent-wash')}
    >
      <LessonContent
        lesson={lesson}
        number={number}
        isLifted={isLifted}
        isMenuOpen={isMenuOpen}
        listeners={listeners}
        setActivatorNodeRef={setActivatorNodeRef}
      />
    </li>
  )
}, isSameRow)

type LessonContentProps = LessonRowProps & Pick<ReturnType<typeof useSortable>, 'listeners' | 'setActivatorNodeRef'>

const LessonContent = memo(function LessonContent({
  lesson,
  number,
  isLifted,
  isMenuOpen,
  listeners,
  setActivatorNodeRef,
}: LessonContentProps) {
  const { t } = useTranslation()
  const board = useBoard()
  const { id, title, kind, preview, isNew, video } = lesson
  const rename = useLessonRename(id)
  const Icon = kind === 'video' ? CirclePlay : FileText
  const waits = isPending(id)
  const upload = useOwnUpload(urls.dashboard.lesson(board.school, board.course, id), lesson)
  return (
    <>
      <div className={cx('flex min-h-[46px] items-center gap-2', waits && 'text-muted')}>
        <Handle kind="lesson" id={id} title={title} isLifted={isLifted} sortable={{ listeners, setActivatorNodeRef }} />
        {waits ? <span className="w-6 flex-none" /> : <ChooseBox id={id} title={title} number={number} />}
        <Icon size={18} className="text-muted" />
        <span className="sr-only">{t(`courses.curriculum.kinds.${kind}`)}</span>
        {rename.isOpen ? (
          <RenameForm
            title={title}
            close={rename.close}
            onNext={rename.next}
            onRename={(next) => board.change({ intent: 'rename-lesson', lesson: id, title: next })}
          />
        ) : (
          <>
            <div className="min-w-0 flex-1 py-2 ps-1">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                {waits ? (
                  <span className="min-w-0 flex-[1_1_10rem] text-ui wrap-anywhere">{title}</span>
                ) : (
                  <Link
                    id={lessonLinkId(id)}
                    to={urls.dashboard.lesson(board.school, board.course, id)}
                    className="min-w-0 text-ui wrap-anywhere hover:text-accent touch:py-1"
                  >
                    {title}
                  </Link>
                )}
                {preview ? <Chip>{t('courses.curriculum.freePreview')}</Chip> : null}
                {isNew ? (
                  <Chip tone="wait" dot>
                    {t('courses.curriculum.draft')}
                  </Chip>
                ) : null}
              </div>
              {upload ? <Uploading snapshot={upload} /> : <Lacks lesson={lesson} className="text-sm text-muted sm:hidden" />}
              {video && !upload ? (
                <VideoState video={video} lesson={lesson} to={urls.dashboard.lesson(board.school, board.course, id)} />
              ) : null}
            </div>
            {upload ? null : <Length lesson={lesson} />}
            {waits ? (
              <span className="w-[30px] flex-none touch:w-11">
                <span className="sr-only">{t('courses.curriculum.adding')}</span>
              </span>
            ) : (
              <Menu trigger={<MenuButton id={id} title={title} icon={Ellipsis} />}>
                <LessonMenu lesson={lesson} onRename={rename.open} />
              </Menu>
            )}
          </>
        )}
      </div>
      {isMenuOpen ? <PlainMenu kind="lesson" id={id} title={title} preview={preview} /> : null}
    </>
  )
})

function Length({ lesson }: { lesson: CurriculumLesson }) {
  const { kind, seconds } = lesson
  const className = 'min-w-11 flex-none text-end text-sm whitespace-nowrap text-muted tabular-nums'
  if (seconds >= 1) return <Duration seconds={kind === 'text' ? Math.max(60, seconds) : seconds} className={className} />
  return <Lacks lesson={lesson} className={cx(className, 'max-sm:hidden')} />
}

/** What a lesson has still to be given. */
function Lacks({ lesson: { kind, isEmpty }, className }: { lesson: CurriculumLesson; className: string }) {
  const { t } = useTranslation()
  if (!isEmpty) return null
  return <span className={className}>{t(kind === 'text' ? 'courses.curriculum.noText' : 'courses.curriculum.noVideo')}</span>
}

/** An upload of this tab, until the lesson has its video. */
function useOwnUpload(href: string, { isEmpty }: CurriculumLesson): UploadSnapshot | undefined {
  const upload = useUploadOf(href)
  return upload?.state === 'cancelled' || (upload?.state === 'done' && !isEmpty) ? undefined : upload
}

function Uploading({ snapshot }: { snapshot: UploadSnapshot }) {
  const { state, sentBytes, totalBytes, fileName } = snapshot
  const share = state === 'done' ? 1 : totalBytes ? sentBytes / totalBytes : 0
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <ProgressBar value={share} label={uploadText.progress(fileName)} className="w-36" />
      <span className={cx('text-xs tabular-nums', state === 'failed' ? 'text-danger' : 'text-muted')}>
        {progressInWords(snapshot, uploadText)}
      </span>
    </div>
  )
}

/** What is still going on with a video, below its title. */
function VideoState({ video, lesson, to }: { video: LessonVideo; lesson: CurriculumLesson; to: string }) {
  const { t } = useTranslation()
  if (video.state === 'uploading') return <p className="mt-1 text-sm text-caution">{t('courses.curriculum.uploading')}</p>
  if (video.state === 'failed') {
    return (
      <p className="mt-1 text-sm text-danger">
        {video.reason}{' '}
        <Link to={to} className="inline-block font-medium underline touch:py-2.5">
          {t('courses.curriculum.mend')}
        </Link>
      </p>
    )
  }
  if (video.state !== 'preparing') return null
  const percent = Math.floor(video.share * 100)
  const words = video.waiting
    ? t('courses.curriculum.waiting')
    : video.secondsLeft === null
      ? t('courses.curriculum.preparing', { percent })
      : t('courses.curriculum.preparingLeft', { percent, left: duration(video.secondsLeft) })
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1">
      <ProgressBar value={video.share} label={t('courses.curriculum.progressOf', { title: lesson.title })} className="w-36" />
      <span className="text-xs text-muted tabular-nums">{words}</span>
    </div>
  )
}

type RowSeen = Pick<LessonRowProps, 'lesson' | 'number'> & Partial<LessonRowProps>

/** Each look at the server brings new objects that say the same. */
function isSameRow(before: RowSeen, now: RowSeen): boolean {
  return (
    before.number === now.number &&
    before.isLifted === now.isLifted &&
    before.isMenuOpen === now.isMenuOpen &&
    (before.lesson === now.lesson || JSON.stringify(before.lesson) === JSON.stringify(now.lesson))
  )
}
