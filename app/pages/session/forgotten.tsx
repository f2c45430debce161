import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { mailPasswordLink } from '#identity/people/forgotten-password.ts';
import { actThenShow, formBy } from '../../forms/answer.server.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
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
  const form = await request.formData();
  const { sql, mailer, publicUrl, address, log } = context;
  return actThenShow(async () => {
    const { email } = formBy(Asked, form);
    if (mailer) {
      await mailPasswordLink(sql, { email, address, publicUrl }, mailer, (error) =>
        log.error({ err: error }, 'a password link could not be mailed'),
      );
    }
    return 'If there is somebody with this e-mail, a link is on its way to them. It holds for an hour.';
  });
}

export default function Forgotten() {
  const { mails } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <AuthLayout title="Password forgotten">
      {answer?.done ? <Notice tone="good">{answer.done}</Notice> : null}
      {answer?.message ? <Notice tone="bad">{answer.message}.</Notice> : null}
      {mails ? (
        <Form method="post" className="flex flex-col gap-3">
          <Field name="email" label="E-mail" type="email" autoComplete="username" required />
          <Button tone="primary">Send me a link</Button>
        </Form>
      ) : (
        <p>Ask an admin of Counterfoil for a link by which you set a new password.</p>
      )}
      <Link className="w-fit text-accent underline" to="/sign-in">
        Back to the sign-in
      </Link>
    </AuthLayout>
  );
}
