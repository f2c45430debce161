import { useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { Account } from '#identity/accounts/accounts.ts';
import type { lastChanges } from '#reconciliation/comparison/runs.ts';
import { AccountForm, useNamingAccount } from '../../ui/forms/account-form.tsx';
import { useAnswered } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { PolicyPatience } from './policy-patience.tsx';
import { PolicySchedule } from './policy-schedule.tsx';

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
        <Section heading="Corrected automatically">
          <div className="flex flex-col gap-2">
            <Ticked name="healForward" isOn={account.healForward}>
              Take Paymega’s newer state automatically, where identity and money agree
            </Ticked>
            <Ticked name="adoptMissing" isOn={account.adoptMissing}>
              Adopt invoices that Paymega has and we do not
            </Ticked>
          </div>
        </Section>
        <PolicyPatience account={account} />
        <PolicySchedule account={account} changes={changes} />
        <Section heading="Closing a day">
          <Ticked name="twoPersonClose" isOn={account.twoPersonClose}>
            Two people: one signs a day, another one confirms it
          </Ticked>
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
