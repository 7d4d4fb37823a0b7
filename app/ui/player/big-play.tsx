import { Play } from 'lucide-react'

/** The one thing to press before the film has begun; the same before and after the player's code is there. */
export function BigPlay({
  label,
  busy = false,
  busyLabel,
  onClick,
}: {
  label: string
  busy?: boolean
  busyLabel: string
  onClick: () => void
}) {
  return (
    <button
      type="button"
      aria-label={busy ? busyLabel : label}
      aria-busy={busy || undefined}
      onClick={onClick}
      className="player-button player-button-big absolute inset-0 z-10 m-auto size-16 bg-stage/65 backdrop-blur-sm transition-colors duration-150 hover:bg-stage/80"
    >
      {busy ? <span className="player-spinner" /> : <Play aria-hidden="true" size={26} strokeWidth={1.5} className="ms-1 fill-current" />}
    </button>
  )
}
