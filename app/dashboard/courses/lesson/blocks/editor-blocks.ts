import type { Extensions } from '@tiptap/core'
import type { TFunction } from 'i18next'
import type { ShownPicture } from '#app/lesson-html.server.ts'
import { CalloutBlock } from './callout.ts'
import { CodeBlock } from './code.ts'
import { Direction } from './direction.ts'
import { EditedEmbed } from './embed-view.tsx'
import { LeaveTable } from './leave-table.ts'
import { EditedPicture } from './picture-view.tsx'
import { textSchema } from './schema.ts'

/** The blocks of the text as the editor draws them. */
export const editorBlocks = (t: TFunction, school: string, known: Readonly<Record<string, ShownPicture>>): Extensions => [
  ...textSchema(),
  CalloutBlock.configure({ label: (kind) => t(`learn.callout.${kind}`) }),
  CodeBlock.configure({ label: t('writing.language'), plain: t('writing.plain') }),
  EditedPicture.configure({ school, known }),
  EditedEmbed,
  Direction,
  LeaveTable,
]
