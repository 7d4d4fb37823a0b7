import { eq } from 'drizzle-orm'
import type { Tenant } from '#tenants/tenant.ts'
import { changeCourse } from './change-course.ts'
import { createCourse } from './create-course.ts'
import { lessonsInOrder } from './find.ts'
import { saveLessonBody } from './lesson-body.ts'
import { lessons } from './schema.ts'

/** What a sample is known by: who gives it a name of their own has made it theirs. */
export const SAMPLE = { title: 'A sample course', outcome: 'See how a course looks to your students, and take it apart.' } as const

const TEXTS: Readonly<Record<string, string>> = {
  'Welcome: how this course works': `<p>This is a sample lesson. Students read it here, beside the list of lessons, on a phone or on a desk.</p>
<h2>Try it</h2><ul><li>Change this text: it saves itself.</li><li>Drag a lesson to another place.</li><li>Publish, then open your site and look at it as a visitor.</li></ul>
<blockquote><p>A good first lesson says what somebody will be able to do at the end.</p></blockquote>`,
  'Begin at the end': `<p>Before you plan a lesson, write one sentence: <strong>afterwards you can …</strong> It is the promise on the course’s page, and it decides what is left out.</p>
<h2>Three promises</h2><ul><li>“Dye a scarf with what grows beside the road.”</li><li>“Read a balance sheet without help.”</li><li>“Play one song by heart, at a party.”</li></ul>
<p>Each names something that can be seen. “Understand colour” cannot; “mix any colour you see” can.</p>`,
  'One lesson, one idea': `<p>Five to ten minutes are enough. When a lesson needs two titles, it is two lessons.</p>
<h2>A shape that works</h2><ol><li>Show what comes out at the end.</li><li>Do it once, slowly, and say why.</li><li>Name the mistake everybody makes.</li><li>Ask for something small that can be done today.</li></ol>
<blockquote><p>Nobody leaves a course because its lessons are too short.</p></blockquote>`,
  'Your first video': `<p>Open this lesson in the dashboard and drop a video into it. We prepare it so that it plays well on any device and connection.</p>
<p>A phone by a window is camera enough. Sound matters more than the picture: come close, and turn off what hums.</p>`,
  'Hand out access': `<p>Under <strong>Access codes</strong> you make codes to print or send. A student enters one and is in.</p>
<p>Begin with five people you know. What they ask in the first week is what your next lesson is about.</p>`,
}

/** A small course to look around in; it is a draft, and deleting it is one click. */
export async function addSampleCourse(tenant: Tenant, actor: string, now = Date.now()): Promise<void> {
  const course = await createCourse(
    tenant,
    actor,
    {
      ...SAMPLE,
      price: 0,
      currency: 'USD',
      sections: [{ title: 'Look around', lessons: Object.keys(TEXTS) }],
    },
    now,
  )
  await changeCourse(
    tenant,
    actor,
    course.id,
    { description: 'Change anything here, or delete it. Your own course begins with one line.' },
    now,
  )
  for (const lesson of tenant.read((db) => lessonsInOrder(db, course.id))) {
    await tenant.transact((tx) => tx.update(lessons).set({ kind: 'text' }).where(eq(lessons.id, lesson.id)).run().changes)
    await saveLessonBody(tenant, actor, course.id, lesson.id, TEXTS[lesson.title] ?? '', 0, now)
  }
}

/** The sample beside a new school. The school is there without it, so what stands in the way of the sample is noted and no failure of the school. */
export async function offerSampleCourse(tenant: Tenant, actor: string): Promise<void> {
  try {
    await addSampleCourse(tenant, actor)
  } catch (error) {
    tenant.log.error({ err: error }, 'the sample course could not be made')
  }
}
