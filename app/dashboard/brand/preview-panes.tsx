import { catalogue } from '#app/locales/catalogue.ts'
import { playerText } from '#app/locales/en/player.ts'
import { CurriculumRows } from '#app/ui/curriculum.tsx'
import { LearnFrame, type LearnFrameProps } from '#app/ui/frames/learn-frame.tsx'
import { BigPlay } from '#app/ui/player/big-play.tsx'
import type { CoursePage } from '#tenants/site/pages.ts'

type PlayerPaneProps = { school: LearnFrameProps['school']; locale: string; course: CoursePage['course'] }

/** A lesson as a student sees it, in the frame and with the parts of the real one; the film is not fetched. */
export function PlayerPane({ school, locale, course }: PlayerPaneProps) {
  const { t } = catalogue(locale)
  const [first] = course.sections
  const lessons = course.sections.flatMap((section) => section.lessons)
  const here = lessons[1] ?? lessons[0]
  const following = lessons[2]
  return (
    <LearnFrame
      school={{ ...school, reloadDocument: true }}
      progress={{ done: 1, all: lessons.length, label: course.title }}
      media={
        <div className="relative mx-auto aspect-video max-h-[70vh] text-stage-ink">
          <BigPlay label={playerText.play} busyLabel={playerText.play} onClick={() => undefined} />
          <div className="absolute inset-x-5 bottom-5 h-1 rounded-full bg-stage-ink/25">
            <div className="h-full w-1/3 rounded-full bg-accent" />
          </div>
        </div>
      }
      body={
        <article>
          <p className="mb-1 text-sm text-muted">{first?.title}</p>
          <h1>{here?.title}</h1>
          <button type="button" className="button button-secondary mt-4">
            {t('brand.sample.done')}
          </button>
          <div className="prose-lesson mt-8">
            <p>{t('brand.sample.lessonText')}</p>
            <blockquote>{t('brand.sample.lessonQuote')}</blockquote>
          </div>
        </article>
      }
      curriculumLabel={t('learn.lessons')}
      curriculum={
        <CurriculumRows
          title={course.title}
          progress={1 / Math.max(1, lessons.length)}
          progressLabel={course.title}
          sections={course.sections.map((section) => ({
            ...section,
            lessons: section.lessons.map((lesson) => ({
              id: lesson.id,
              to: '#',
              title: lesson.title,
              number: lessons.indexOf(lesson) + 1,
              state: lesson === lessons[0] ? ('done' as const) : ('open' as const),
              current: lesson === here,
            })),
          }))}
        />
      }
      {...(following
        ? {
            next: {
              label: t('brand.sample.next'),
              title: following.title,
              action: (
                <button type="button" className="button button-primary">
                  {t('brand.sample.next')}
                </button>
              ),
            },
          }
        : {})}
    />
  )
}
