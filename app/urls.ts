import { linkPath } from '#lib/link-path.ts'

/** Every address in the product, built here and nowhere else. Mirrors app/routes.ts and app/server/endpoints.ts. */
const part = encodeURIComponent

const query = (parameters: Record<string, string | undefined>): string => {
  const present = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '')
  return present.length ? `?${new URLSearchParams(present)}` : ''
}

const courseIn = (school: string, course: string) => `/dashboard/${part(school)}/courses/${part(course)}`

/** The first page needs no number. */
const pageOf = (page: number | undefined): string | undefined => (page && page > 1 ? String(page) : undefined)

interface CoursesQuery {
  readonly q?: string
  readonly status?: string | undefined
  readonly sort?: string | undefined
  readonly page?: number
  /** What was just deleted and can be restored. */
  readonly deleted?: string
  /** The row whose menu is written out. */
  readonly menu?: string
}

interface JobsQuery {
  readonly q?: string | undefined
  readonly show?: string | undefined
  readonly kind?: string | undefined
  readonly sort?: string | undefined
  readonly page?: number
}

interface TrashQuery {
  /** What somebody is asked about before it goes for good. */
  readonly erase?: string
  readonly q?: string
  readonly page?: number
}

interface BrandQuery {
  readonly pane: string
  readonly accent: string
  readonly fonts: string
  readonly corners: string
  readonly theme: string
}

interface PeopleQuery {
  readonly search?: string
  readonly course?: string
  readonly segment?: string | undefined
  readonly tag?: string | undefined
  readonly sort?: string | undefined
  readonly order?: string | undefined
  readonly page?: number
}

interface AuditQuery {
  readonly q?: string | undefined
  /** Who did it, by the id of a person. */
  readonly by?: string | undefined
  readonly about?: string | undefined
  /** Days, `2026-03-01`, both among those shown. */
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly sort?: string | undefined
  readonly page?: number
}

/** The object behind a media token that tells where a film's small pictures are. */
export const STORYBOARD = 'storyboard.vtt'

/** The object behind a media token that holds captions: another version has another address. */
export const captionsObject = (id: string, version: number) => `captions/${id}-${version}.vtt`

export const urls = {
  platform: {
    home: () => '/',
    signUp: () => '/sign-up',
    signIn: (to?: string, done?: 'password' | 'email_back' | 'linked') => `/sign-in${query({ to, done })}`,
    /** The first step was taken too long ago. */
    signInAgain: (to?: string) => `/sign-in${query({ expired: '1', to })}`,
    /** Where who gave the right password goes on; `recovery`: for who has lost the rest. */
    secondStep: (to?: string, way?: 'recovery') => `/sign-in/second${query({ to, way })}`,
    /** What a browser needs to ask for a passkey, as JSON. */
    passkeyQuestion: (purpose: string) => `/sign-in/passkey${query({ for: purpose })}`,
    signOut: () => '/sign-out',
    forgot: () => '/forgot',
    /** Where a link in a letter leads. */
    link: linkPath,
    /** The beginning of a sign-in by a provider: for staff, and for who comes from a school's host. */
    oauth: (provider: string) => `/oauth/${part(provider)}`,
    oauthSchool: (provider: string, begun?: string) => `/oauth/${part(provider)}/school${query({ begun })}`,
    /** What a provider is told to send browsers back to. */
    oauthBack: (provider: string) => `/oauth/${part(provider)}/back`,
    oauthConfirm: () => '/oauth/confirm',
    account: () => '/account',
    signingIn: (done?: 'password' | 'asked' | 'email' | 'linked') => `/account/sign-in${query({ done })}`,
    /** `for`: the school that demands it; `done`: what was just done. */
    twoFactor: (about: { for?: string; done?: string; rename?: string } = {}) => `/account/sign-in/two-factor${query(about)}`,
    setUpApp: () => '/account/sign-in/app',
    recoveryCodes: () => '/account/sign-in/recovery-codes',
    /** Who is signed in proves once more who they are, and goes on to where they were. */
    confirm: (to: string, way?: 'recovery') => `/account/sign-in/confirm${query({ to, way })}`,
    sessions: () => '/account/sessions',
    /** In development: the letters that did not leave. */
    mailbox: (letter?: string) => `/mailbox${query({ letter })}`,
    schools: () => '/dashboard',
    /** Also for who runs a single one and would be led straight to it. */
    allSchools: () => '/dashboard?all',
    preferences: () => '/preferences',
    newSchool: () => '/schools/new',
    checkAddress: (about: { name: string } | { slug: string }) => `/schools/address${query(about)}`,
  },
  dashboard: {
    home: (school: string) => `/dashboard/${part(school)}`,
    notifications: (school: string) => `/dashboard/${part(school)}/notifications`,
    notificationsPoll: (school: string) => `/dashboard/${part(school)}/notifications?poll`,
    /** The first steps of a new school, after its name. */
    welcome: (school: string) => `/dashboard/${part(school)}/welcome`,
    welcomePoll: (school: string) => `/dashboard/${part(school)}/welcome?poll`,
    firstCourse: (school: string) => `/dashboard/${part(school)}/welcome/course`,
    help: (school: string, q?: string) => `/dashboard/${part(school)}/help${query({ q })}`,
    guide: (school: string, guide: string, heading?: string) =>
      `/dashboard/${part(school)}/help/${part(guide)}${heading ? `#${heading}` : ''}`,
    /** Home's own action: the frame answers at the same path. */
    homeAction: (school: string) => `/dashboard/${part(school)}?index`,
    homePoll: (school: string) => `/dashboard/${part(school)}?index&poll`,
    courses: (school: string, list: CoursesQuery = {}) =>
      `/dashboard/${part(school)}/courses${query({ ...list, page: pageOf(list.page) })}`,
    newCourse: (school: string) => `/dashboard/${part(school)}/courses/new`,
    course: courseIn,
    /** The curriculum's own loader and action: its layout answers at the same path. */
    curriculum: (school: string, course: string) => `${courseIn(school, course)}?index`,
    curriculumPoll: (school: string, course: string) => `${courseIn(school, course)}?index&poll`,
    coursePlaces: (school: string, course: string) => `${courseIn(school, course)}/places`,
    trash: (school: string, list: TrashQuery = {}) => `/dashboard/${part(school)}/trash${query({ ...list, page: pageOf(list.page) })}`,
    courseDetails: (school: string, course: string) => `${courseIn(school, course)}/details`,
    courseDetailsPoll: (school: string, course: string) => `${courseIn(school, course)}/details?poll`,
    courseCodes: (school: string, course: string) => `${courseIn(school, course)}/codes`,
    newBatch: (school: string, course: string) => `${courseIn(school, course)}/codes?new`,
    batch: (school: string, course: string, batch: string, list: { show?: string | undefined; page?: number } = {}) =>
      `${courseIn(school, course)}/codes/${part(batch)}${query({ show: list.show, page: pageOf(list.page) })}`,
    batchCsv: (school: string, course: string, batch: string) => `${courseIn(school, course)}/codes/${part(batch)}.csv`,
    /** The codes nobody has used, as plain lines. */
    batchUnused: (school: string, course: string, batch: string) => `${courseIn(school, course)}/codes/${part(batch)}.csv?unused`,
    batchPrint: (school: string, course: string, batch: string) => `${courseIn(school, course)}/codes/${part(batch)}/print`,
    lesson: (school: string, course: string, lesson: string) => `${courseIn(school, course)}/lessons/${part(lesson)}`,
    /** `film`: one the lesson had before; `t`: the second its player begins at. */
    lessonWatching: (school: string, course: string, lesson: string, about: { film?: string | undefined; t?: string } = {}) =>
      `${courseIn(school, course)}/lessons/${part(lesson)}/watching${query(about)}`,
    lessonWatchingCsv: (school: string, course: string, lesson: string, film?: string) =>
      `${courseIn(school, course)}/lessons/${part(lesson)}/watching.csv${query({ film })}`,
    /** Its film from this second on. */
    lessonAt: (school: string, course: string, lesson: string, seconds: number) =>
      `${courseIn(school, course)}/lessons/${part(lesson)}?t=${Math.floor(seconds)}`,
    /** Where the preview of a course's page, or of one lesson, is led to; `begun`: come back from the school's host. */
    preview: (school: string, course: string, lesson?: string, begun?: { begin: string; browser: string }) =>
      `${courseIn(school, course)}/preview${query({ lesson, ...begun })}`,
    lessonText: (school: string, course: string, lesson: string) => `${courseIn(school, course)}/lessons/${part(lesson)}/text`,
    chapters: (school: string, course: string, lesson: string) => `${courseIn(school, course)}/lessons/${part(lesson)}/chapters`,
    /** Saves by script. */
    chaptersList: (school: string, course: string, lesson: string) => `${courseIn(school, course)}/lessons/${part(lesson)}/chapters/list`,
    /** `removed`: which can be brought back. */
    captions: (school: string, course: string, lesson: string, removed?: string) =>
      `${courseIn(school, course)}/lessons/${part(lesson)}/captions${query({ removed })}`,
    captionsEditor: (school: string, course: string, lesson: string, captions: string) =>
      `${courseIn(school, course)}/lessons/${part(lesson)}/captions/${part(captions)}`,
    /** Where the editor saves them, and what they are downloaded from. */
    captionsFile: (school: string, course: string, lesson: string, captions: string, as?: 'vtt' | 'srt') =>
      `${courseIn(school, course)}/lessons/${part(lesson)}/captions/${part(captions)}/file${query({ as })}`,
    uploads: (school: string) => `/dashboard/${part(school)}/uploads`,
    assetState: (school: string, asset: string) => `/dashboard/${part(school)}/uploads${query({ asset })}`,
    people: (school: string, list: PeopleQuery = {}) => `/dashboard/${part(school)}/people${query({ ...list, page: pageOf(list.page) })}`,
    newStudent: (school: string) => `/dashboard/${part(school)}/people/new`,
    importPeople: (school: string) => `/dashboard/${part(school)}/people/import`,
    peopleCsv: (school: string, list: PeopleQuery = {}) => `/dashboard/${part(school)}/people.csv${query({ ...list, page: undefined })}`,
    student: (school: string, student: string, page: { before?: string } = {}) =>
      `/dashboard/${part(school)}/people/${part(student)}${query(page)}`,
    viewAs: (school: string, student: string, begun: { begin: string; browser: string }) =>
      `/dashboard/${part(school)}/people/${part(student)}/view-as${query(begun)}`,
    jobs: (school: string, list: JobsQuery = {}) => `/dashboard/${part(school)}/jobs${query({ ...list, page: pageOf(list.page) })}`,
    jobsPoll: (school: string, list: JobsQuery) =>
      `/dashboard/${part(school)}/jobs${query({ ...list, page: pageOf(list.page), poll: '1' })}`,
    audit: (school: string, list: AuditQuery = {}) => `/dashboard/${part(school)}/audit${query({ ...list, page: pageOf(list.page) })}`,
    auditCsv: (school: string, list: Omit<AuditQuery, 'page'>) => `/dashboard/${part(school)}/audit.csv${query({ ...list })}`,
    search: (school: string, q: string) => `/dashboard/${part(school)}/search${query({ q })}`,
    brand: (school: string) => `/dashboard/${part(school)}/brand`,
    brandPoll: (school: string) => `/dashboard/${part(school)}/brand?poll`,
    /** A page of the school as it would look: without the frame, and without script. */
    brandPreview: (school: string, draft: BrandQuery) => `/dashboard/${part(school)}/brand/preview${query({ ...draft })}`,
    /** `removed`: who can be taken back. */
    staff: (school: string, removed?: string) => `/dashboard/${part(school)}/staff${query({ removed })}`,
    inviteStaff: (school: string, begun: { email?: string; role?: string } = {}) =>
      `/dashboard/${part(school)}/staff/invite${query(begun)}`,
    roles: (school: string) => `/dashboard/${part(school)}/staff/roles`,
    role: (school: string, role: string) => `/dashboard/${part(school)}/staff/roles/${part(role)}`,
    ownership: (school: string) => `/dashboard/${part(school)}/staff/ownership`,
    member: (school: string, person: string, role?: string) => `/dashboard/${part(school)}/staff/${part(person)}${query({ role })}`,
    settings: (school: string) => `/dashboard/${part(school)}/settings`,
    protection: (school: string) => `/dashboard/${part(school)}/settings/protection`,
    videoSettings: (school: string) => `/dashboard/${part(school)}/settings/video`,
    videosBy: (school: string) => `/dashboard/${part(school)}/settings/video?by`,
    videosMove: (school: string) => `/dashboard/${part(school)}/settings/video?move`,
    /** The rule for originals, by who was asked about those that go. */
    videoRuleSure: (school: string) => `/dashboard/${part(school)}/settings/video?sure`,
    videosAgain: (school: string) => `/dashboard/${part(school)}/settings/video?again`,
    /** A video as it was uploaded, to be saved. */
    original: (schoolId: string, token: string) => `/originals/${schoolId}/${token}`,
    media: (schoolId: string, token: string, object: string) => `/media/${schoolId}/${token}/${object}`,
  },
  school: {
    home: () => '/',
    course: (course: string) => `/courses/${part(course)}`,
    /** The course's page as whoever may not open this lesson of it finds it. */
    courseOfLesson: (course: string, lesson: string) => `/courses/${part(course)}/${part(lesson)}`,
    signIn: (to?: string) => `/sign-in${query({ to })}`,
    oauth: (provider: string) => `/oauth/${part(provider)}`,
    /** Where the platform's host sends who has come back from a provider. */
    oauthEnter: (token: string) => `/oauth/enter/${part(token)}`,
    /** Why a sign-in by a provider came to nothing: the code of a sentence. */
    signInFailed: (failed: string, provider: string, to?: string) => `/sign-in${query({ failed, provider, to })}`,
    /** After asking for the account to be deleted: until when it can be taken back. */
    signInLeaving: (eraseAt: number) => `/sign-in${query({ leaving: String(eraseAt) })}`,
    signOut: () => '/sign-out',
    viewAs: (sealed: string) => `/view-as/${part(sealed)}`,
    leaveView: () => '/view-as/leave',
    /** Where a preview of a draft begins. */
    preview: (sealed: string) => `/preview/${part(sealed)}`,
    leavePreview: () => '/preview/leave',
    /** The course's page in a preview: as one sees it who has the course, or who has not. */
    previewPage: (course: string, asVisitor: boolean) => `/courses/${part(course)}${asVisitor ? '?visitor' : ''}`,
    /** Where a link in a letter leads. */
    link: linkPath,
    account: () => '/account',
    accountSignIn: () => '/account/sign-in',
    accountLinkFailed: (failed: string, provider: string) => `/account/sign-in${query({ failed, provider })}`,
    accountLinked: () => '/account/sign-in?linked',
    accountEmailChanged: () => '/account/sign-in?changed',
    accountCourses: () => '/account/courses',
    accountNotifications: () => '/account/notifications',
    accountData: () => '/account/data',
    accountExport: () => '/account/export',
    avatar: (studentId: string, avatarId: string) => `/avatars/${part(studentId)}/${part(avatarId)}.webp`,
    redeem: (code?: string) => `/redeem${query({ code })}`,
    learn: () => '/learn',
    learnCourse: (course: string) => `/learn/${part(course)}`,
    lesson: (course: string, lesson: string) => `/learn/${part(course)}/${part(lesson)}`,
    /** The lesson's film from this second on. */
    lessonAt: (course: string, lesson: string, seconds: number) => `/learn/${part(course)}/${part(lesson)}?t=${Math.floor(seconds)}`,
    /** What is said in the lesson's film, as a page of its own. */
    transcript: (course: string, lesson: string, language?: string) =>
      `/learn/${part(course)}/${part(lesson)}/transcript${query({ language })}`,
    heartbeats: () => '/learn/heartbeats',
    media: (token: string, object: string) => `/media/${token}/${object}`,
    /** Answers a link to the same film for a television. */
    receiver: (token: string) => `/media/${token}/receiver`,
    picture: (assetId: string, width: number) => `/pictures/${assetId}/${width}.webp`,
    manifest: () => '/manifest.webmanifest',
    /** `stamp` moves with what is drawn, so the content of an address never changes. */
    icon: (stamp: string, size: number) => `/icons/${stamp}/${size}.png`,
    /** The picture beside a shared link: of the school, or of one course. */
    social: (stamp: string, course?: string) => `/social/${stamp}${course === undefined ? '' : `/${part(course)}`}.jpg`,
  },
  /** A list as it was kept: the query its address had. */
  withQuery: (page: string, asked: string) => (asked ? `${page}?${asked}` : page),
  /** A page with one of its menus written out, for who has no script. */
  withMenu: (page: string, row: string) => `${page}${query({ menu: row })}`,
  /** The page with a question on it. */
  withAsk: (page: string, ask: string) => `${page}${query({ ask })}`,
  uploadPart: (schoolId: string, sealed: string) => `/uploads/${schoolId}/${sealed}`,
} as const
