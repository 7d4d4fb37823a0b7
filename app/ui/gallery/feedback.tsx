import { Users } from 'lucide-react'
import { Button } from '../button.tsx'
import { Chip } from '../chip.tsx'
import { EmptyState } from '../empty.tsx'
import { Notice } from '../notice.tsx'
import { Section } from '../page.tsx'
import { ProgressBar, ProgressRing } from '../progress.tsx'
import { SaveState } from '../save-state.tsx'
import { Skeleton } from '../skeleton.tsx'
import { useToast } from '../toast.tsx'
import { galleryNow } from './now.ts'

export function FeedbackSpecimens() {
  const toast = useToast()
  return (
    <>
      <Section title="States">
        <div className="flex flex-wrap items-center gap-3">
          <Chip>Free preview</Chip>
          <Chip tone="good" dot>
            Published
          </Chip>
          <Chip tone="wait" dot>
            Draft
          </Chip>
          <Chip tone="danger" dot>
            Disputed
          </Chip>
        </div>
        <div className="mt-5 flex flex-wrap items-center gap-x-8 gap-y-3">
          <SaveState state="saved" savedAt={galleryNow - 12_000} />
          <SaveState state="saving" />
          <SaveState state="offline" />
          <SaveState state="error" error="Not saved: the server did not answer." onRetry={() => undefined} />
        </div>
        <div className="mt-6 flex max-w-lg items-center gap-8">
          <div className="flex-1 text-sm text-muted">
            <ProgressBar value={0.62} label="Encoding" className="mb-2" />
            Encoding 1080p · 62 % · 2 min left
          </div>
          <ProgressRing value={0.42} label="Natural Dyeing">
            42
          </ProgressRing>
          <ProgressRing value={0} label="An Indigo Winter">
            0
          </ProgressRing>
        </div>
      </Section>
      <Section title="Notices">
        <div className="flex max-w-2xl flex-col gap-3">
          <Notice>Students see this page on 3 December.</Notice>
          <Notice tone="good" title="Your school is live.">
            Share its address, or invite the first ten students yourself.
          </Notice>
          <Notice tone="caution" title="Two changes are not yet published." action={<Button size="sm">Publish changes</Button>}>
            Students still see the version of 12 November.
          </Notice>
          <Notice tone="danger" title="The card was refused.">
            Ask your bank, or use another card. Nothing was charged.
          </Notice>
        </div>
      </Section>
      <Section title="Toasts">
        <div className="flex flex-wrap gap-3">
          <Button onClick={() => toast({ text: 'Lesson moved to “The vat”.', undo: () => toast({ text: 'Moved back.' }) })}>
            With undo
          </Button>
          <Button onClick={() => toast({ text: 'Link copied.' })}>Plain</Button>
          <Button onClick={() => toast({ text: 'The order could not be changed. Try again in a minute.', tone: 'danger' })}>Failure</Button>
        </div>
      </Section>
      <Section title="Empty">
        <EmptyState
          icon={Users}
          title="No students yet"
          text="When someone joins, they stand here with how far they have come. Bring the first ones by a code you can print on a card."
          action={<Button variant="primary">Make access codes</Button>}
        />
      </Section>
      <Section title="Waiting">
        <div className="flex max-w-md flex-col gap-3">
          <Skeleton className="h-7 w-2/3" />
          <Skeleton className="h-4" />
          <Skeleton className="h-4 w-4/5" />
        </div>
      </Section>
    </>
  )
}
