import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { signOut } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'

export const loader = () => redirect(urls.platform.home())

export const action = ({ context, request }: ActionFunctionArgs) => signOut(context, request, 'staff', urls.platform.home())
