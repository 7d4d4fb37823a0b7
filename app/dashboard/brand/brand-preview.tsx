import { ExternalLink } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { brandStyle } from '#app/ui/brand-style.ts'
import { cx } from '#app/ui/cx.ts'
import { urls } from '#app/urls.ts'
import type { Brand } from '#tenants/site/brand.ts'
import { PANES, type Pane } from './panes.ts'

const WIDTHS = { desktop: 1280, phone: 390 } as const
/** A mail is never as wide as a page. */
const MAIL_WIDTH = 760
const HEIGHT = 620
/** On a phone, so that what is chosen stands below it in the same window. */
const LOW = 320
/** Somebody drags through the colours. */
const SETTLED_MS = 250
/** Narrower than this, a desktop's page is too small to be judged. */
const NARROW = 520

/** The school's own pages in a frame, in the look that is being chosen. Its policy lets no script run (preview.ts), and nothing in it can be pressed. */
export function BrandPreview({ slug, saved, draft, className }: { slug: string; saved: Brand; draft: Brand; className?: string }) {
  const { t } = useTranslation()
  const [pane, setPane] = useState<Pane>('home')
  const [device, setDevice] = useState<keyof typeof WIDTHS>('desktop')
  const [shade, setShade] = useState<'light' | 'dark'>('light')
  const theme = draft.theme === 'system' ? shade : draft.theme
  // The address stays what it was, or the frame would be loaded anew with each step of the colour picker.
  const [first] = useState(saved)
  // A letter has its look written into each line, so it is drawn anew.
  const settled = useSettled(draft)
  const address = urls.dashboard.brandPreview(slug, { pane, ...(pane === 'mail' ? settled : first) })
  const frame = useRef<HTMLIFrameElement>(null)
  const width = pane === 'mail' && device === 'desktop' ? MAIL_WIDTH : WIDTHS[device]
  const { box, scale, room } = useScale(width)
  const height = room < NARROW ? LOW : HEIGHT
  useEffect(() => {
    if (box.current && box.current.clientWidth < NARROW) setDevice('phone')
  }, [box])
  const paint = () => {
    const root = frame.current?.contentDocument?.documentElement
    if (!root) return
    for (const [name, value] of Object.entries(brandStyle(draft))) root.style.setProperty(name, value)
    root.dataset.theme = theme
  }
  // After each rendering: what it sets is cheap, and the frame may have been loaded since.
  useEffect(paint)
  return (
    <section aria-labelledby="preview-title" className={cx('min-w-0', className)}>
      <h2 id="preview-title" className="sr-only">
        {t('brand.preview.title')}
      </h2>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Switcher
          label={t('brand.preview.pane')}
          name="preview-pane"
          value={pane}
          onChange={setPane}
          options={PANES.map((one) => [one, t(`brand.preview.${one}`)] as const)}
        />
        <div className="flex flex-wrap gap-2">
          <Switcher
            label={t('brand.preview.device')}
            name="preview-device"
            value={device}
            onChange={setDevice}
            options={[
              ['desktop', t('brand.preview.desktop')],
              ['phone', t('brand.preview.phone')],
            ]}
          />
          {draft.theme === 'system' && pane !== 'mail' ? (
            <Switcher
              label={t('brand.preview.shade')}
              name="preview-shade"
              value={shade}
              onChange={setShade}
              options={[
                ['light', t('brand.preview.light')],
                ['dark', t('brand.preview.dark')],
              ]}
            />
          ) : null}
        </div>
      </div>
      <div ref={box} className="overflow-hidden rounded-md border border-line bg-sunk" style={{ height }}>
        <iframe
          ref={frame}
          title={t('brand.preview.frame', { pane: t(`brand.preview.${pane}`) })}
          // Another element, not another address: an address would be a step of the back button.
          key={address}
          src={address}
          onLoad={paint}
          // A finger on it scrolls the page it stands on.
          className="block border-0 bg-paper touch:pointer-events-none"
          style={{
            width,
            height: height / scale,
            maxWidth: 'none',
            transformOrigin: 'top left',
            transform: `scale(${scale})`,
            marginInline: scale === 1 ? 'auto' : undefined,
          }}
        />
      </div>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4 text-sm text-muted">
        <p>{t('brand.preview.note')}</p>
        {/* Also the way on by Tab: Chromium goes back into a frame that stands last and holds nothing to press. */}
        <a
          href={urls.dashboard.brandPreview(slug, { pane, ...settled })}
          target="_blank"
          rel="noreferrer"
          className="link inline-flex items-center gap-1.5 touch:min-h-11"
        >
          <ExternalLink size={16} />
          {t('brand.preview.open')}
        </a>
      </div>
    </section>
  )
}

/** What is being chosen, once nothing has been changed for a moment. */
function useSettled(draft: Brand): Brand {
  const [settled, setSettled] = useState(draft)
  const { accent, fonts, corners, theme } = draft
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ accent, fonts, corners, theme }), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [accent, fonts, corners, theme])
  return settled
}

/** By how much a page of this width is made smaller to fit. */
function useScale(width: number) {
  const box = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(0)
  useEffect(() => {
    if (!box.current) return
    const watch = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 0))
    watch.observe(box.current)
    return () => watch.disconnect()
  }, [])
  return { box, room, scale: room === 0 ? 0.5 : Math.min(1, room / width) }
}

type SwitcherProps<Value extends string> = {
  label: string
  name: string
  value: Value
  onChange: (value: Value) => void
  options: readonly (readonly [Value, string])[]
}

function Switcher<Value extends string>({ label, name, value, onChange, options }: SwitcherProps<Value>) {
  return (
    <fieldset className="flex flex-wrap gap-1 rounded-md bg-sunk p-1">
      <legend className="sr-only">{label}</legend>
      {options.map(([one, words]) => (
        <label
          key={one}
          className="flex min-h-9 cursor-pointer items-center rounded-sm px-3 text-sm text-soft has-checked:bg-raised has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent touch:min-h-11"
        >
          <input type="radio" name={name} value={one} checked={value === one} onChange={() => onChange(one)} className="sr-only" />
          {words}
        </label>
      ))}
    </fieldset>
  )
}
