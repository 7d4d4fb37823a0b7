import { Menu, useMediaState, usePlaybackRateOptions, useVideoQualityOptions } from '@vidstack/react'
import { Check, Settings2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { SPEEDS } from './player-keys.ts'
import { PlayerMenu } from './player-menu.tsx'

export function SpeedMenu({ text }: { text: PlayerText }) {
  const rate = useMediaState('playbackRate')
  const options = usePlaybackRateOptions({ rates: [...SPEEDS], normalLabel: text.speedOf(1) })
  return (
    <Choice
      label={`${text.speed}: ${text.speedOf(rate)}`}
      title={text.speed}
      value={options.selectedValue ?? ''}
      options={options.map(({ value, rate, select }) => ({ value, label: text.speedOf(rate), select }))}
    >
      <span className="text-sm font-medium tabular-nums">{text.speedOf(rate)}</span>
    </Choice>
  )
}

/** Absent where there is nothing to choose: one rung, or a browser that chooses by itself. */
export function QualityMenu({ text }: { text: PlayerText }) {
  const options = useVideoQualityOptions({ auto: true, sort: 'descending' })
  const now = useMediaState('quality')
  if (options.disabled || options.length < 3) return null
  return (
    <Choice
      label={text.quality}
      title={text.quality}
      value={options.selectedValue}
      options={options.map(({ value, quality, select }) => ({
        value,
        label: quality ? text.rung(quality.height) : options.selectedValue === 'auto' && now ? text.autoNow(now.height) : text.auto,
        select,
      }))}
    >
      <Settings2 aria-hidden="true" size={20} strokeWidth={1.5} />
    </Choice>
  )
}

type Option = { value: string; label: string; select: () => void }

function Choice(props: { label: string; title: string; value: string; options: readonly Option[]; children: ReactNode }) {
  return (
    <PlayerMenu label={props.label} title={props.title} face={props.children}>
      {(close) => (
        // A menu holds groups, and no radiogroup (WAI-ARIA 1.2).
        <Menu.RadioGroup role="group" value={props.value} aria-label={props.title}>
          {props.options.map(({ value, label, select }) => (
            <Menu.Radio
              key={value}
              value={value}
              onSelect={(event) => {
                select()
                close(event)
              }}
              className="player-option"
            >
              <span className="grow">{label}</span>
              <Check aria-hidden="true" size={16} className="player-chosen" />
            </Menu.Radio>
          ))}
        </Menu.RadioGroup>
      )}
    </PlayerMenu>
  )
}
