import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { pageTitle } from '#app/school/page-title.ts'
import { requireSession } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { codesRedeemed, enrollmentsOf } from '#tenants/learning/enrollments-of.ts'
import { printCode } from '#tenants/sales/code-text.ts'
import { standingOf } from './standing.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('account.courses.title'))

export function loader({ context, request }: LoaderFunctionArgs) {
  const { tenant, student } = requireSession(context, request)
  return tenant.read((db) => ({
    enrollments: enrollmentsOf(db, student.id),
    codes: codesRedeemed(db, student.id).map((code) => ({ ...code, text: printCode(code.text) })),
  }))
}

type Enrollment = ReturnType<typeof useLoaderData<typeof loader>>['enrollments'][number]

export default function Courses() {
  const { enrollments, codes } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <>
      <Section title={t('account.courses.title')} text={t(enrollments.length ? 'account.courses.text' : 'account.courses.empty')}>
        {enrollments.length ? (
          <Rows className="border-t">
            {enrollments.map((enrollment) => (
              <CourseLine key={enrollment.courseId} enrollment={enrollment} />
            ))}
          </Rows>
        ) : (
          <ButtonLink to={urls.school.redeem()} variant="primary">
            {t('school.nav.redeem')}
          </ButtonLink>
        )}
      </Section>
      <Section title={t('account.courses.codes')} {...(codes.length ? {} : { text: t('account.courses.noCodes') })}>
        {codes.length ? (
          <Rows className="border-t">
            {codes.map(({ text, usedAt, title }) => (
              <Row key={text} title={<span className="font-mono">{text}</span>} text={title} aside={<RelativeTime at={usedAt} />} />
            ))}
          </Rows>
        ) : null}
      </Section>
    </>
  )
}

function CourseLine({ enrollment }: { enrollment: Enrollment }) {
  const { t, i18n } = useTranslation()
  const { slug, title, isOpen } = enrollment
  return (
    <Row
      title={title}
      text={standingOf(t, i18n.language, enrollment)}
      aside={
        isOpen ? (
          <ButtonLink to={urls.school.learnCourse(slug)} variant="quiet" aria-label={`${t('account.courses.open')}: ${title}`}>
            {t('account.courses.open')}
          </ButtonLink>
        ) : null
      }
    />
  )
}
