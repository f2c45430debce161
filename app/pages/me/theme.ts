import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { Refusal } from '#identity/refusal.ts';
import { requirePerson } from '../../access/access.server.ts';
import { safeRedirect } from '../../forms/answer.server.ts';
import { THEMES } from '../../ui/frame/themes.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Light, dark, or as the system is; kept in this browser. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requirePerson(request, context, 'self.manage');
  const form = await request.formData();
  const theme = z.enum(THEMES).safeParse(form.get('theme'));
  if (!theme.success) throw new Refusal('bad_choice', 'Choose light, dark or system.');
  const cookie = await context.cookies.theme.serialize(theme.data);
  return redirect(safeRedirect(form.get('to'), '/me'), { headers: { 'set-cookie': cookie } });
}
