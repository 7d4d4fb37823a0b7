import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { Mail } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { mailboxUrl } from '#app/mailbox.server.ts'
import { RequestRefused } from '#app/server/guards.ts'
import { EmptyState } from '#app/ui/empty.tsx'
import { SchoolFrame } from '#app/ui/frames/school-frame.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { letterIn, lettersIn } from '#integrations/mail/mailbox.ts'
import { mailboxFolder } from '#integrations/mail/open-mailer.ts'
import { type ReadLetter, readLetter } from '#integrations/mail/read-letter.ts'

const SHOWN = 50

/** Letters that did not leave this machine, newest first. Whoever reads them can sign in as anybody, so it is for development alone. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  if (mailboxUrl(context) === null) throw new RequestRefused('not_found', 404)
  const folder = mailboxFolder(context.lectern.schools.env)
  const read = async (name: string) => {
    const eml = await letterIn(folder, name)
    return eml && { name, ...(await readLetter(eml)) }
  }
  const names = (await lettersIn(folder)).slice(0, SHOWN)
  const letters = (await Promise.all(names.map(read))).filter((letter) => letter !== undefined)
  const open = new URL(request.url).searchParams.get('letter') ?? names[0]
  return {
    letters: letters.map(({ name, subject, to }) => ({ name, subject, to })),
    open: open === undefined ? null : ((await read(open)) ?? null),
  }
}

export default function Mailbox() {
  const { letters, open } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <SchoolFrame school={{ name: t('platform.name'), to: urls.platform.home() }} links={[]}>
      <PageHeader title={t('staffAccount.mailbox.title')} lead={t('staffAccount.mailbox.lead')} />
      {letters.length ? (
        <div className="mt-8 grid gap-10 lg:grid-cols-[320px_minmax(0,1fr)]">
          <ul className="divide-y divide-line border-y border-line">
            {letters.map(({ name, subject, to }) => (
              <li key={name}>
                <Link
                  to={urls.platform.mailbox(name)}
                  aria-current={name === open?.name ? 'page' : undefined}
                  className="block rounded-sm px-2 py-2.5 hover:bg-held aria-[current]:bg-held"
                >
                  <span className="block truncate text-ui">{subject}</span>
                  <span className="block truncate text-sm text-muted">{to}</span>
                </Link>
              </li>
            ))}
          </ul>
          {open ? <Letter letter={open} /> : null}
        </div>
      ) : (
        <EmptyState icon={Mail} title={t('staffAccount.mailbox.none')} text={t('staffAccount.mailbox.noneText')} className="mt-8" />
      )}
    </SchoolFrame>
  )
}

function Letter({ letter: { subject, from, to, html, text } }: { letter: ReadLetter }) {
  const { t } = useTranslation()
  return (
    <article>
      <Section title={subject} text={t('staffAccount.mailbox.parties', { from, to })}>
        <iframe
          title={subject}
          // No script of it runs; its links open in a tab of their own.
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={html.replace('<head>', '<head><base target="_blank">')}
          className="h-[640px] w-full rounded-md border border-line"
        />
      </Section>
      <Section title={t('staffAccount.mailbox.text')}>
        <pre className="rounded-md bg-sunk p-4 text-sm whitespace-pre-wrap">{text}</pre>
      </Section>
    </article>
  )
}
