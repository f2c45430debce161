import type { Account } from '#identity/accounts/accounts.ts';
import { openStatuses } from '#paymega/statuses.ts';
import { writtenLargeAmounts } from '#reconciliation/policy/large-amounts.ts';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';

/** Statuses that are not final, in the words of the invoice pages. */
const WAITING = openStatuses();

type PolicyPatienceProps = {
  account: Pick<
    Account,
    'graceMinutes' | 'stuckMinutes' | 'stuckRefundMinutes' | 'stuckMinutesOf' | 'largeAmounts'
  >;
};

/** How long a difference or a payment may wait before it is a discrepancy, and which are large. */
export function PolicyPatience({ account }: PolicyPatienceProps) {
  return (
    <>
      <Section heading="Waiting times">
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
    </>
  );
}
