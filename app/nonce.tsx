import { createContext, useContext } from 'react'

/** Lets inline scripts of this very answer run, and no others. Empty in the browser, where it has done its work. */
export const NonceContext = createContext('')

export const useNonce = (): string => useContext(NonceContext)
