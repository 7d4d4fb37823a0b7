import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useToast } from '#app/ui/toast.tsx'
import { folderOf } from '../uploads/found-files.ts'
import { lessonUpload } from '../uploads/lesson-upload.ts'
import { dropUpload, queueUploads } from '../uploads/running-uploads.ts'
import { type FoundFile, videosAmong } from '../uploads/video-files.ts'
import type { BoardActions } from './curriculum-context.ts'

/** Makes a lesson at the end of a section of each video, and uploads them; without a section it makes one first, named as the folder. */
export function useAddVideos({ school, course, change }: Pick<BoardActions, 'school' | 'course' | 'change'>) {
  const { t } = useTranslation()
  const toast = useToast()
  return useCallback(
    (found: readonly FoundFile[], into: string | undefined) => {
      const { videos, others, hidden } = videosAmong(found)
      const leftOut = [
        ...(others.length ? [t('courses.curriculum.videos.others', { count: others.length, name: others[0] })] : []),
        ...(hidden ? [t('courses.curriculum.videos.hidden', { count: hidden })] : []),
      ]
      if (!videos.length) {
        if (found.length) toast({ text: [t('courses.curriculum.videos.none'), ...leftOut].join(' '), tone: 'danger' })
        return
      }
      const fill = (section: string) =>
        change({ intent: 'add-videos', section, titles: videos.map(({ title }) => title) }, (made) => {
          const uploads = videos.flatMap(({ file, title }, at) => {
            const lesson = made[at]
            return lesson ? lessonUpload({ school, course, lesson, title }, file) : []
          })
          queueUploads(uploads)
          toast({
            text: [t('courses.curriculum.videos.added', { count: uploads.length }), ...leftOut].join(' '),
            undo: () => {
              for (const { href } of uploads) dropUpload(href)
              change({ intent: 'delete-lessons', lessons: [...made] })
            },
          })
        })
      if (into) return fill(into)
      const title = folderOf(found)?.trim().slice(0, 200) || t('courses.curriculum.videos.section')
      change({ intent: 'add-section', title }, ([section]) => {
        if (section) fill(section)
      })
    },
    [school, course, change, toast, t],
  )
}
