import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useLoaderData, useLocation } from '@remix-run/react';
import { z } from 'zod';
import { holderOfLink, setPasswordByLink } from '#identity/people/password-links.ts';
import { SHORTEST_PASSWORD } from '#identity/people/password-rules.ts';
import { Refusal } from '#identity/refusal.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { AuthLayout } from './auth-layout.tsx';

export const meta: MetaFunction = () => [{ title: 'Set a password · Counterfoil' }];

export async function loader({ params, context }: LoaderFunctionArgs) {
  const holder = await holderOfLink(context.sql, params.secret ?? '');
  return data({ email: holder?.email ?? null }, { status: holder ? 200 : 410 });
}

const PASSWORDS = {
  schema: z.object({
    password: z.string('type a password').max(500, 'at most 500 characters'),
    again: z.string('type it again').max(500, 'at most 500 characters'),
  }),
  secret: ['password', 'again'],
  at: { not_the_same: 'again', weak_password: 'password' },
};

/** Sets a password by a link, once; then the sign-in is asked for as always. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  return answerForm(await request.formData(), PASSWORDS, async ({ password, again }) => {
    if (password !== again) throw new Refusal('not_the_same', 'the two are not the same');
    await setPasswordByLink(context.sql, params.secret ?? '', password, context.address);
    return redirect('/sign-in');
  });
}

export default function Password() {
  const { email } = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  return (
    <AuthLayout title="Set a password">
      {email ? (
        <ActForm action={pathname} className="flex flex-col gap-3">
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
        </ActForm>
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
