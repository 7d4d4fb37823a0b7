import { Button } from '../button.tsx'
import { Section } from '../page.tsx'
import { lessonHtml, longTitle, rightToLeft } from './samples.ts'

const scale = ['text-5xl', 'text-4xl', 'text-3xl', 'text-2xl', 'text-xl', 'text-lg', 'text-base', 'text-ui', 'text-sm', 'text-xs']
const colours = [
  'bg-paper',
  'bg-sunk',
  'bg-raised',
  'bg-line',
  'bg-line-strong',
  'bg-edge',
  'bg-muted',
  'bg-soft',
  'bg-ink',
  'bg-accent',
  'bg-accent-hover',
  'bg-accent-wash',
  'bg-positive',
  'bg-positive-wash',
  'bg-caution',
  'bg-caution-wash',
  'bg-danger',
  'bg-danger-wash',
  'bg-stage',
]

export function TypeSpecimens() {
  return (
    <>
      <Section title="Type">
        <ul className="flex flex-col gap-3">
          {scale.map((size) => (
            <li key={size} className="flex items-baseline gap-5 overflow-hidden">
              <span className="w-20 flex-none font-mono text-xs text-muted">{size}</span>
              <span className={`${size} truncate ${size < 'text-u' && size !== 'text-sm' && size !== 'text-base' ? 'font-serif' : ''}`}>
                Colour you can grow
              </span>
            </li>
          ))}
        </ul>
        <h2 className="mt-8 text-3xl">{longTitle}</h2>
      </Section>
      <Section title="Colour">
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(104px,1fr))] gap-4">
          {colours.map((colour) => (
            <li key={colour} className="text-xs text-muted">
              <span className={`mb-1.5 block h-12 rounded-sm border border-line ${colour}`} />
              {colour.slice(3)}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Lesson text">
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of this gallery */}
        <div className="prose-lesson" id="vat" dangerouslySetInnerHTML={{ __html: lessonHtml }} />
      </Section>
      <Section title="Right to left">
        <div dir="rtl" lang="ar" className="flex flex-col items-start gap-3 rounded-md bg-sunk p-6">
          <h3>{rightToLeft.title}</h3>
          <p className="text-soft">{rightToLeft.text}</p>
          <Button variant="primary">{rightToLeft.action}</Button>
        </div>
      </Section>
    </>
  )
}
