import { Form, useNavigation, useSearchParams } from '@remix-run/react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from './answers.ts'
import { unpackError } from './locales/sentences.ts'
import { Button } from './ui/button.tsx'
import { Field } from './ui/field.tsx'
import { Input, PasswordInput } from './ui/input.tsx'
import { Notice } from './ui/notice.tsx'

interface SignInFormProps {
  readonly answer: { error: string | null; email: string } | undefined
  /** Ways in by letter, where there are any. */
  readonly byLink?: string
  readonly forgot?: string
  /** The browser may offer passkeys where the address is typed. */
  readonly passkeys?: boolean
}

/** The address or the password is wrong, and nothing says which. */
const REFUSED = 'failures.people.sign_in_refused'

/** E-mail and password, for staff on the platform and for students on their school's host. */
export function SignInForm({ answer, byLink, forgot, passkeys = false }: SignInFormProps) {
  const { t, i18n } = useTranslation()
  const [search] = useSearchParams()
  const navigation = useNavigation()
  const sentence = answer?.error ? unpackError(answer.error, i18n.language) : undefined
  const isOfEmail = answer?.error === 'forms.email'
  const isRefused = answer?.error?.startsWith(REFUSED) ?? false
  const password = useRef<HTMLInputElement>(null)
  useAnswer(answer, () => {
    if (isRefused) password.current?.focus()
  })
  return (
    <Form method="post" className="flex flex-col gap-5">
      {sentence && !isOfEmail ? (
        <div id="refusal">
          <Notice tone="danger" live>
            {sentence}
          </Notice>
        </div>
      ) : null}
      <input type="hidden" name="to" value={search.get('to') ?? ''} />
      <Field id="email" label={t('platform.signIn.email')} error={isOfEmail ? sentence : undefined} required>
        <Input
          name="email"
          type="email"
          autoComplete={passkeys ? 'username webauthn' : 'email'}
          inputMode="email"
          defaultValue={answer?.email}
          autoFocus={!isRefused}
        />
      </Field>
      <Field id="password" label={t('platform.signIn.password')} required>
        <PasswordInput
          ref={password}
          name="password"
          autoComplete="current-password"
          // Without script the page is a new one, and what has the focus is read first.
          autoFocus={isRefused}
          {...(isRefused ? { 'aria-invalid': true, 'aria-describedby': 'refusal' } : {})}
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={navigation.formMethod === 'POST'}>
        {t('platform.signIn.submit')}
      </Button>
      {byLink ? (
        // The password is not needed for it.
        <Button type="submit" name="intent" value="link" formNoValidate variant="quiet" size="lg">
          {byLink}
        </Button>
      ) : null}
      {forgot ? (
        <Button type="submit" name="intent" value="password" formNoValidate variant="quiet" size="lg" className="-mt-3">
          {forgot}
        </Button>
      ) : null}
    </Form>
  )
}
