import { useSyncExternalStore } from 'react'

/** False on the server and in the first paint, true once script runs. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  )

/** Where a form that is sent without script comes back to, so that a reload does not send it again. */
export function ComeBack({ to }: { to: string }) {
  return useHydrated() ? null : <input type="hidden" name="back" value={to} />
}

function subscribeToNothing(): () => void {
  return () => undefined
}
