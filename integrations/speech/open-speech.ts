import type { Env } from '#lib/env.ts'
import { openAiSpeech } from './openai.ts'
import type { Speech } from './speech.ts'

/** Undefined where none is set up: nobody is offered captions from speech then. */
export const openSpeech = ({ speech }: Pick<Env, 'speech'>): Speech | undefined => speech && openAiSpeech(speech)
