import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { isStorable } from '#identity/filter.ts';
import { startPath } from '#identity/people/start-page.ts';
import { signIn } from '#identity/sessions/sessions.ts';
import { safeRedirect } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { tellingLog } from '../../http/tell-failure.server.ts';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { AuthLayout } from './auth-layout.tsx';
import { nextStep } from './next-step.server.ts';

const CREDENTIALS = {
  schema: z.object({
    email: z.string().max(200).refine(isStorable).catch(''),
    password: z.string().max(500).catch(''),
    to: z.string().optional().catch(undefined),
  }),
  secret: ['password'],
};

export const meta: MetaFunction = () => [{ title: 'Sign in · Counterfoil' }];

export function loader({ request }: LoaderFunctionArgs) {
  return { to: safeRedirect(new URL(request.url).searchParams.get('to'), '/') };
}

/** The first step of signing in; which of the two was wrong is not said. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { sql, address, userAgent, cookies } = context;
  return answerForm(await request.formData(), CREDENTIALS, async ({ email, password, to }) => {
    const opened = await signIn(sql, { email, password, address, userAgent }, tellingLog(context));
    const headers = { 'set-cookie': await cookies.session.serialize(opened.secret) };
    const next = nextStep(opened.stage, safeRedirect(to ?? null, '/'));
    return redirect(next === '/' ? await startPath(sql, opened.personId) : next, { headers });
  });
}

export default function SignIn() {
  const { to } = useLoaderData<typeof loader>();
  return (
    <AuthLayout title="Counterfoil">
      {/* In the address, too: the page that says what was wrong still knows where it leads. */}
      <ActForm action={`/sign-in?to=${encodeURIComponent(to)}`} className="flex flex-col gap-3">
        <input type="hidden" name="to" value={to} />
        <Field name="email" label="E-mail" type="email" autoComplete="username" required />
        <Field name="password" label="Password" type="password" autoComplete="current-password" required />
        <Button tone="primary">Sign in</Button>
      </ActForm>
      <Link className="w-fit text-accent underline" to="/password/forgotten">
        Password forgotten?
      </Link>
    </AuthLayout>
  );
}
