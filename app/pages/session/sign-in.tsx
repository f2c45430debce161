import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { isStorable } from '#identity/filter.ts';
import { Refusal } from '#identity/refusal.ts';
import { signIn } from '#identity/sessions/sessions.ts';
import { safeRedirect } from '../../forms/answer.server.ts';
import { tellingLog } from '../../http/tell-failure.server.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { AuthLayout } from './auth-layout.tsx';
import { nextStep } from './next-step.server.ts';

const Credentials = z.object({
  email: z.string().max(200).refine(isStorable).catch(''),
  password: z.string().max(500).catch(''),
  to: z.string().optional().catch(undefined),
});

export const meta: MetaFunction = () => [{ title: 'Sign in · Counterfoil' }];

export function loader({ request }: LoaderFunctionArgs) {
  return { to: safeRedirect(new URL(request.url).searchParams.get('to'), '/') };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { email, password, to } = Credentials.parse(Object.fromEntries(await request.formData()));
  const { sql, address, userAgent, cookies } = context;
  try {
    const opened = await signIn(sql, { email, password, address, userAgent }, tellingLog(context));
    const cookie = await cookies.session.serialize(opened.secret);
    const next = nextStep(opened.stage, safeRedirect(to ?? null, '/'));
    return redirect(next, { headers: { 'set-cookie': cookie } });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return data({ email, message: error.message }, { status: error.status });
  }
}

export default function SignIn() {
  const { to } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  return (
    <AuthLayout title="Counterfoil">
      {failed ? <Notice tone="bad">{capital(failed.message)}.</Notice> : null}
      <Form method="post" className="flex flex-col gap-3">
        <input type="hidden" name="to" value={to} />
        <Field
          name="email"
          label="E-mail"
          type="email"
          autoComplete="username"
          defaultValue={failed?.email}
          required
        />
        <Field name="password" label="Password" type="password" autoComplete="current-password" required />
        <Button tone="primary">Sign in</Button>
      </Form>
      <Link className="w-fit text-accent underline" to="/password/forgotten">
        Password forgotten?
      </Link>
    </AuthLayout>
  );
}

function capital(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
