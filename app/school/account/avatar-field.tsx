import { useFetcher } from '@remix-run/react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import { sentence } from '#app/locales/sentences.ts'
import { Avatar } from '#app/ui/avatar.tsx'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import type { ProfileAnswer } from './profile.tsx'
import { smallPicture } from './small-picture.ts'

/** The picture beside a name. With script a chosen file is made small here and sent at once; without, a button sends it as it is. */
export function AvatarField({ name, avatar, problem }: { name: string; avatar: string | null; problem: string | null }) {
  const { t } = useTranslation()
  const fetcher = useFetcher<ProfileAnswer>({ key: 'avatar' })
  const file = useRef<HTMLInputElement>(null)
  const [unread, setUnread] = useState(false)
  useAnswer(fetcher.data, () => {
    if (file.current) file.current.value = ''
  })
  const isBusy = fetcher.state !== 'idle'
  const told = unread ? sentence('failures.people.avatar_unreadable') : (fetcher.data?.problem ?? problem)

  const send = async (chosen: File | undefined) => {
    if (!chosen) return
    const small = await smallPicture(chosen)
    setUnread(small === undefined)
    if (!small) return
    const form = new FormData()
    form.set('intent', 'picture')
    form.set('picture', small)
    fetcher.submit(form, { method: 'post', encType: 'multipart/form-data' })
  }

  return (
    <Section title={t('account.profile.picture')} text={t('account.profile.pictureText')}>
      <div className="flex flex-wrap items-start gap-5">
        <Avatar name={name} src={avatar} size="lg" />
        <fetcher.Form method="post" encType="multipart/form-data" className="flex min-w-0 flex-1 flex-col gap-3">
          <Field id="picture" label={t('account.profile.choose')} hint={t('account.profile.pictureHint')} error={isBusy ? null : told}>
            <input
              ref={file}
              type="file"
              name="picture"
              accept="image/jpeg,image/png,image/webp"
              className="min-h-11 w-full text-sm file:me-3 file:min-h-11 file:rounded-md file:border file:border-line file:bg-raised file:px-4 file:text-ui file:text-ink"
              onChange={(event) => void send(event.currentTarget.files?.[0])}
            />
          </Field>
          {isBusy ? (
            <Notice live>{t('account.profile.sending')}</Notice>
          ) : (
            <div className="flex flex-wrap gap-2">
              <noscript>
                <Button type="submit" name="intent" value="picture">
                  {t('account.profile.use')}
                </Button>
              </noscript>
              {avatar ? (
                <Button type="submit" name="intent" value="no-picture" variant="quiet">
                  {t('account.profile.remove')}
                </Button>
              ) : null}
            </div>
          )}
        </fetcher.Form>
      </div>
    </Section>
  )
}
