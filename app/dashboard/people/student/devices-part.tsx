import Bowser from 'bowser'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import type { StudentData } from '../student.tsx'
import { useChange } from '../use-change.ts'

/** Where a student is signed in. */
export function DevicesPart({ devices, action }: { devices: StudentData['devices']; action: string }) {
  const { t } = useTranslation()
  const change = useChange(action)
  return (
    <Section title={t('student.devices')}>
      {devices.length ? null : <p className="text-sm text-muted">{t('student.noDevices')}</p>}
      <Rows className={devices.length ? '' : 'hidden'}>
        {devices.map((device) => {
          const name = nameOf(device.userAgent) ?? t('student.unknownDevice')
          return (
            <Row
              key={device.id}
              title={name}
              text={
                <>
                  {device.address ? `${device.address} · ` : null}
                  <RelativeTime at={device.seenAt} />
                </>
              }
              aside={
                <change.Form method="post" action={action}>
                  <input type="hidden" name="device" value={device.id} />
                  <Button
                    type="submit"
                    name="intent"
                    value="sign-out"
                    size="sm"
                    variant="quiet"
                    aria-label={t('student.endDeviceNamed', { device: name })}
                  >
                    {t('student.endDevice')}
                  </Button>
                </change.Form>
              }
            />
          )
        })}
      </Rows>
      {devices.length > 1 ? (
        <change.Form method="post" action={action} className="mt-3">
          <Button type="submit" name="intent" value="sign-out" size="sm">
            {t('student.endAll')}
          </Button>
        </change.Form>
      ) : null}
    </Section>
  )
}

function nameOf(userAgent: string): string | undefined {
  if (!userAgent) return undefined
  const { browser, os } = Bowser.parse(userAgent)
  return [browser.name, os.name].filter(Boolean).join(' · ') || undefined
}
