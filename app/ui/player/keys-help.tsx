import { useMediaPlayer, useMediaState } from '@vidstack/react'
import { useEffect, useRef } from 'react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { Dialog } from '../dialog.tsx'
import { Kbd } from '../kbd.tsx'

interface KeysHelpProps {
  readonly text: PlayerText
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

/** The player's keys, over a film that fills the screen too. */
export function KeysHelp({ text, open, onOpenChange }: KeysHelpProps) {
  const player = useMediaPlayer()
  const fills = useMediaState('fullscreen')
  // The film it stood in is a part of the page again: the browser takes the Escape that would have closed it.
  const filled = useRef(fills)
  useEffect(() => {
    if (filled.current !== fills) onOpenChange(false)
    filled.current = fills
  }, [fills, onOpenChange])
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={text.keys.title}
      text={text.keys.text}
      {...(fills && player?.el && { container: player.el })}
    >
      <dl>
        {text.keys.list.map(([keys, does]) => (
          <div key={does} className="flex min-h-9 items-center justify-between gap-4 border-t border-line text-sm">
            <dt>{does}</dt>
            <dd className="flex flex-none gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
