import type { LineProblem } from '#tenants/chapters/read-list.ts'

type Say = (key: `chapters.line.${LineProblem['what']}`, about: { line: number; text: string }) => string

/** What is wrong with a pasted list, line by line. */
export const lineSentences = (say: Say, problems: readonly LineProblem[]): string[] =>
  problems.map(({ line, what, text }) => say(`chapters.line.${what}`, { line, text }))
