import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

const key = new PluginKey<DecorationSet>('direction')

/** Each block runs the way its own first letter does, as it will for students (app/lesson-html.server.ts). Nothing of it is stored. */
export const Direction = Extension.create({
  name: 'direction',
  addProseMirrorPlugins: () => [
    new Plugin<DecorationSet>({
      key,
      state: {
        init: (_config, { doc }) => directionsIn(doc),
        apply: (transaction, known) => (transaction.docChanged ? directionsIn(transaction.doc) : known),
      },
      props: { decorations: (state) => key.getState(state) },
    }),
  ],
})

function directionsIn(doc: Node): DecorationSet {
  const blocks: Decoration[] = []
  doc.forEach((node, at) => {
    if (!node.isAtom) blocks.push(Decoration.node(at, at + node.nodeSize, { dir: 'auto' }))
  })
  return DecorationSet.create(doc, blocks)
}
