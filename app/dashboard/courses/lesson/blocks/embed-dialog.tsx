import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Dialog, DialogClose } from '#app/ui/dialog.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { embedOf } from '#tenants/courses/embeds.ts'

type EmbedDialogProps = { open: boolean; onSet: (page: string) => void; onClose: () => void }

export function EmbedDialog({ open, onSet, onClose }: EmbedDialogProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  useEffect(() => {
    if (open) setTyped('')
    setWrong(false)
  }, [open])
  return (
    <Dialog
      open={open}
      onOpenChange={(is) => {
        if (!is) onClose()
      }}
      title={t('writing.embed.add')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{t('lessons.text.cancel')}</Button>
          </DialogClose>
          <Button variant="primary" type="submit" form="lesson-embed">
            {t('writing.embed.set')}
          </Button>
        </>
      }
    >
      <form
        id="lesson-embed"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const text = typed.trim()
          const embed = embedOf(/^https?:/i.test(text) ? text : `https://${text}`)
          if (embed) onSet(embed.page)
          else setWrong(true)
        }}
      >
        <Field
          id="lesson-embed-address"
          label={t('writing.embed.address')}
          hint={t('writing.embed.hint')}
          error={wrong ? t('writing.embed.wrong') : null}
        >
          <Input
            value={typed}
            inputMode="url"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  )
}
