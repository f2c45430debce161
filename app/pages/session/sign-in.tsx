import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { signIn } from '#reconciliation/people/sessions.ts';
import { Refusal } from '#reconciliation/refusal.ts';
import { ownPath } from '../../answer.server.ts';
import { isStorable, read } from '../../form.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';

const Credentials = z.object({
  email: z.string().max(200).refine(isStorable).catch(''),
  password: z.string().max(500).catch(''),
  to: z.string().optional().catch(undefined),
});

export function loader({ request }: LoaderFunctionArgs) {
  return { to: ownPath(new URL(request.url).searchParams.get('to'), '/') };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { email, password, to } = read(Credentials, await request.formData());
  try {
    const { secret } = await signIn(context.sql, { email, password, address: context.address });
    const cookie = await context.cookies.session.serialize(secret);
    return redirect(ownPath(to ?? null, '/'), { headers: { 'set-cookie': cookie } });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return data({ email, words: error.message }, { status: error.status });
  }
}

export default function SignIn() {
  const { to } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  return (
    <main className="mx-auto flex min-h-dvh max-w-xs flex-col justify-center gap-4 p-4">
      <h1 className="text-xl font-semibold">Counterfoil</h1>
      {failed ? <Notice tone="bad">{capital(failed.words)}.</Notice> : null}
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
    </main>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
