import { useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { Account } from '#identity/accounts/accounts.ts';
import { openStatuses } from '#paymega/statuses.ts';
import type { lastChanges } from '#reconciliation/comparison/runs.ts';
import { writtenLargeAmounts } from '#reconciliation/policy/large-amounts.ts';
import { AccountForm, useNamingAccount } from '../../ui/forms/account-form.tsx';
import { useAnswered } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { CHANGES_TEXT } from '../runs/run-notes.tsx';

/** Statuses that are not final, in the words of the invoice pages. */
const WAITING = openStatuses();
const TRIAL = '/settings/reconciliation/trial';

type PolicyFormProps = {
  account: Account;
  changes: Awaited<ReturnType<typeof lastChanges>>;
  mayChange: boolean;
};

/** What a run of an account heals, how long it waits, and when it comes. */
export function PolicyForm({ account, changes, mayChange }: PolicyFormProps) {
  const isBusy = useNavigation().formMethod === 'POST';
  const naming = useNamingAccount();
  return (
    <AccountForm action="/settings/reconciliation" alsoTo={[TRIAL]} className="flex flex-col gap-3">
      <fieldset disabled={!mayChange} className="contents">
        <Section heading="What heals by itself">
          <div className="flex flex-col gap-2">
            <Ticked name="healForward" isOn={account.healForward}>
              Heal forward: take Paymega’s newer state where identity and money agree
            </Ticked>
            <Ticked name="adoptMissing" isOn={account.adoptMissing}>
              Adopt invoices that Paymega has and we do not
            </Ticked>
          </div>
        </Section>
        <Section heading="Patience">
          <div className="grid gap-3 sm:grid-cols-3">
            <Field
              name="graceMinutes"
              label="Grace, minutes"
              type="number"
              min={0}
              defaultValue={account.graceMinutes}
              hint="Younger differences are expected"
            />
            <Field
              name="stuckMinutes"
              label="Stuck after, minutes"
              type="number"
              min={1}
              defaultValue={account.stuckMinutes}
            />
            <Field
              name="stuckRefundMinutes"
              label="Refunds stuck after, minutes"
              type="number"
              min={1}
              defaultValue={account.stuckRefundMinutes}
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
                defaultValue={account.stuckMinutesOf[status]}
              />
            ))}
          </div>
        </Section>
        <Section heading="Large payments">
          <Field
            name="largeAmounts"
            label="From this amount on, by currency"
            defaultValue={writtenLargeAmounts(account.largeAmounts)}
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
              defaultValue={account.recentEveryMinutes}
            />
            <Field
              name="deepAtHour"
              label={`Deep run at, hour (${account.timeZone})`}
              type="number"
              min={0}
              max={23}
              defaultValue={account.deepAtHour}
            />
            <Field
              name="deepDays"
              label="Deep run looks back, days"
              type="number"
              min={1}
              max={400}
              defaultValue={account.deepDays}
            />
            <Field
              name="sweepDays"
              label="Every payment monthly, back to days"
              type="number"
              min={0}
              max={3660}
              defaultValue={account.sweepDays}
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
            <Button formAction={naming(TRIAL)} busy={isBusy}>
              Dry run
            </Button>
            <Button tone="primary" busy={isBusy}>
              Save
            </Button>
          </div>
        ) : null}
      </fieldset>
    </AccountForm>
  );
}

type TickedProps = { name: string; isOn: boolean; children: ReactNode };

function Ticked({ name, isOn, children }: TickedProps) {
  const { typed } = useAnswered(name);
  return (
    <label className="flex items-center gap-2">
      <input type="checkbox" name={name} defaultChecked={typed ? typed.length > 0 : isOn} />
      {children}
    </label>
  );
}
