import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { Refusal } from '#identity/refusal.ts';
import { passCode } from '#identity/sessions/sessions.ts';
import { sessionOfRequest } from '../../access/access.server.ts';
import { safeRedirect } from '../../forms/answer.server.ts';
import { tellingLog } from '../../http/tell-failure.server.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
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

/** The second step of signing in. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const session = await sessionOfRequest(request, context);
  if (session?.stage !== 'code') throw redirect('/sign-in');
  const { sql, vault, address, userAgent, cookies } = context;
  const code = String(form.get('code') ?? '').slice(0, 100);
  try {
    const tried = { secret: session.secret, code, address, userAgent };
    const { secret } = await passCode(sql, vault, tried, tellingLog(context));
    const headers = { 'set-cookie': await cookies.session.serialize(secret) };
    return redirect(safeRedirect(form.get('to'), '/'), { headers });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return data({ message: error.message }, { status: error.status });
  }
}

export default function Code() {
  const { to } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  return (
    <AuthLayout title="Second factor">
      {failed ? <Notice tone="bad">{failed.message}.</Notice> : null}
      <Form method="post" className="flex flex-col gap-3">
        <input type="hidden" name="to" value={to} />
        <Field
          name="code"
          label="Code"
          autoComplete="one-time-code"
          inputMode="text"
          hint="Six digits from your authenticator app, or one of your recovery codes"
          required
        />
        <Button tone="primary">Go on</Button>
      </Form>
      <Link className="w-fit text-accent underline" to="/sign-in">
        Sign in as somebody else
      </Link>
    </AuthLayout>
  );
}
