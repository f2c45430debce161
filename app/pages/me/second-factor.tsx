import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { renderSVG } from 'uqr';
import { z } from 'zod';
import { assertOwnPassword } from '#identity/people/password-links.ts';
import { beginEnrolment, confirmEnrolment } from '#identity/people/second-factor.ts';
import { openAfterEnrolment } from '#identity/sessions/sessions.ts';
import { actorOf, sessionOfRequest } from '../../access/access.server.ts';
import type { Context } from '../../context.ts';
import { safeRedirect } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import type { FormAnswer } from '../../forms/form-answer.ts';
import { tellingLog } from '../../http/tell-failure.server.ts';
import { OneTimeSecret } from '../../ui/feedback/one-time-secret.tsx';
import { AuthLayout } from '../session/auth-layout.tsx';
import { Enrolment } from './enrolment.tsx';

export const meta: MetaFunction = () => [{ title: 'Second factor · Counterfoil' }];

/** Whoever is signed in, or would be but for the second factor that they must enrol. */
async function requireEnrolling(request: Request, context: Context) {
  const session = await sessionOfRequest(request, context);
  if (!session || session.stage === 'code') throw redirect('/sign-in');
  return session;
}

export async function loader({ request, context }: LoaderFunctionArgs) {
  const to = safeRedirect(new URL(request.url).searchParams.get('to'), '/me');
  const { person, stage } = await requireEnrolling(request, context);
  const enrolment = await beginEnrolment(context.sql, context.vault, person);
  const view = enrolment && { secret: enrolment.secret, picture: renderSVG(enrolment.uri) };
  return { to, isAsked: stage === 'enrolment', view };
}

const ENROLMENT = {
  schema: z.object({
    code: z.string('type the code').max(20, 'at most 20 characters'),
    // In the midst of a sign-in it was typed a moment ago.
    current: z.string().max(500, 'at most 500 characters').default(''),
  }),
  secret: ['code', 'current'],
  at: { wrong_code: 'code', wrong_password: 'current' },
};

/** Enrols a second factor; its recovery codes are shown this once. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { person, stage } = await requireEnrolling(request, context);
  const { sql, vault, address, userAgent, cookies } = context;
  const form = await request.formData();
  const answer = await answerForm(form, ENROLMENT, async ({ code, current }) => {
    if (stage === 'full')
      await assertOwnPassword(sql, person, current, { address, tell: tellingLog(context) });
    const secrets = await confirmEnrolment(sql, vault, person, actorOf(person, context), code);
    return { message: 'Your recovery codes', secrets };
  });
  if (answer instanceof Response || answer.data.done === null || stage === 'full') return answer;
  const { secret } = await openAfterEnrolment(sql, person, { address, userAgent });
  return data(answer.data, { headers: { 'set-cookie': await cookies.session.serialize(secret) } });
}

export default function SecondFactor() {
  const loaded = useLoaderData<typeof loader>();
  const done = useActionData<FormAnswer>()?.done;
  if (done?.secrets) {
    return (
      <AuthLayout title="Second factor enrolled">
        <OneTimeSecret title="Your recovery codes" secrets={done.secrets}>
          <p>Keep them where your phone is not. Each works once, and they are not shown again.</p>
        </OneTimeSecret>
        <Link className="w-fit text-accent underline" to={loaded.to}>
          I have kept them
        </Link>
      </AuthLayout>
    );
  }
  if (!loaded.view) {
    return (
      <AuthLayout title="Second factor">
        <p>You have one already.</p>
        <Link className="w-fit text-accent underline" to="/me">
          Back
        </Link>
      </AuthLayout>
    );
  }
  return <Enrolment view={loaded.view} isAsked={loaded.isAsked} to={loaded.to} />;
}
