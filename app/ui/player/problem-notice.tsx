import type { PlayerProblem, PlayerText } from '#app/locales/en/player.ts'

export function ProblemNotice({ problem, text, onRetry }: { problem: PlayerProblem; text: PlayerText; onRetry: () => void }) {
  return (
    <div
      role="alert"
      className="absolute inset-0 z-20 grid place-content-center justify-items-center gap-4 bg-stage/85 p-6 text-center text-stage-ink"
    >
      <p className="max-w-[46ch] text-sm text-balance">{text.failed[problem]}</p>
      <button
        type="button"
        onClick={onRetry}
        className="player-button min-h-11 rounded-md border border-stage-ink/35 px-4 text-sm font-medium hover:bg-stage-ink/10"
      >
        {text.retry}
      </button>
    </div>
  )
}
