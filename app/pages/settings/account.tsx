import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import { secretsOf } from '#identity/accounts/account-keys.ts';
import { accountRow } from '#identity/accounts/account-rows.ts';
import { changeAccount } from '#identity/accounts/change-accounts.ts';
import { canAccess } from '#identity/permissions/visibility.ts';
import { lastIntegrationCheck } from '#reconciliation/test-payments/integration-check/integration-check.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { smallIdParam } from '../../forms/form.ts';
import { ActionNotice } from '../../ui/feedback/action-notice.tsx';
import { Notice } from '../../ui/feedback/notice.tsx';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { LastCheck } from '../integration-checks/last-check.tsx';
import { AccountForm, RotationForm } from './account-changes.tsx';
import { accountChangeForm } from './account-forms.ts';
import { Secrets } from './secrets.tsx';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Account · Counterfoil' }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'accounts.manage');
  const id = smallIdParam(params.id);
  const account = await accountRow(context.sql, id);
  const callbackUrl = `${context.publicUrl}/callbacks/${account.slug}`;
  // An admin manages accounts whose books they may not see.
  const check = canAccess(person, id) ? await lastIntegrationCheck(context.sql, id) : undefined;
  return { account, secrets: await secretsOf(context.sql, id), callbackUrl, check };
}

/** Changes the name and the addresses of an account. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'accounts.manage');
  const id = smallIdParam(params.id);
  const { sql, vault, isPrivateAllowed } = context;
  const rules = {
    schema: accountChangeForm(isPrivateAllowed),
    secret: ['apiKey'],
    at: { key_needed: 'apiKey' },
  };
  return answerForm(await request.formData(), rules, async (given) => {
    await changeAccount(sql, vault, actorOf(person, context), id, given);
    context.connections.refresh();
    return { message: 'Changed.' };
  });
}

export default function Account() {
  const { account, secrets, callbackUrl, check } = useLoaderData<typeof loader>();
  const address = `/settings/accounts/${account.id}`;
  const isKeptHere = account.keptBy === 'console';
  return (
    <>
      <PageHead
        title={account.name}
        sub={`${account.paymegaAccountId} · ${account.timeZone}${account.disabledAt ? ' · disabled' : ''}`}
        actions={
          <>
            <ActForm action={`${address}/connection-tests`}>
              <Button tone="primary">Test the connection</Button>
            </ActForm>
            <Form method="post" action={`${address}/${account.disabledAt ? 'enabling' : 'disabling'}`}>
              <Button>{account.disabledAt ? 'Enable' : 'Disable'}</Button>
            </Form>
          </>
        }
      />
      <SettingsNav isAdmin />
      <ActionNotice />
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
      {check === undefined ? null : (
        <Section heading="Integration check">
          <LastCheck check={check} zone={account.timeZone} />
        </Section>
      )}
      {isKeptHere ? null : (
        <Notice>
          Its addresses and keys come from the environment (PAYMEGA_…): change them there and restart.
        </Notice>
      )}
      <Secrets address={address} secrets={secrets} />
      {isKeptHere ? (
        <>
          <RotationForm address={address} />
          <AccountForm address={address} account={account} />
        </>
      ) : null}
    </>
  );
}
