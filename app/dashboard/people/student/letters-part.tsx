import { useTranslation } from 'react-i18next'
import { Row, Rows } from '#app/ui/list.tsx'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import type { StudentData } from '../student.tsx'
import { letterWords } from './letter-words.ts'

/** What was written to a student, the last first. */
export function LettersPart({ letters }: { letters: StudentData['letters'] }) {
  const { t } = useTranslation()
  return (
    <Section title={t('student.letters')}>
      {letters.length ? (
        <Rows>
          {letters.map(({ id, letter, createdAt, sentAt, failedAt }) => (
            <Row
              key={id}
              title={t(`student.letter.${letterWords(letter)}`)}
              text={
                <>
                  {t(failedAt ? 'student.notSent' : sentAt ? 'student.sent' : 'student.onItsWay')} ·{' '}
                  <RelativeTime at={sentAt ?? createdAt} />
                </>
              }
            />
          ))}
        </Rows>
      ) : (
        <p className="text-sm text-muted">{t('student.noLetters')}</p>
      )}
    </Section>
  )
}
