import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { holderOfLink, setPasswordByLink } from '#identity/people/password-links.ts';
import { SHORTEST_PASSWORD } from '#identity/people/password-rules.ts';
import { Refusal } from '#identity/refusal.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { AuthLayout } from './auth-layout.tsx';

export const meta: MetaFunction = () => [{ title: 'Set a password · Counterfoil' }];

export async function loader({ params, context }: LoaderFunctionArgs) {
  const holder = await holderOfLink(context.sql, params.secret ?? '');
  return data({ email: holder?.email ?? null }, { status: holder ? 200 : 410 });
}

/** Sets a password by a link, once; then the sign-in is asked for as always. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const [password, again] = [String(form.get('password') ?? ''), String(form.get('again') ?? '')];
  try {
    if (password !== again) throw new Refusal('not_the_same', 'the two are not the same');
    await setPasswordByLink(context.sql, params.secret ?? '', password, context.address);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return data({ message: error.message }, { status: error.status });
  }
  return redirect('/sign-in');
}

export default function Password() {
  const { email } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  return (
    <AuthLayout title="Set a password">
      {failed ? <Notice tone="bad">{failed.message}.</Notice> : null}
      {email ? (
        <Form method="post" className="flex flex-col gap-3">
          <p>For {email}</p>
          <input type="hidden" name="email" autoComplete="username" value={email} />
          <Field
            name="password"
            label="New password"
            type="password"
            autoComplete="new-password"
            minLength={SHORTEST_PASSWORD}
            hint={`At least ${SHORTEST_PASSWORD} characters; a few words that do not belong together are best`}
            required
          />
          <Field name="again" label="The same again" type="password" autoComplete="new-password" required />
          <Button tone="primary">Set it</Button>
        </Form>
      ) : (
        <>
          <p>This link was used, or it is too old. Ask for another one.</p>
          <Link className="w-fit text-accent underline" to="/sign-in">
            To the sign-in
          </Link>
        </>
      )}
    </AuthLayout>
  );
}
