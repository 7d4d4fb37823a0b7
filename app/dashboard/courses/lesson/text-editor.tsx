import { Placeholder } from '@tiptap/extension-placeholder'
import { type Editor, EditorContent, useEditor } from '@tiptap/react'
import type { TFunction } from 'i18next'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownPicture } from '#app/lesson-html.server.ts'
import { useToast } from '#app/ui/toast.tsx'
import { type AskFirst, BLOCK_NAMES, type BlockName, putBlock } from './blocks/block-list.ts'
import { type Brought, bringText, download, offerPage } from './blocks/bring-in.ts'
import { cleanPasted } from './blocks/clean-pasted.ts'
import { editorBlocks } from './blocks/editor-blocks.ts'
import { EmbedDialog } from './blocks/embed-dialog.tsx'
import { type FileChoice, FileChooser } from './blocks/file-chooser.tsx'
import { pastedPictures } from './blocks/pasted-pictures.ts'
import { Slash } from './blocks/slash.ts'
import { SlashMenu } from './blocks/slash-menu.tsx'
import { TableBar } from './blocks/table-bar.tsx'
import { useFiles } from './blocks/use-files.ts'
import { LinkDialog } from './link-dialog.tsx'
import { type TextCommand, TextToolbar } from './text-toolbar.tsx'

export interface TextEditorProps {
  /** Read once; a new `key` begins with another text. */
  html: string
  school: string
  /** The lesson's, for the name of a download. */
  title: string
  /** How far the text's pictures were when the page came. */
  pictures: Readonly<Record<string, ShownPicture>>
  onChange: (html: string) => void
  onBlur: () => void
  label: string
  placeholder: string
  /** Stands in the foot, beside the number of words. */
  foot: ReactNode
}

/** The editor itself. Only `TextPart` brings it in, after hydration: it is never run on the server. */
export function TextEditor({ html, school, title, pictures, onChange, onBlur, label, placeholder, foot }: TextEditorProps) {
  const { t } = useTranslation()
  const [linking, setLinking] = useState(false)
  const latest = useRef({ onChange, onBlur })
  useEffect(() => {
    latest.current = { onChange, onBlur }
  })
  const last = useRef<string>()
  const [asked, setAsked] = useState<AskFirst>()
  const [choice, setChoice] = useState<FileChoice>()
  const addFiles = useFiles(school)
  const offer = useOffer()
  const toast = useToast()
  const made = useRef<Editor | null>(null)
  const askFirst = (what: AskFirst) => (what === 'picture' ? setChoice('picture') : setAsked(what))
  const put = useRef((_name: BlockName): void => undefined)
  put.current = (name) => made.current && putBlock(made.current, name, askFirst)
  const [slash] = useState(
    () =>
      new Slash(
        (typed) => blocksFor(t, typed),
        (name) => put.current(name),
      ),
  )
  const bring = useRef((_data: DataTransfer | null, _at?: number): boolean => false)
  bring.current = (data, at) => {
    const { current } = made
    if (!current || !data) return false
    // What is copied from a table or a page comes with a picture of itself.
    if (data.files.length && !/<(p|table|li|h\d)\b/i.test(data.getData('text/html'))) return addFiles(current, [...data.files], at)
    const { files, elsewhere } = pastedPictures(data.getData('text/html'))
    // Below the words, once those are there.
    if (files.length) setTimeout(() => current.isDestroyed || addFiles(current, files))
    if (elsewhere) toast({ id: 'paste', text: t('writing.picture.elsewhere', { count: elsewhere }) })
    const brought = at === undefined ? (offerPage(current, data) ?? bringText(current, data)) : undefined
    if (brought) offer(brought)
    return brought !== undefined
  }
  const editor = useEditor({
    immediatelyRender: false,
    // Its few rules stand in lesson.css, beside ours.
    injectCSS: false,
    content: html,
    extensions: [...editorBlocks(t, school, pictures), slash.extension(), Placeholder.configure({ placeholder })],
    editorProps: {
      attributes: { class: 'prose-lesson lesson-text', dir: 'auto', role: 'textbox', 'aria-multiline': 'true', 'aria-label': label },
      transformPastedHTML: cleanPasted,
      handlePaste: (_view, event) => bring.current(event.clipboardData),
      handleDrop: (view, event, _slice, moved) =>
        !moved && bring.current(event.dataTransfer, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos),
      handleKeyDown: (_view, event) => {
        if (event.altKey && event.key === 'F10') return focusTools()
        if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return false
        event.preventDefault()
        setLinking(true)
        return true
      },
    },
    onCreate: ({ editor: created }) => {
      last.current = htmlOf(created)
    },
    onUpdate: ({ editor: changed }) => {
      const now = htmlOf(changed)
      if (now === last.current) return
      last.current = now
      latest.current.onChange(now)
    },
    onBlur: () => latest.current.onBlur(),
  })
  made.current = editor
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
        more={{
          put: (name) => put.current(name),
          importFile: () => setChoice('markdown'),
          download: () => editor && download(editor, title),
        }}
      />
      <EditorContent editor={editor} />
      {editor ? <SlashMenu editor={editor} slash={slash} /> : null}
      <FileChooser choice={choice} onDone={() => setChoice(undefined)} onFiles={(files) => editor && addFiles(editor, files)} />
      {editor ? (
        <EmbedDialog
          open={asked === 'embed'}
          onClose={() => {
            setAsked(undefined)
            editor.commands.focus()
          }}
          onSet={(page) => {
            setAsked(undefined)
            editor
              .chain()
              .focus()
              .insertContent({ type: 'embed', attrs: { page, title: '' } })
              .run()
          }}
        />
      ) : null}
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
      <div className="lesson-foot">
        {editor && standing?.inTable ? (
          <TableBar editor={editor} />
        ) : (
          <span aria-hidden="true">{t('lessons.text.words', { count: standing?.words ?? 0 })}</span>
        )}
        <div aria-hidden="true">{foot}</div>
      </div>
    </>
  )
}

/** The blocks whose name, or another word for them, begins with what was typed after the "/". */
function blocksFor(t: TFunction, typed: string) {
  const begins = (words: string) =>
    words
      .toLowerCase()
      .split(' ')
      .some((word) => word.startsWith(typed.toLowerCase()))
  return BLOCK_NAMES.map((name) => ({ name, label: t(`writing.block.${name}`) })).filter(
    ({ name, label }) => label.toLowerCase().startsWith(typed.toLowerCase()) || begins(`${label} ${t(`writing.also.${name}`)}`),
  )
}

/** Says what a paste has become, with the way back. */
function useOffer(): (brought: Brought) => void {
  const { t } = useTranslation()
  const toast = useToast()
  return (brought) =>
    brought.kind === 'markdown'
      ? toast({ id: 'paste', text: t('writing.markdown.pasted'), undo: brought.keepText, undoLabel: t('writing.markdown.keepText') })
      : toast({ id: 'paste', text: t('writing.embed.offer'), undo: brought.show, undoLabel: t('writing.embed.offerTake') })
}

/** From the text to the buttons that are about the place of the cursor. */
function focusTools(): boolean {
  const bar = document.querySelector('[data-table-bar]') ?? document.querySelector('[data-text-bar]')
  const button = [...(bar?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])].find((one) => one.checkVisibility())
  button?.focus()
  return button !== undefined
}

/** Without the empty paragraph that the editor keeps at the end for the cursor: it is nobody's text. */
function htmlOf(editor: Editor): string {
  return editor.getHTML().replace(/(<p><\/p>)+$/, '')
}

type Standing = { active: Set<TextCommand>; canUndo: boolean; canRedo: boolean; words: number; inTable: boolean }

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
    inTable: editor.isActive('table'),
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
  return sameActive && a.canUndo === b.canUndo && a.canRedo === b.canRedo && a.words === b.words && a.inTable === b.inTable
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
