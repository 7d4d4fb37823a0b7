import { Outlet } from '@remix-run/react'

export default function Course() {
  return <Outlet />
}
