import { Captions } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import type { PlayerCaptions, PlayerControl } from '#app/ui/player/player-props.ts'
import { TranscriptPanel } from './transcript-panel.tsx'

/** Whoever had it open at the last lesson has it open at this one. Of this browser's page alone. */
let wasOpen = false

interface WithTranscriptProps {
  readonly player: ReactNode
  readonly captions: readonly PlayerCaptions[]
  readonly control: PlayerControl | undefined
  readonly page: string
}

/** The film with what is said in it: beside it on a desk, below it on a phone. Without script it is a page of its own. */
export function WithTranscript({ player, captions, control, page }: WithTranscriptProps) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(wasOpen)
  const [isHere, setHere] = useState(false)
  useEffect(() => setHere(true), [])
  const toggle = () => {
    wasOpen = !isOpen
    setOpen(!isOpen)
  }
  const look =
    'inline-flex min-h-11 items-center gap-2 rounded-sm px-3 text-sm text-stage-ink opacity-85 hover:opacity-100 focus-visible:opacity-100 focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-current'
  const label = (
    <>
      <Captions size={18} aria-hidden="true" />
      {isOpen ? t('learn.transcript.hide') : t('learn.transcript.show')}
    </>
  )
  return (
    <>
      <div className={cx(isOpen && 'xl:grid xl:grid-cols-[minmax(0,1fr)_340px]')}>
        <div className={cx(isOpen && 'xl:flex xl:items-center')}>{player}</div>
        {isOpen ? <TranscriptPanel captions={captions} control={control} /> : null}
      </div>
      <div className="flex justify-end px-2">
        {isHere ? (
          <button type="button" aria-expanded={isOpen} onClick={toggle} className={look}>
            {label}
          </button>
        ) : (
          <a href={page} className={look}>
            {label}
          </a>
        )}
      </div>
    </>
  )
}
