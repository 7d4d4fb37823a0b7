import { type ActionFunctionArgs, redirectDocument } from '@remix-run/node'
import { signOut } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'

export const loader = () => redirectDocument(urls.school.home())

export const action = ({ context, request }: ActionFunctionArgs) => signOut(context, request, 'student', urls.school.home())
