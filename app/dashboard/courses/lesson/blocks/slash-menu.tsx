import type { Editor } from '@tiptap/react'
import { useEffect, useId, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { blockIcon } from './block-list.ts'
import type { Slash } from './slash.ts'

const WIDTH = 264
const GAP = 6

/** A listbox that the text's own focus moves through: the editor names the option with aria-activedescendant. */
export function SlashMenu({ editor, slash }: { editor: Editor; slash: Slash }) {
  const { t } = useTranslation()
  const id = useId()
  const shown = useSyncExternalStore(slash.subscribe, slash.snapshot, slash.snapshot)
  const box = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState({ top: 0, left: 0 })
  const find = shown?.place
  useLayoutEffect(() => {
    if (!find) return
    const put = () => {
      const rect = find()
      const height = box.current?.offsetHeight ?? 0
      if (!rect) return
      const below = rect.bottom + GAP
      const fits = below + height <= window.innerHeight || rect.top - GAP - height < 0
      setPlace({ top: fits ? below : rect.top - GAP - height, left: Math.max(8, Math.min(rect.left, window.innerWidth - WIDTH - 8)) })
    }
    put()
    window.addEventListener('scroll', put, true)
    window.addEventListener('resize', put)
    return () => {
      window.removeEventListener('scroll', put, true)
      window.removeEventListener('resize', put)
    }
  }, [find])
  const at = shown?.at
  useEffect(() => {
    const text = editor.view.dom
    if (at === undefined) return
    text.setAttribute('aria-controls', id)
    text.setAttribute('aria-activedescendant', `${id}-${at}`)
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
    return () => {
      text.removeAttribute('aria-controls')
      text.removeAttribute('aria-activedescendant')
    }
  }, [editor, id, at])
  if (!shown) return null
  return (
    <div
      ref={box}
      id={id}
      role="listbox"
      aria-label={t('writing.blocks')}
      // It scrolls by itself, and what scrolls must be within reach of the keyboard.
      tabIndex={0}
      className="floating fixed z-40 max-h-80 overflow-y-auto rounded-md p-1"
      style={{ ...place, width: WIDTH }}
    >
      {shown.items.map(({ name, label }, index) => {
        const Icon = blockIcon(name)
        return (
          <div
            key={name}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === shown.at}
            tabIndex={-1}
            className={cx(
              'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 text-sm select-none touch:min-h-11',
              index === shown.at && 'bg-sunk',
            )}
            onPointerMove={() => slash.point(index)}
            // The text keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => slash.choose(index)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') slash.choose(index)
            }}
          >
            <Icon aria-hidden="true" size={16} className="text-muted" />
            {label}
          </div>
        )
      })}
    </div>
  )
}
