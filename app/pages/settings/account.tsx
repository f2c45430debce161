import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { retireSecret, rotateSecret, secretsOf } from '#identity/accounts/account-keys.ts';
import { accountRow } from '#identity/accounts/account-rows.ts';
import { changeAccount, setDisabled } from '#identity/accounts/change-accounts.ts';
import { SECRET_KINDS, type SecretKind } from '#identity/accounts/secret-kinds.ts';
import { testConnection } from '#identity/accounts/test-connection.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenShow, formBy } from '../../forms/answer.server.ts';
import { smallIdParam } from '../../forms/form.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { Notice } from '../../ui/feedback/notice.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';
import { accountActs } from './account-forms.ts';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Account · Counterfoil' }];

const KIND_LABELS: Record<SecretKind, string> = {
  api_key: 'API key',
  live_secret: 'Live secret',
  test_secret: 'Test secret',
};

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requirePerson(request, context, 'accounts.manage');
  const id = smallIdParam(params.id);
  const account = await accountRow(context.sql, id);
  const callbackUrl = `${context.publicUrl}/callbacks/${account.slug}`;
  return { account, secrets: await secretsOf(context.sql, id), callbackUrl };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'accounts.manage');
  const id = smallIdParam(params.id);
  const form = await request.formData();
  const actor = actorOf(person, context);
  const { sql, vault, connections, isPrivateAllowed } = context;
  return actThenShow(async () => {
    const act = formBy(accountActs(isPrivateAllowed), form);
    switch (act.act) {
      case 'change':
        await changeAccount(sql, vault, actor, id, act);
        return { message: 'Changed.' };
      case 'rotate': {
        const { kind, secret: plain, overlapHours } = act;
        await rotateSecret(sql, vault, actor, id, { kind, plain, overlapHours });
        return { message: `${KIND_LABELS[kind]} rotated.` };
      }
      case 'retire':
        await retireSecret(sql, actor, id, act.id);
        return { message: 'The old secret is retired.' };
      case 'test':
        return { message: await testConnection(await connections.of(id, true)) };
      default:
        await setDisabled(sql, actor, id, act.act === 'disable');
        return { message: act.act === 'disable' ? 'Disabled.' : 'Enabled.' };
    }
  });
}

export default function Account() {
  const { account, secrets, callbackUrl } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const isKeptHere = account.keptBy === 'console';
  return (
    <>
      <PageHead
        title={account.name}
        sub={`${account.paymegaAccountId} · ${account.timeZone}${account.disabledAt ? ' · disabled' : ''}`}
        actions={
          <Form method="post" className="flex gap-2">
            <Button name="act" value="test" tone="primary">
              Test the connection
            </Button>
            <Button name="act" value={account.disabledAt ? 'enable' : 'disable'}>
              {account.disabledAt ? 'Enable' : 'Disable'}
            </Button>
          </Form>
        }
      />
      <SettingsNav isAdmin />
      <ActionNotice answer={answer} />
      {account.disabledAt ? (
        <Notice tone="warn">Not reconciled and not asked about. Callbacks are still ingested.</Notice>
      ) : null}
      <Section heading="Where its callbacks go">
        <p className="font-mono break-all select-all">{callbackUrl}</p>
        <p className="pt-2 text-muted">
          The address without the short name works, too: a callback is given to the account whose secret
          signed it.
        </p>
      </Section>
      {isKeptHere ? null : (
        <Notice>
          Its addresses and keys come from the environment (PAYMEGA_…): change them there and restart.
        </Notice>
      )}
      <Section heading="Secrets" flush>
        <Table
          caption="Secrets that hold now; none is ever shown"
          emptyText="None"
          rows={secrets}
          rowKey={({ id }) => String(id)}
          columns={[
            { key: 'kind', header: 'Secret', render: ({ kind }) => KIND_LABELS[kind] },
            {
              key: 'since',
              header: 'Since, UTC',
              render: ({ createdAt }) => <Time at={createdAt} zone="UTC" />,
            },
            {
              key: 'until',
              header: 'Until, UTC',
              render: ({ retiresAt }) => (retiresAt ? <Time at={retiresAt} zone="UTC" /> : 'it is replaced'),
            },
            {
              key: 'retire',
              header: 'Retire now',
              render: ({ id, retiresAt }) =>
                retiresAt ? (
                  <Form method="post">
                    <input type="hidden" name="id" value={id} />
                    <Button name="act" value="retire" tone="danger">
                      Retire
                    </Button>
                  </Form>
                ) : (
                  ''
                ),
            },
          ]}
        />
      </Section>
      {isKeptHere ? <Changes account={account} /> : null}
    </>
  );
}

type ChangesProps = { account: { name: string; apiUrl: string | null; cardgateUrl: string | null } };

function Changes({ account }: ChangesProps) {
  return (
    <>
      <Section heading="Rotate a secret">
        <Form method="post" autoComplete="off" className="grid items-end gap-3 sm:grid-cols-4">
          <Field name="kind" label="Which">
            {(wiring) => (
              <select {...wiring}>
                {SECRET_KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {KIND_LABELS[kind]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field name="secret" label="The new one" type="password" autoComplete="off" required />
          <Field
            name="overlapHours"
            label="The old one holds for, hours"
            type="number"
            min={0}
            max={720}
            defaultValue={24}
            hint="Callbacks signed with it are believed so long"
          />
          <Button name="act" value="rotate">
            Rotate
          </Button>
        </Form>
      </Section>
      <Section heading="Name and addresses">
        <Form method="post" className="grid items-end gap-3 sm:grid-cols-4">
          <Field name="name" label="Name" defaultValue={account.name} required />
          <Field name="apiUrl" label="Private API, URL" defaultValue={account.apiUrl ?? ''} required />
          <Field
            name="cardgateUrl"
            label="Card gateway, URL"
            defaultValue={account.cardgateUrl ?? ''}
            required
          />
          <Field
            name="apiKey"
            label="API key"
            type="password"
            autoComplete="off"
            hint="Only where the private API moves elsewhere"
          />
          <Button name="act" value="change">
            Save
          </Button>
        </Form>
      </Section>
    </>
  );
}
