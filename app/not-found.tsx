import { Failure } from '#lib/failure.ts'

class NothingHere extends Failure {
  constructor() {
    super('server.not_found', 404)
  }
}

export function loader() {
  throw new NothingHere()
}

export const action = loader

/** Never shown: the loader's 404 brings the root's error page up. */
export default function NotFound() {
  return null
}
