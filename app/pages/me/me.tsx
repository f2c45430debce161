import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { assertOwnPassword, changePassword } from '#identity/people/password-links.ts';
import { personById } from '#identity/people/people.ts';
import { recoveryCodesLeft, removeSecondFactor, renewRecoveryCodes } from '#identity/people/second-factor.ts';
import { settings } from '#identity/people/security-settings.ts';
import { Refusal } from '#identity/refusal.ts';
import { endSessions, sessionsOf } from '#identity/sessions/sessions.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { deviceName } from '../../access/device-name.server.ts';
import { actThenShow, formBy } from '../../forms/answer.server.ts';
import { rowId } from '../../forms/form.ts';
import { tellingLog } from '../../http/tell-failure.server.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';
import { PasswordForm } from './password-form.tsx';

export const meta: MetaFunction = () => [{ title: 'Your account · Counterfoil' }];

const Act = z.discriminatedUnion('act', [
  z.object({ act: z.literal('password'), current: z.string().max(500), next: z.string().max(500) }),
  z.object({ act: z.literal('end_session'), id: rowId }),
  z.object({ act: z.literal('end_others') }),
  z.object({ act: z.literal('renew_codes'), current: z.string().max(500) }),
  z.object({ act: z.literal('remove_factor'), current: z.string().max(500) }),
]);

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id, email, role, sessionId } = await requirePerson(request, context, 'self.manage');
  const { sql } = context;
  const [{ hasSecondFactor }, all, codesLeft, { adminsNeedSecondFactor }] = await Promise.all([
    personById(sql, id),
    sessionsOf(sql, id),
    recoveryCodesLeft(sql, id),
    settings(sql),
  ]);
  const sessions = all.map(({ userAgent, ...session }) => ({ ...session, device: deviceName(userAgent) }));
  const mayRemove = !(role === 'admin' && adminsNeedSecondFactor);
  return { email, role, sessionId, hasSecondFactor, sessions, codesLeft, mayRemove };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  const form = await request.formData();
  const actor = actorOf(person, context);
  const { sql, address } = context;
  const asking = { address, tell: tellingLog(context) };
  return actThenShow(async () => {
    const act = formBy(Act, form);
    switch (act.act) {
      case 'password':
        await changePassword(sql, person, person.sessionId, actor, act, asking);
        return { message: 'Your password is changed; every other session of yours has ended.' };
      case 'end_session':
        await endSessions(sql, actor, person.id, { id: act.id });
        return { message: 'Ended.' };
      case 'end_others': {
        const ended = await endSessions(sql, actor, person.id, { except: person.sessionId });
        return { message: `${ended} ended.` };
      }
      case 'renew_codes':
        await assertOwnPassword(sql, person, act.current, asking);
        return { message: 'Your recovery codes', secrets: await renewRecoveryCodes(sql, person, actor) };
      case 'remove_factor':
        await assertOwnPassword(sql, person, act.current, asking);
        if (person.role === 'admin' && (await settings(sql)).adminsNeedSecondFactor) {
          throw new Refusal('factor_needed', 'admins sign in with a second factor here', 409);
        }
        await removeSecondFactor(sql, person.id, actor);
        return { message: 'Your second factor is removed.' };
    }
  });
}

export default function Me() {
  const { email, role, sessionId, hasSecondFactor, sessions, codesLeft, mayRemove } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead title="Your account" sub={`${email} · ${role}`} />
      <ActionNotice answer={answer}>
        <p>The old ones are worth nothing now. These are not shown again.</p>
      </ActionNotice>
      <Section heading="Password">
        <PasswordForm email={email} />
      </Section>
      <Section heading="Second factor">
        {hasSecondFactor ? (
          <Form method="post" className="flex flex-wrap items-end gap-2">
            <p className="w-full">
              An authenticator app is asked for at each sign-in. {codesLeft} recovery codes are left.
            </p>
            <Field
              name="current"
              label="Your password"
              type="password"
              autoComplete="current-password"
              required
            />
            <Button name="act" value="renew_codes">
              New recovery codes
            </Button>
            {mayRemove ? (
              <Button name="act" value="remove_factor" tone="danger">
                Remove it
              </Button>
            ) : null}
          </Form>
        ) : (
          <div className="flex flex-wrap items-center gap-2">
            <p>Your password alone opens the console.</p>
            <ButtonLink to="/me/second-factor" tone="primary">
              Enrol a second factor
            </ButtonLink>
          </div>
        )}
      </Section>
      <Section
        heading="Sessions"
        flush
        actions={
          <Form method="post">
            <Button name="act" value="end_others">
              End all others
            </Button>
          </Form>
        }
      >
        <Table
          caption="Where you are signed in"
          emptyText="None"
          rows={sessions}
          rowKey={({ id }) => String(id)}
          columns={[
            { key: 'agent', header: 'Browser', render: ({ device }) => device },
            { key: 'address', header: 'From', render: ({ address }) => address ?? 'unknown' },
            {
              key: 'since',
              header: 'Since, UTC',
              render: ({ createdAt }) => <Time at={createdAt} zone="UTC" />,
            },
            {
              key: 'seen',
              header: 'Last seen, UTC',
              render: ({ lastSeenAt }) => <Time at={lastSeenAt} zone="UTC" />,
            },
            {
              key: 'end',
              header: 'End it',
              render: ({ id }) =>
                id === sessionId ? (
                  <span className="whitespace-nowrap">this one</span>
                ) : (
                  <Form method="post">
                    <input type="hidden" name="id" value={id} />
                    <Button name="act" value="end_session">
                      End
                    </Button>
                  </Form>
                ),
            },
          ]}
        />
      </Section>
    </>
  );
}
