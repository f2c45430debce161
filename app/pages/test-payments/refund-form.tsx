import type { Amount } from '#reconciliation/books/amount.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Money } from '../../ui/values/money.tsx';

type RefundFormProps = { action: string; refundable: Amount; error: string | undefined };

/** Refunds a test payment, wholly or in part. */
export function RefundForm({ action, refundable, error }: RefundFormProps) {
  return (
    <AccountForm action={action} className="flex flex-wrap items-start gap-3">
      <Field
        name="refundAmount"
        label="Amount to refund"
        inputMode="decimal"
        error={error}
        hint={
          <>
            Empty for all that is left: <Money amount={refundable} />
          </>
        }
      />
      <div className="mt-6">
        <Button>Refund</Button>
      </div>
    </AccountForm>
  );
}
