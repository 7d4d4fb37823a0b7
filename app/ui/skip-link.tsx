import { uiText } from '#app/locales/en/ui.ts'

/** The first stop of the Tab key on every page. */
export function SkipLink({ to = 'content', label = uiText.skipToContent }: { to?: string; label?: string }) {
  return (
    <a href={`#${to}`} className="sr-skip">
      {label}
    </a>
  )
}
