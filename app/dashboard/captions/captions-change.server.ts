import { z } from 'zod'
import { RequestUnreadable } from '#app/forms.server.ts'
import { sentence, sentenceFor } from '#app/locales/sentences.ts'
import type { Staff } from '#app/sessions.server.ts'
import { Failure } from '#lib/failure.ts'
import {
  beginCaptions,
  publishCaptions,
  removeCaptions,
  restoreCaptions,
  unpublishCaptions,
  uploadCaptions,
} from '#tenants/captions/change-captions.ts'
import { FileRefused, NotToBeHeard } from '#tenants/captions/failures.ts'
import { languageOfName } from '#tenants/captions/languages.ts'
import { askForSpeech } from '#tenants/captions/speech.ts'

const Id = z.string().min(1).max(100)
const Language = z.string().max(35)

/** What the page of a film's captions can send. */
const Change = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('upload'), language: Language, file: z.instanceof(File) }),
  z.object({ intent: z.literal('write'), language: Language }),
  z.object({ intent: z.literal('speech'), language: Language }),
  z.object({ intent: z.enum(['publish', 'unpublish', 'remove', 'restore']), captions: Id }),
])

/** Beside which form it is said, and what was chosen there. */
export interface CaptionsProblem {
  readonly intent: string
  readonly message: string
  /** What is wrong in which line of a file. */
  readonly lines: readonly string[]
  readonly language: string
  readonly status: number
}

export type Changed = { readonly made?: string; readonly removed?: string } | { readonly problem: CaptionsProblem }

/** Does what a form asks for. Answers what was made or removed, or why not. @throws RequestUnreadable when it is none of our forms */
export async function changeCaptions(
  { tenant, person }: Staff,
  assetId: string,
  form: FormData,
  /** A speech service is set up. */
  canHear: boolean,
): Promise<Changed> {
  const read = Change.safeParse(Object.fromEntries(form))
  if (!read.success) throw new RequestUnreadable()
  const change = read.data
  const language = 'language' in change ? change.language : ''
  const refuse = (message: string, status: number, lines: readonly string[] = []): Changed => ({
    problem: { intent: change.intent, message, lines, language, status },
  })
  try {
    switch (change.intent) {
      case 'upload': {
        if (!change.file.name) return refuse(sentence('captions.upload.needsFile'), 400)
        const spoken = change.language || languageOfName(change.file.name)
        if (!spoken) return refuse(sentence('captions.upload.needsLanguage'), 400)
        const file = new Uint8Array(await change.file.arrayBuffer())
        return { made: await uploadCaptions(tenant, person.id, { assetId, language: spoken, file }) }
      }
      case 'write':
        if (!change.language) return refuse(sentence('captions.upload.needsLanguage'), 400)
        return { made: await beginCaptions(tenant, person.id, assetId, change.language) }
      case 'speech':
        if (!canHear) throw new NotToBeHeard('unset')
        await askForSpeech(tenant, person.id, { assetId, language: change.language || null })
        return {}
      case 'publish':
        await publishCaptions(tenant, person.id, assetId, change.captions)
        return {}
      case 'unpublish':
        await unpublishCaptions(tenant, person.id, assetId, change.captions)
        return {}
      case 'remove':
        await removeCaptions(tenant, person.id, assetId, change.captions)
        return { removed: change.captions }
      case 'restore':
        await restoreCaptions(tenant, person.id, assetId, change.captions)
        return {}
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const lines = error instanceof FileRefused ? error.problems.map(({ line, what }) => sentence(`captions.line.${what}`, { line })) : []
    return refuse(sentenceFor(error), error.status, lines)
  }
}
