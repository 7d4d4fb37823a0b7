import { urls } from '#app/urls.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { marksIn } from '../kit/canaries.ts'
import type { Twin, Twins } from '../kit/twins.ts'

interface Page {
  readonly host: string
  readonly path: string
  readonly cookie?: string
  /** The page must show the school's own word: a page that shows nothing proves nothing. */
  readonly shows: boolean
}

function pagesOf(server: TestServer, twin: Twin, { rows }: Twins): Page[] {
  const host = server.host(twin.slug)
  const platform = server.platform
  const { school, dashboard } = urls
  const site = [school.home(), school.course(rows.course.slug), school.signIn()].map((path) => ({ host, path, shows: true }))
  const learn = [
    { host, path: school.learn(), cookie: twin.studentCookie, shows: true },
    { host, path: `${school.learn()}.data`, cookie: twin.studentCookie, shows: true },
    ...[rows.lesson, rows.preview].map(({ id }) => ({
      ...{ host, path: school.lesson(rows.course.slug, id), cookie: twin.studentCookie, shows: true },
    })),
    { host, path: school.learnCourse(rows.course.slug), cookie: twin.studentCookie, shows: false },
    { host, path: school.redeem(twin.codes[0]), shows: true },
    { host, path: school.manifest(), shows: true },
    { host, path: school.lesson(rows.course.slug, rows.preview.id), shows: true },
  ]
  const { slug } = twin
  const staff = [
    dashboard.home(slug),
    `${dashboard.home(slug)}.data`,
    dashboard.courses(slug),
    dashboard.course(slug, rows.course.id),
    dashboard.courseDetails(slug, rows.course.id),
    dashboard.courseCodes(slug, rows.course.id),
    dashboard.batch(slug, rows.course.id, rows.batch),
    dashboard.batchCsv(slug, rows.course.id, rows.batch),
    dashboard.batchPrint(slug, rows.course.id, rows.batch),
    dashboard.lesson(slug, rows.course.id, rows.lesson.id),
    dashboard.people(slug),
    dashboard.jobs(slug),
    dashboard.jobs(slug, { show: 'failed' }),
    dashboard.jobs(slug, { show: 'done' }),
    dashboard.settings(slug),
    dashboard.brand(slug),
    ...(['home', 'course', 'mail', 'player'] as const).map((pane) =>
      dashboard.brandPreview(slug, { pane, accent: '#156a40', fonts: 'inter', corners: 'soft', theme: 'system' }),
    ),
  ].map((path) => ({
    host: platform,
    path,
    cookie: twin.staffCookie,
    shows: true,
  }))
  return [...site, ...learn, ...staff]
}

/** Every page of each school, by the host it is asked for on: none shows a word of the other. */
export async function hostFindings(server: TestServer, pair: Twins): Promise<string[]> {
  const findings: string[] = []
  for (const [mine, other] of [
    [pair.a, pair.b],
    [pair.b, pair.a],
  ] as const) {
    for (const page of pagesOf(server, mine, pair)) {
      const { status, text } = await server.ask(page.host, page.path, page.cookie ? { cookie: page.cookie } : {})
      const said = `${page.host}${page.path} (${status})`
      const foreign = marksIn(text, other.word)
      if (foreign.length) findings.push(`${said} shows ${foreign.join(', ')} of the other school`)
      if (page.shows && !marksIn(text, mine.word).length) findings.push(`${said} shows nothing of its own school`)
      if (status >= 500) findings.push(`${said} failed`)
    }
  }
  return findings
}
