import { Form, Link, useNavigation, useSearchParams, useSubmit } from '@remix-run/react'
import { KeyRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Input } from '#app/ui/input.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { usePasskey } from '../use-passkey.ts'

interface Passkey {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly usedAt: number | null
}

export function PasskeyList({ passkeys, fresh }: { passkeys: readonly Passkey[]; fresh: boolean }) {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const renaming = search.get('rename')
  return (
    <Section title={t('twoFactor.passkeys.title')} text={t('twoFactor.passkeys.text')}>
      {passkeys.length ? (
        <Rows className="mb-5 border-t">
          {passkeys.map((passkey) =>
            passkey.id === renaming ? <Renaming key={passkey.id} passkey={passkey} /> : <PasskeyRow key={passkey.id} passkey={passkey} />,
          )}
        </Rows>
      ) : (
        <p className="mb-4 text-ui">{t('twoFactor.passkeys.none')}</p>
      )}
      {fresh ? (
        <AddPasskey />
      ) : (
        <ButtonLink to={urls.platform.confirm(urls.platform.twoFactor())} icon={KeyRound} className="noscript:hidden">
          {t('twoFactor.passkeys.add')}
        </ButtonLink>
      )}
      <noscript>
        <p className="text-sm text-muted">{t('twoFactor.passkeys.needsScript')}</p>
      </noscript>
    </Section>
  )
}

function AddPasskey() {
  const { t } = useTranslation()
  const submit = useSubmit()
  const navigation = useNavigation()
  const { ask, asking, problem } = usePasskey('add', (answer) => submit({ intent: 'add_passkey', answer }, { method: 'post' }))
  return (
    <div className="flex flex-col items-start gap-3 noscript:hidden">
      <Button icon={KeyRound} onClick={ask} busy={asking || navigation.formData?.get('intent') === 'add_passkey'}>
        {t('twoFactor.passkeys.add')}
      </Button>
      {problem ? (
        <Notice tone="caution" live>
          {problem}
        </Notice>
      ) : null}
    </div>
  )
}

function PasskeyRow({ passkey: { id, name, createdAt, usedAt } }: { passkey: Passkey }) {
  const { t } = useTranslation()
  const navigation = useNavigation()
  const isLeaving = navigation.formData?.get('intent') === 'remove_passkey' && navigation.formData.get('passkey') === id
  return (
    <Row
      lead={<KeyRound size={20} className="flex-none text-muted" />}
      title={name}
      text={
        <>
          {t('twoFactor.passkeys.made')} <RelativeTime at={createdAt} /> ·{' '}
          {usedAt === null ? (
            t('twoFactor.passkeys.unused')
          ) : (
            <>
              {t('twoFactor.passkeys.used')} <RelativeTime at={usedAt} />
            </>
          )}
        </>
      }
      aside={
        <>
          <Link
            to={urls.platform.twoFactor({ rename: id })}
            preventScrollReset
            aria-label={t('twoFactor.passkeys.renameNamed', { name })}
            className="button button-quiet button-sm"
          >
            {t('twoFactor.passkeys.rename')}
          </Link>
          <Form method="post">
            <input type="hidden" name="passkey" value={id} />
            <Button
              type="submit"
              name="intent"
              value="remove_passkey"
              size="sm"
              variant="quiet"
              busy={isLeaving}
              aria-label={t('twoFactor.passkeys.removeNamed', { name })}
            >
              {t('twoFactor.passkeys.remove')}
            </Button>
          </Form>
        </>
      }
    />
  )
}

function Renaming({ passkey: { id, name } }: { passkey: Passkey }) {
  const { t } = useTranslation()
  return (
    <li className="py-3">
      <Form method="post" className="flex flex-wrap items-center gap-2">
        <input type="hidden" name="passkey" value={id} />
        <Input
          name="name"
          defaultValue={name}
          maxLength={60}
          required
          autoFocus
          aria-label={t('twoFactor.passkeys.name')}
          className="min-w-0 flex-1"
        />
        <Button type="submit" name="intent" value="rename_passkey" variant="primary">
          {t('twoFactor.passkeys.save')}
        </Button>
        <ButtonLink to={urls.platform.twoFactor()} variant="quiet" preventScrollReset>
          {t('twoFactor.passkeys.cancel')}
        </ButtonLink>
      </Form>
    </li>
  )
}
