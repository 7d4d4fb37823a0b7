import { catalogue } from '#app/locales/catalogue.ts'
import { fold } from '#lib/fold.ts'
import { catalogue as events } from '#tenants/events/catalogue.ts'
import type { TypedWord } from '#tenants/insights/audit-search.ts'
import { auditCatalogue } from '#tenants/registry/audit.ts'
import { didWhat } from './audit-words.ts'

/** All that can be done, in words as the log says it. */
const DEEDS = [...Object.keys(events), ...Object.keys(auditCatalogue)]
  .filter((type) => catalogue('en').exists(`audit.did.${type}`))
  .map((type) => ({ type, says: fold(didWhat(type)) }))

const MOST_WORDS = 12

/** The words of what was typed into the log's search, each with the deeds it may mean. */
export const typedWords = (text: string): TypedWord[] =>
  text
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, MOST_WORDS)
    .map((word) => ({ text: word, types: DEEDS.filter(({ says }) => says.includes(fold(word))).map(({ type }) => type) }))
