import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Dialog, DialogClose } from '#app/ui/dialog.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { linkAddress } from './link-address.ts'

type LinkDialogProps = {
  open: boolean
  /** The address of the link at the cursor. */
  address: string
  /** With undefined the link goes, the words stay. */
  onSet: (address: string | undefined) => void
  onClose: () => void
}

export function LinkDialog({ open, address, onSet, onClose }: LinkDialogProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(address)
  const [wrong, setWrong] = useState(false)
  useEffect(() => {
    if (open) setTyped(address)
    setWrong(false)
  }, [open, address])
  return (
    <Dialog
      open={open}
      onOpenChange={(is) => {
        if (!is) onClose()
      }}
      title={t('lessons.text.linkTitle')}
      footer={
        <>
          {address ? (
            <Button variant="quiet" onClick={() => onSet(undefined)}>
              {t('lessons.text.linkRemove')}
            </Button>
          ) : null}
          <DialogClose asChild>
            <Button>{t('lessons.text.cancel')}</Button>
          </DialogClose>
          <Button variant="primary" type="submit" form="lesson-link">
            {t('lessons.text.linkSet')}
          </Button>
        </>
      }
    >
      <form
        id="lesson-link"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const good = linkAddress(typed)
          if (good) onSet(good)
          else setWrong(true)
        }}
      >
        <Field
          id="lesson-link-address"
          label={t('lessons.text.linkAddress')}
          hint={t('lessons.text.linkHint')}
          error={wrong ? t('lessons.text.linkWrong') : null}
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
