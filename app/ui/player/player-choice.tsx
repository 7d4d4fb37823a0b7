import { Menu } from '@vidstack/react'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'

export interface ChoiceOption<Value extends string = string> {
  readonly value: Value
  readonly label: ReactNode
  readonly lang?: string
  readonly isToCome?: boolean
}

interface PlayerChoiceProps<Value extends string> {
  readonly name: string
  readonly value: string
  readonly options: readonly ChoiceOption<Value>[]
  /** Beside each other, under their name: what is tried one after the other. */
  readonly isLine?: boolean
  readonly onChoose: (value: Value, event: Event) => void
}

/** One of several. A menu holds groups, and no radiogroup (WAI-ARIA 1.2). */
export function PlayerChoice<Value extends string>({ name, value, options, isLine = false, onChoose }: PlayerChoiceProps<Value>) {
  const radios = options.map((option) => (
    <Menu.Radio
      key={option.value}
      value={option.value}
      aria-disabled={option.isToCome || undefined}
      onSelect={(event) => {
        if (!option.isToCome) onChoose(option.value, event)
      }}
      className={isLine ? 'player-option player-chip' : 'player-option'}
      {...(option.lang && { lang: option.lang })}
    >
      {isLine ? option.label : <span className="flex min-w-0 grow gap-3">{option.label}</span>}
      {isLine ? null : <Check aria-hidden="true" size={16} className="player-chosen flex-none" />}
    </Menu.Radio>
  ))
  return (
    <Menu.RadioGroup role="group" value={value} aria-label={name}>
      {isLine ? (
        <>
          <p aria-hidden="true" className="px-2.5 pt-2 pb-1 text-xs opacity-65">
            {name}
          </p>
          <div className="flex flex-wrap gap-1 px-1.5 pb-1">{radios}</div>
        </>
      ) : (
        radios
      )}
    </Menu.RadioGroup>
  )
}
