import { useTranslation } from 'react-i18next'
import '#app/ui/player/watermark.css'

/** A picture as light below as it is dark above, with the words over it as a student sees them. */
export function WatermarkPreview({ says }: { says: string }) {
  const { t } = useTranslation()
  const text = says === 'name' ? t('protection.watermark.sampleName') : says === 'email' ? t('protection.watermark.sampleEmail') : ''
  return (
    <figure className="min-w-0">
      <div
        className="relative aspect-video overflow-hidden rounded-md"
        style={{ background: 'linear-gradient(168deg, oklch(0.24 0.03 250), oklch(0.46 0.06 230) 52%, oklch(0.86 0.05 80))' }}
      >
        <p className="player-watermark absolute top-[16%] left-[10%] max-w-[80%] text-xs font-medium">{text}</p>
      </div>
      <figcaption className="mt-2 text-sm text-muted">{t('protection.watermark.preview')}</figcaption>
    </figure>
  )
}
