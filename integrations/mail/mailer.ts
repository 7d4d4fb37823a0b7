/** One letter as it leaves. */
export interface Message {
  /** Without angle brackets. The same for every attempt at the same letter, so that a receiver can tell a second copy. */
  readonly id: string
  readonly from: { readonly name: string; readonly address: string }
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Takes letters to where they go. */
export interface Mailer {
  /** Resolves when somebody else answers for the letter. @throws MailRefused; anything else may pass by itself. */
  send(message: Message, signal: AbortSignal): Promise<void>
  close(): void
}

/** This receiver or this letter is refused for good: another try would be refused too. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}
