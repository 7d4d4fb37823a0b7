import { Placeholder } from '@tiptap/extension-placeholder'
import { type Editor, EditorContent, useEditor } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkDialog } from './link-dialog.tsx'
import { type TextCommand, TextToolbar } from './text-toolbar.tsx'

export interface TextEditorProps {
  /** Read once; a new `key` begins with another text. */
  html: string
  onChange: (html: string) => void
  onBlur: () => void
  label: string
  placeholder: string
  /** Stands in the foot, beside the number of words. */
  foot: ReactNode
}

/** The editor itself. Only `TextPart` brings it in, after hydration: it is never run on the server. */
export function TextEditor({ html, onChange, onBlur, label, placeholder, foot }: TextEditorProps) {
  const { t } = useTranslation()
  const [linking, setLinking] = useState(false)
  const latest = useRef({ onChange, onBlur })
  useEffect(() => {
    latest.current = { onChange, onBlur }
  })
  const last = useRef<string>()
  const editor = useEditor({
    immediatelyRender: false,
    // Its few rules stand in lesson.css, beside ours.
    injectCSS: false,
    content: html,
    extensions: [
      StarterKit.configure({
        heading: { levels: [2, 3] },
        // As the server writes links, so that what comes back is what was sent.
        link: {
          openOnClick: false,
          defaultProtocol: 'https',
          HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
          isAllowedUri: (uri) => /^(https?:|mailto:)/i.test(uri),
        },
      }),
      Placeholder.configure({ placeholder }),
    ],
    editorProps: {
      attributes: { class: 'prose-lesson lesson-text', dir: 'auto', role: 'textbox', 'aria-multiline': 'true', 'aria-label': label },
      handleKeyDown: (_view, event) => {
        if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return false
        event.preventDefault()
        setLinking(true)
        return true
      },
    },
    onCreate: ({ editor: made }) => {
      last.current = htmlOf(made)
    },
    onUpdate: ({ editor: changed }) => {
      const now = htmlOf(changed)
      if (now === last.current) return
      last.current = now
      latest.current.onChange(now)
    },
    onBlur: () => latest.current.onBlur(),
  })
  const standing = useStanding(editor)
  return (
    <>
      <TextToolbar
        standing={standing}
        act={(command) => {
          if (!editor) return
          if (command === 'link') setLinking(true)
          else run(editor, command)
        }}
      />
      <EditorContent editor={editor} />
      {editor ? (
        <LinkDialog
          open={linking}
          address={String(editor.getAttributes('link').href ?? '')}
          onClose={() => {
            setLinking(false)
            editor.commands.focus()
          }}
          onSet={(address) => {
            setLinking(false)
            setLink(editor, address)
          }}
        />
      ) : null}
      <div aria-hidden="true" className="lesson-foot">
        <span>{t('lessons.text.words', { count: standing?.words ?? 0 })}</span>
        {foot}
      </div>
    </>
  )
}

/** Without the empty paragraph that the editor keeps at the end for the cursor: it is nobody's text. */
function htmlOf(editor: Editor): string {
  return editor.getHTML().replace(/(<p><\/p>)+$/, '')
}

type Standing = { active: Set<TextCommand>; canUndo: boolean; canRedo: boolean; words: number }

function standingOf(editor: Editor): Standing {
  const is: [TextCommand, boolean][] = [
    ['bold', editor.isActive('bold')],
    ['italic', editor.isActive('italic')],
    ['h2', editor.isActive('heading', { level: 2 })],
    ['h3', editor.isActive('heading', { level: 3 })],
    ['bullets', editor.isActive('bulletList')],
    ['numbers', editor.isActive('orderedList')],
    ['quote', editor.isActive('blockquote')],
    ['code', editor.isActive('code') || editor.isActive('codeBlock')],
    ['link', editor.isActive('link')],
  ]
  return {
    active: new Set(is.filter(([, on]) => on).map(([name]) => name)),
    canUndo: editor.can().undo(),
    canRedo: editor.can().redo(),
    words: editor.state.doc.textBetween(0, editor.state.doc.content.size, ' ', ' ').split(/\s+/).filter(Boolean).length,
  }
}

/** Looked at after each transaction; the toolbar is drawn anew only when something about it is different. */
function useStanding(editor: Editor | null): Standing | null {
  const [standing, setStanding] = useState<Standing | null>(null)
  useEffect(() => {
    if (!editor) return
    const look = () => {
      const next = standingOf(editor)
      setStanding((now) => (sameStanding(now, next) ? now : next))
    }
    look()
    editor.on('transaction', look)
    return () => {
      editor.off('transaction', look)
    }
  }, [editor])
  return standing
}

function sameStanding(a: Standing | null, b: Standing | null): boolean {
  if (!a || !b) return a === b
  const sameActive = a.active.size === b.active.size && [...a.active].every((name) => b.active.has(name))
  return sameActive && a.canUndo === b.canUndo && a.canRedo === b.canRedo && a.words === b.words
}

function run(editor: Editor, command: Exclude<TextCommand, 'link'>): void {
  const chain = editor.chain().focus()
  const { selection } = editor.state
  const someWords = !selection.empty && selection.$from.sameParent(selection.$to)
  const todo = {
    bold: () => chain.toggleBold(),
    italic: () => chain.toggleItalic(),
    h2: () => chain.toggleHeading({ level: 2 }),
    h3: () => chain.toggleHeading({ level: 3 }),
    bullets: () => chain.toggleBulletList(),
    numbers: () => chain.toggleOrderedList(),
    quote: () => chain.toggleBlockquote(),
    // Words become code in their line, a line or several a block of it.
    code: () => (someWords && !editor.isActive('codeBlock') ? chain.toggleCode() : chain.toggleCodeBlock()),
    undo: () => chain.undo(),
    redo: () => chain.redo(),
  }
  todo[command]().run()
}

function setLink(editor: Editor, address: string | undefined): void {
  const chain = editor.chain().focus().extendMarkRange('link')
  if (!address) chain.unsetLink().run()
  else if (editor.state.selection.empty && !editor.isActive('link')) {
    // Nothing is selected: the address itself is what can be read and clicked.
    editor
      .chain()
      .focus()
      .insertContent({ type: 'text', text: address.replace(/^mailto:/, ''), marks: [{ type: 'link', attrs: { href: address } }] })
      .run()
  } else chain.setLink({ href: address }).run()
}
