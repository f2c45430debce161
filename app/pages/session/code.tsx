import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { startPath } from '#identity/people/start-page.ts';
import { passCode } from '#identity/sessions/sessions.ts';
import { sessionOfRequest } from '../../access/access.server.ts';
import { safeRedirect } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { tellingLog } from '../../http/tell-failure.server.ts';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { AuthLayout } from './auth-layout.tsx';

export const meta: MetaFunction = () => [{ title: 'Sign-in code · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const to = safeRedirect(new URL(request.url).searchParams.get('to'), '/');
  const session = await sessionOfRequest(request, context);
  if (session?.stage !== 'code') throw redirect('/sign-in');
  return { to };
}

const CODE = {
  schema: z.object({
    code: z.string('type the code').max(100, 'at most 100 characters'),
    to: z.string().optional(),
  }),
  secret: ['code'],
  at: { wrong_code: 'code' },
};

/** The second step of signing in. */
export async function action({ request, context }: ActionFunctionArgs) {
  const session = await sessionOfRequest(request, context);
  if (session?.stage !== 'code') throw redirect('/sign-in');
  const { sql, vault, address, userAgent, cookies } = context;
  return answerForm(await request.formData(), CODE, async ({ code, to }) => {
    const tried = { secret: session.secret, code, address, userAgent };
    const { secret, personId } = await passCode(sql, vault, tried, tellingLog(context));
    const headers = { 'set-cookie': await cookies.session.serialize(secret) };
    const next = safeRedirect(to ?? null, '/');
    return redirect(next === '/' ? await startPath(sql, personId) : next, { headers });
  });
}

export default function Code() {
  const { to } = useLoaderData<typeof loader>();
  return (
    <AuthLayout title="Second factor">
      <ActForm action={`/sign-in/code?to=${encodeURIComponent(to)}`} className="flex flex-col gap-3">
        <input type="hidden" name="to" value={to} />
        <Field
          name="code"
          label="Code"
          autoComplete="one-time-code"
          inputMode="text"
          hint="Six digits from your authenticator app, or one of your recovery codes"
          required
        />
        <Button tone="primary">Continue</Button>
      </ActForm>
      <Link className="w-fit text-accent underline" to="/sign-in">
        Sign in as somebody else
      </Link>
    </AuthLayout>
  );
}
