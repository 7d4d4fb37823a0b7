import { common, createLowlight } from 'lowlight'

/** What code in a lesson may be written in: the name that is stored, and the one that is shown. */
export const CODE_LANGUAGES = [
  ['bash', 'Bash'],
  ['c', 'C'],
  ['cpp', 'C++'],
  ['csharp', 'C#'],
  ['css', 'CSS'],
  ['diff', 'Diff'],
  ['go', 'Go'],
  ['java', 'Java'],
  ['javascript', 'JavaScript'],
  ['json', 'JSON'],
  ['markdown', 'Markdown'],
  ['php', 'PHP'],
  ['python', 'Python'],
  ['r', 'R'],
  ['ruby', 'Ruby'],
  ['rust', 'Rust'],
  ['sql', 'SQL'],
  ['swift', 'Swift'],
  ['typescript', 'TypeScript'],
  ['xml', 'HTML, XML'],
  ['yaml', 'YAML'],
] as const

export const lowlight = createLowlight(
  Object.fromEntries(Object.entries(common).filter(([name]) => CODE_LANGUAGES.some(([known]) => known === name))),
)

type Nodes = ReturnType<typeof lowlight.highlight>['children']

/** HTML of the code with a class a kind of word; undefined for a language we do not know. */
export function highlighted(code: string, language: string): string | undefined {
  return lowlight.registered(language) ? write(lowlight.highlight(language, code).children) : undefined
}

function write(nodes: Nodes): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return escaped(node.value)
      if (node.type !== 'element') return ''
      const { className } = node.properties
      return `<span class="${Array.isArray(className) ? className.join(' ') : ''}">${write(node.children)}</span>`
    })
    .join('')
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
