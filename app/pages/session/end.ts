import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { signOut } from '#identity/sessions/sessions.ts';

export async function action({ request, context }: ActionFunctionArgs) {
  const { session } = context.cookies;
  const secret: unknown = await session.parse(request.headers.get('cookie'));
  if (typeof secret === 'string') await signOut(context.sql, secret);
  return redirect('/sign-in', { headers: { 'set-cookie': await session.serialize('', { maxAge: 0 }) } });
}

export function loader() {
  return redirect('/');
}
