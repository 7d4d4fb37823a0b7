import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import type { TFunction } from 'i18next'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { urls } from '#app/urls.ts'

/** Fetched when it is needed: most who sign in have no passkey. */
const library = () => import('@simplewebauthn/browser')

export type PasskeyUse = 'sign_in' | 'second_step' | 'proof' | 'add'

/** A question is good for five minutes; one that waits in a field is asked anew before. */
const ASK_AGAIN_MS = 4 * 60_000

/** The server's own sentence for why there is no question. */
class NoQuestion extends Error {}

async function question<T>(purpose: PasskeyUse): Promise<T> {
  const answer = await fetch(urls.platform.passkeyQuestion(purpose))
  if (answer.ok) {
    const options: T = await answer.json()
    return options
  }
  const told: { message?: string } = await answer.json()
  throw new NoQuestion(told.message)
}

async function answerOf(purpose: PasskeyUse): Promise<string> {
  const { startAuthentication, startRegistration } = await library()
  const answer =
    purpose === 'add'
      ? await startRegistration({ optionsJSON: await question<PublicKeyCredentialCreationOptionsJSON>(purpose) })
      : await startAuthentication({ optionsJSON: await question<PublicKeyCredentialRequestOptionsJSON>(purpose) })
  return JSON.stringify(answer)
}

/** Asks the browser for a passkey when told to, and hands its answer on; what stands in the way is a sentence. */
export function usePasskey(purpose: PasskeyUse, send: (answer: string) => void) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  async function ask() {
    setAsking(true)
    setProblem(null)
    try {
      if (!('PublicKeyCredential' in window)) setProblem(t('twoFactor.passkey.unsupported'))
      else send(await answerOf(purpose))
    } catch (error) {
      setProblem(problemOf(error, t))
    } finally {
      setAsking(false)
    }
  }
  return { ask, asking, problem }
}

/**
 * Offers a passkey where the browser fills in the address, beside those it remembers (conditional mediation). Waits there until one is
 * chosen; a browser that does not know this, or a person who does not want it, changes nothing.
 */
export function usePasskeyAutofill(send: (answer: string) => void): void {
  const latest = useRef(send)
  useEffect(() => {
    latest.current = send
  })
  useEffect(() => {
    const offer = new Offer((answer) => latest.current(answer))
    void offer.make()
    const again = setInterval(() => void offer.make(), ASK_AGAIN_MS)
    return () => {
      clearInterval(again)
      offer.withdraw()
    }
  }, [])
}

/** One offer at a time; a new one takes the place of the one before. */
class Offer {
  #isWithdrawn = false
  #callOff = () => {}

  constructor(private readonly send: (answer: string) => void) {}

  async make(): Promise<void> {
    if (!('PublicKeyCredential' in window)) return
    try {
      const { browserSupportsWebAuthnAutofill, startAuthentication, WebAuthnAbortService } = await library()
      if (!(await browserSupportsWebAuthnAutofill())) return
      const optionsJSON = await question<PublicKeyCredentialRequestOptionsJSON>('sign_in')
      if (this.#isWithdrawn) return
      this.#callOff = () => WebAuthnAbortService.cancelCeremony()
      const answer = await startAuthentication({ optionsJSON, useBrowserAutofill: true })
      if (!this.#isWithdrawn) this.send(JSON.stringify(answer))
    } catch (error) {
      // Called off, declined or offline. Nobody asked for this, so nobody is told; the button says what is wrong.
      if (!(error instanceof Error)) throw error
    }
  }

  withdraw(): void {
    this.#isWithdrawn = true
    this.#callOff()
  }
}

/** Null: it was called off for another question of ours. */
function problemOf(error: unknown, t: TFunction): string | null {
  if (error instanceof NoQuestion) return error.message
  const name = error instanceof Error ? error.name : ''
  if (name === 'AbortError') return null
  if (name === 'NotAllowedError') return t('twoFactor.passkey.cancelled')
  return name === 'InvalidStateError' ? t('twoFactor.passkey.there') : t('twoFactor.passkey.failed')
}
