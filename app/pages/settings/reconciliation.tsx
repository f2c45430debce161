import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { z } from 'zod';
import type { Account } from '#identity/accounts/accounts.ts';
import { may } from '#identity/permissions/permissions.ts';
import { openStatuses } from '#paymega/statuses.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { dryRun } from '#reconciliation/comparison/dry-run.ts';
import { nextRuns } from '#reconciliation/comparison/due.ts';
import { lastChanges } from '#reconciliation/comparison/runs.ts';
import { kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import { readLargeAmounts, writtenLargeAmounts } from '#reconciliation/policy/large-amounts.ts';
import { changePolicy, type Policy } from '#reconciliation/policy/policy.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';
import { CHANGES_TEXT } from '../runs/run-notes.tsx';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Reconciliation settings · Counterfoil' }];

const minutes = (label: string, most: number, least = 1) =>
  // An empty field is no zero.
  z
    .string(`${label}: a whole number`)
    .regex(/^\d{1,9}$/, `${label}: a whole number`)
    .transform(Number)
    .pipe(z.number().min(least, `${label}: at least ${least}`).max(most, `${label}: at most ${most}`));

/** Statuses that are not final, in the words of the invoice pages. */
const WAITING = openStatuses();
const STUCK = 'stuck.';

const PolicyForm = z.object({
  healForward: z.literal('on').optional().transform(Boolean),
  adoptMissing: z.literal('on').optional().transform(Boolean),
  graceMinutes: minutes('Grace', 10_080, 0),
  stuckMinutes: minutes('Stuck payments', 100_000),
  stuckRefundMinutes: minutes('Stuck refunds', 1_000_000),
  recentEveryMinutes: minutes('Recent run', 1440),
  deepAtHour: minutes('Deep run, hour', 23, 0),
  deepDays: minutes('Deep run days', 400),
  // Left out by a program that does not know of it: it stays as it is.
  sweepDays: minutes('Sweep days', 3660, 0).optional(),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const [next, changes] = await Promise.all([
    nextRuns(context.sql, account, new Date()),
    lastChanges(context.sql, account.id),
  ]);
  return { account, next, changes, mayChange: may(person.role, 'settings.change') };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'settings.change');
  const account = await currentAccount(request, context, person);
  const form = Object.fromEntries(await request.formData());
  const policy = policyOf(form, account, await exponentsOf(context.sql));
  if ('message' in policy)
    return data({ message: policy.message, would: null, policy: null }, { status: 422 });
  if (form.act === 'try') {
    const would = await dryRun(context.sql, { ...account, ...policy.given }, new Date());
    return data({ message: null, would, policy: policy.given });
  }
  // Thrown, so that what this action returns is only ever the form's own answer.
  throw await actThenRedirect(context, '/settings/reconciliation', async () => {
    await changePolicy(context.sql, actorOf(person, context), account.id, policy.given);
    return 'Changed; it holds from the next run on.';
  });
}

function policyOf(
  form: Record<string, unknown>,
  { sweepDays: asBefore }: Pick<Account, 'sweepDays'>,
  exponentOf: Parameters<typeof readLargeAmounts>[1],
): { given: Policy } | { message: string } {
  const plain = PolicyForm.safeParse(form);
  const stuck = z.record(z.string(), minutes('Stuck by status', 1_000_000)).safeParse(
    Object.fromEntries(
      WAITING.flatMap(({ status }) => {
        const value = form[STUCK + status];
        return value ? [[status, value]] : [];
      }),
    ),
  );
  const large = readLargeAmounts(String(form.largeAmounts ?? ''), exponentOf);
  const wrong = [plain, stuck].flatMap(({ error }) => error?.issues.map(({ message }) => message) ?? []);
  if ('message' in large) wrong.push(large.message);
  if (!plain.success || !stuck.success || 'message' in large)
    return { message: [...new Set(wrong)].join('. ') };
  const { sweepDays = asBefore, ...rest } = plain.data;
  return { given: { ...rest, sweepDays, stuckMinutesOf: stuck.data, largeAmounts: large.given } };
}

export default function ReconciliationSettings() {
  const { account, next, changes, mayChange } = useLoaderData<typeof loader>();
  const tried = useActionData<typeof action>();
  const isBusy = useNavigation().formMethod === 'POST';
  const current = { ...account, ...tried?.policy };
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
      {tried?.message ? <Notice tone="bad">{tried.message}.</Notice> : null}
      <AccountForm className="flex flex-col gap-3">
        <fieldset disabled={!mayChange} className="contents">
          <Section heading="What heals by itself">
            <div className="flex flex-col gap-2">
              <label className="flex items-center gap-2">
                <input type="checkbox" name="healForward" defaultChecked={current.healForward} />
                Heal forward: take Paymega’s newer state where identity and money agree
              </label>
              <label className="flex items-center gap-2">
                <input type="checkbox" name="adoptMissing" defaultChecked={current.adoptMissing} />
                Adopt invoices that Paymega has and we do not
              </label>
            </div>
          </Section>
          <Section heading="Patience">
            <div className="grid gap-3 sm:grid-cols-3">
              <Field
                name="graceMinutes"
                label="Grace, minutes"
                type="number"
                min={0}
                defaultValue={current.graceMinutes}
                hint="Younger differences are expected"
              />
              <Field
                name="stuckMinutes"
                label="Stuck after, minutes"
                type="number"
                min={1}
                defaultValue={current.stuckMinutes}
              />
              <Field
                name="stuckRefundMinutes"
                label="Refunds stuck after, minutes"
                type="number"
                min={1}
                defaultValue={current.stuckRefundMinutes}
              />
            </div>
          </Section>
          <Section heading="Stuck after, by status">
            <p className="pb-2 text-muted">
              Minutes without news. Left empty, a payment waits as said above, and so does a refund.
            </p>
            <div className="grid gap-3 sm:grid-cols-4">
              {WAITING.map(({ status, label }) => (
                <Field
                  key={status}
                  name={`stuck.${status}`}
                  label={label}
                  type="number"
                  min={1}
                  defaultValue={current.stuckMinutesOf[status]}
                />
              ))}
            </div>
          </Section>
          <Section heading="Large payments">
            <Field
              name="largeAmounts"
              label="From this amount on, by currency"
              defaultValue={writtenLargeAmounts(current.largeAmounts)}
              placeholder="USD 1000, JPY 150000"
              hint="What is stuck with this much money is of high severity at once, not only when it is old"
            />
          </Section>
          <Section heading="Schedule">
            <div className="grid gap-3 sm:grid-cols-3">
              <Field
                name="recentEveryMinutes"
                label="Recent run every, minutes"
                type="number"
                min={1}
                defaultValue={current.recentEveryMinutes}
              />
              <Field
                name="deepAtHour"
                label={`Deep run at, hour (${account.timeZone})`}
                type="number"
                min={0}
                max={23}
                defaultValue={current.deepAtHour}
              />
              <Field
                name="deepDays"
                label="Deep run looks back, days"
                type="number"
                min={1}
                max={400}
                defaultValue={current.deepDays}
              />
              <Field
                name="sweepDays"
                label="Every payment monthly, back to days"
                type="number"
                min={0}
                max={3660}
                defaultValue={current.sweepDays}
                hint="A part of them each night, behind the deep run; 0: none"
              />
            </div>
            {changes !== null && changes !== 'read' ? (
              <p className="pt-2 text-warn">
                {CHANGES_TEXT[changes]} Changes of payments from before a run’s window are found by their
                callbacks and by the nightly sweep alone.
              </p>
            ) : null}
          </Section>
          {mayChange ? (
            <div className="flex gap-2">
              <Button name="act" value="try" busy={isBusy}>
                Dry run
              </Button>
              <Button name="act" value="save" tone="primary" busy={isBusy}>
                Save
              </Button>
            </div>
          ) : null}
        </fieldset>
      </AccountForm>
      {tried?.would ? (
        <Section heading="What a run of the last 35 days would do under these settings" flush>
          <Table
            caption="Dry run: nothing was written"
            emptyText="Nothing would change"
            rows={tried.would}
            rowKey={({ kind }) => kind}
            columns={[
              { key: 'kind', header: 'Kind', render: ({ kind }) => kindLabel(kind) },
              { key: 'opened', header: 'Would open', align: 'right', render: ({ opened }) => opened },
              { key: 'healed', header: 'Would heal', align: 'right', render: ({ healed }) => healed },
              { key: 'closed', header: 'Would close', align: 'right', render: ({ closed }) => closed },
            ]}
          />
        </Section>
      ) : null}
    </>
  );
}
