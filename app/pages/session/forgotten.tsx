import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { mailPasswordLink } from '#identity/people/forgotten-password.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { AuthLayout } from './auth-layout.tsx';

export const meta: MetaFunction = () => [{ title: 'Password forgotten · Counterfoil' }];

const Asked = z.object({ email: z.email('this is no e-mail address').max(200) });

export function loader({ context }: LoaderFunctionArgs) {
  return { mails: context.mailer !== null };
}

/** Mails a link to set a new password. The answer is the same whether there is such a person or not. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { sql, mailer, publicUrl, address, log } = context;
  return answerForm(await request.formData(), { schema: Asked, secret: [] }, async ({ email }) => {
    if (mailer) {
      await mailPasswordLink(sql, { email, address, publicUrl }, mailer, (error) =>
        log.error({ err: error }, 'a password link could not be mailed'),
      );
    }
    return {
      message: 'If there is somebody with this e-mail, a link is on its way to them. It holds for an hour.',
    };
  });
}

export default function Forgotten() {
  const { mails } = useLoaderData<typeof loader>();
  return (
    <AuthLayout title="Password forgotten">
      <ActionNotice />
      {mails ? (
        <ActForm action="/password/forgotten" className="flex flex-col gap-3">
          <Field name="email" label="E-mail" type="email" autoComplete="username" required />
          <Button tone="primary">Send me a link</Button>
        </ActForm>
      ) : (
        <p>Ask an admin of Counterfoil for a link by which you set a new password.</p>
      )}
      <Link className="w-fit text-accent underline" to="/sign-in">
        Back to the sign-in
      </Link>
    </AuthLayout>
  );
}
