import './watermark.css'
import { useEffect, useState } from 'react'

const MOVES_EVERY_MS = 15_000
/** In hundredths of the picture, well inside it: what is cut off at the edge cuts off the name. */
const PLACES = [
  { left: 8, top: 12 },
  { left: 52, top: 64 },
  { left: 30, top: 36 },
  { left: 58, top: 14 },
  { left: 10, top: 70 },
  { left: 44, top: 46 },
] as const

/**
 * Whose film it is, over the picture: somewhere else every quarter of a minute, so that no strip cut away takes it along. It says who is
 * looking to whoever films the screen; who knows how takes it out of the page, which nothing in a browser prevents.
 */
export function Watermark({ text }: { text: string }) {
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTurn((now) => now + 1), MOVES_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  const { left, top } = PLACES[turn % PLACES.length] ?? PLACES[0]
  return (
    <p
      aria-hidden="true"
      className="player-watermark pointer-events-none absolute z-10 max-w-[40%] text-xs font-medium @2xl:text-sm"
      style={{ left: `${left}%`, top: `${top}%` }}
    >
      {text}
    </p>
  )
}
