import type { Extensions } from '@tiptap/core'
import StarterKit from '@tiptap/starter-kit'
import { CalloutBlock } from './callout.ts'
import { CodeBlock } from './code.ts'
import { EmbedBlock } from './embed.ts'
import { PictureBlock } from './picture.ts'
import { TABLE_BLOCKS } from './table.ts'

/** What a text may be made of. The server's cleaning (tenants/courses/clean-html.ts) lets the same through. */
export const textSchema = (levels: (1 | 2 | 3 | 4 | 5 | 6)[] = [2, 3]): Extensions => [
  StarterKit.configure({
    heading: { levels },
    codeBlock: false,
    // As the server writes links, so that what comes back is what was sent.
    link: {
      openOnClick: false,
      defaultProtocol: 'https',
      HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
      isAllowedUri: (uri) => /^(https?:|mailto:)/i.test(uri),
    },
  }),
  ...TABLE_BLOCKS,
]

/** Blocks that the editor draws in its own way; as they are they do for Markdown. */
export const OWN_BLOCKS: Extensions = [CalloutBlock, CodeBlock, PictureBlock, EmbedBlock]
