import { index, layout, prefix, type RouteConfig, type RouteConfigEntry, route } from '@remix-run/route-config'

/**
 * Every screen's URL. A route belongs to a kind of host by its file's folder: `platform/` and `dashboard/` answer on the
 * platform host, `school/` on schools' hosts (app/server/remix.ts). What never enters Remix stands in app/server/endpoints.ts:
 * a school's home and course pages, media, pictures, upload parts, heartbeats.
 */
const platform: RouteConfigEntry[] = [
  index('platform/home.tsx'),
  route('sign-up', 'platform/sign-up.tsx'),
  route('sign-in', 'platform/sign-in.tsx'),
  route('sign-in/second', 'platform/second-step.tsx'),
  route('sign-in/passkey', 'platform/passkey-question.ts'),
  route('sign-out', 'platform/sign-out.tsx'),
  route('preferences', 'platform/preferences.ts'),
  route('forgot', 'platform/forgot.tsx'),
  route('oauth/confirm', 'platform/oauth/confirm.tsx'),
  route('oauth/:provider', 'platform/oauth/begin.ts'),
  route('oauth/:provider/school', 'platform/oauth/school.ts'),
  route('oauth/:provider/back', 'platform/oauth/back.tsx'),
  route('link/:token', 'platform/link/link.tsx'),
  route('account', 'platform/account/account.tsx', [
    index('platform/account/profile.tsx'),
    route('sign-in', 'platform/account/signing-in.tsx'),
    route('sign-in/two-factor', 'platform/account/two-factor.tsx'),
    route('sign-in/app', 'platform/account/app-set-up.tsx'),
    route('sign-in/recovery-codes', 'platform/account/recovery-codes.tsx'),
    route('sign-in/confirm', 'platform/account/confirm.tsx'),
    route('sessions', 'platform/account/sessions.tsx'),
  ]),
  route('schools/new', 'platform/new-school.tsx'),
  route('schools/address', 'platform/check-address.ts'),
  ...(process.env.NODE_ENV === 'production'
    ? []
    : [route('ui', 'platform/ui-gallery.tsx'), route('mailbox', 'platform/mailbox/mailbox.tsx')]),
]

const dashboard: RouteConfigEntry[] = [
  route('dashboard', 'dashboard/schools.tsx'),
  route('dashboard/:school', 'dashboard/frame.tsx', [
    index('dashboard/home.tsx'),
    route('notifications', 'dashboard/notifications/notifications.tsx'),
    route('courses', 'dashboard/courses/courses.tsx'),
    route('courses/new', 'dashboard/courses/new-course.tsx'),
    route('courses/:course', 'dashboard/courses/course.tsx', [
      index('dashboard/courses/curriculum.tsx'),
      route('details', 'dashboard/courses/details.tsx'),
      route('codes', 'dashboard/codes/batches.tsx'),
    ]),
    route('courses/:course/codes/:batch', 'dashboard/codes/batch.tsx'),
    route('courses/:course/lessons/:lesson', 'dashboard/courses/lesson.tsx'),
    route('courses/:course/lessons/:lesson/watching', 'dashboard/courses/watching.tsx'),
    route('courses/:course/lessons/:lesson/chapters', 'dashboard/chapters/chapters.tsx'),
    route('courses/:course/lessons/:lesson/captions', 'dashboard/captions/captions.tsx'),
    route('courses/:course/lessons/:lesson/captions/:captions', 'dashboard/captions/editor.tsx'),
    route('courses/:course/preview', 'dashboard/courses/preview.tsx'),
    route('trash', 'dashboard/trash/trash.tsx'),
    route('people', 'dashboard/people/people.tsx'),
    route('people/new', 'dashboard/people/new-student.tsx'),
    route('people/import', 'dashboard/people/import.tsx'),
    route('people/:student', 'dashboard/people/student.tsx'),
    route('people/:student/view-as', 'dashboard/people/view-as.tsx'),
    route('staff', 'dashboard/staff/staff.tsx'),
    route('staff/invite', 'dashboard/staff/invite.tsx'),
    route('staff/roles', 'dashboard/staff/roles.tsx'),
    route('staff/roles/:role', 'dashboard/staff/role.tsx'),
    route('staff/ownership', 'dashboard/staff/ownership.tsx'),
    route('staff/:person', 'dashboard/staff/member.tsx'),
    route('jobs', 'dashboard/jobs/jobs.tsx'),
    route('audit', 'dashboard/audit/audit.tsx'),
    route('brand', 'dashboard/brand/brand.tsx'),
    route('settings', 'dashboard/settings/settings.tsx'),
    route('settings/protection', 'dashboard/protection/protection.tsx'),
    route('settings/video', 'dashboard/settings/video.tsx'),
    route('help', 'dashboard/help/help.tsx'),
    route('help/:guide', 'dashboard/help/guide.tsx'),
  ]),
  route('dashboard/:school/welcome', 'dashboard/welcome/look.tsx'),
  route('dashboard/:school/welcome/course', 'dashboard/welcome/first-course.tsx'),
  // Without the frame: what is printed, downloaded, or asked for by script.
  route('dashboard/:school/courses/:course/codes/:batch/print', 'dashboard/codes/print.tsx'),
  route('dashboard/:school/courses/:course/codes/:batch.csv', 'dashboard/codes/batch-csv.ts'),
  route('dashboard/:school/courses/:course/lessons/:lesson/text', 'dashboard/courses/lesson-text.ts'),
  route('dashboard/:school/courses/:course/lessons/:lesson/watching.csv', 'dashboard/courses/watching-csv.ts'),
  route('dashboard/:school/courses/:course/lessons/:lesson/captions/:captions/file', 'dashboard/captions/document.ts'),
  route('dashboard/:school/courses/:course/lessons/:lesson/chapters/list', 'dashboard/chapters/list.ts'),
  route('dashboard/:school/audit.csv', 'dashboard/audit/audit-csv.ts'),
  route('dashboard/:school/search', 'dashboard/search/search.ts'),
  route('dashboard/:school/people.csv', 'dashboard/people/people-csv.ts'),
  route('dashboard/:school/courses/:course/places', 'dashboard/courses/places.ts'),
  route('dashboard/:school/brand/preview', 'dashboard/brand/preview.ts'),
  route('dashboard/:school/uploads', 'dashboard/uploads/uploads.ts'),
]

const school: RouteConfigEntry[] = [
  layout('school/frame.tsx', [
    ...(await prefix('learn', [index('school/learn/learn-home.tsx')])),
    route('account', 'school/account/account.tsx', [
      index('school/account/profile.tsx'),
      route('sign-in', 'school/account/signing-in.tsx'),
      route('courses', 'school/account/courses.tsx'),
      route('notifications', 'school/account/notifications.tsx'),
      route('data', 'school/account/my-data.tsx'),
    ]),
  ]),
  route('account/export', 'school/account/export.ts'),
  route('learn/:course', 'school/learn/course.ts'),
  route('learn/:course/:lesson', 'school/learn/lesson.tsx'),
  route('learn/:course/:lesson/transcript', 'school/learn/transcript.tsx'),
  route('redeem', 'school/redeem/redeem.tsx'),
  route('sign-in', 'school/sign-in.tsx'),
  route('oauth/:provider', 'school/oauth/begin.ts'),
  route('oauth/enter/:token', 'school/oauth/enter.tsx'),
  route('link/:token', 'school/link/link.tsx'),
  route('sign-out', 'school/sign-out.tsx'),
  route('view-as/leave', 'school/view-as/leave.ts'),
  route('view-as/:token', 'school/view-as/enter.ts'),
  route('preview/leave', 'school/preview/leave.ts'),
  route('preview/:token', 'school/preview/enter.ts'),
]

export default [...platform, ...dashboard, ...school, route('*', 'not-found.tsx')] satisfies RouteConfig
