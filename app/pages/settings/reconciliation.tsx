import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { may } from '#identity/permissions/permissions.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { nextRuns } from '#reconciliation/comparison/due.ts';
import { lastChanges } from '#reconciliation/comparison/runs.ts';
import { changePolicy } from '#reconciliation/policy/policy.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Time } from '../../ui/values/time.tsx';
import { PolicyForm } from './policy-form.tsx';
import { policyForm, policyOf } from './policy-schema.ts';
import { SettingsNav } from './settings-nav.tsx';
import { type Would, WouldDo } from './would-do.tsx';

export const meta: MetaFunction = () => [{ title: 'Reconciliation settings · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const [next, changes] = await Promise.all([
    nextRuns(context.sql, account, new Date()),
    lastChanges(context.sql, account.id),
  ]);
  return { account, next, changes, mayChange: may(person.role, 'settings.change') };
}

/** Keeps the policy of an account; it holds from the next run on. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'settings.change');
  const account = await currentAccount(request, context, person);
  const schema = policyForm(await exponentsOf(context.sql));
  return answerForm(await request.formData(), { schema, secret: [] }, async (given) => {
    await changePolicy(context.sql, actorOf(person, context), account.id, policyOf(given, account));
    const message = 'Changed. It takes effect with the next run.';
    return returnTo(context, '/settings/reconciliation', { tone: 'good', message });
  });
}

export default function ReconciliationSettings() {
  const { account, next, changes, mayChange } = useLoaderData<typeof loader>();
  const would = useActionData<{ would?: Would[] }>()?.would;
  return (
    <>
      <PageHead
        title="Reconciliation settings"
        sub={
          <>
            {account.name} · next: recent <Time at={next.recentAt} zone={account.timeZone} />, deep{' '}
            <Time at={next.deepAt} zone={account.timeZone} />
          </>
        }
      />
      <SettingsNav isAdmin={mayChange} />
      <PolicyForm account={account} changes={changes} mayChange={mayChange} />
      {would ? <WouldDo rows={would} /> : null}
    </>
  );
}
