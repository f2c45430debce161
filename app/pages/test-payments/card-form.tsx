import type { BrowserInfo } from '#paymega/browser-info.ts';
import { TEST_OUTCOMES } from '#paymega/test-cards.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { BrowserFields } from './browser-fields.tsx';

type CardFormProps = {
  action: string;
  label: string;
  outcome: string | null;
  cardHolder: string | null;
  bankAnswersTo: string;
  browserInfo: BrowserInfo;
};

const GROUPS = [...new Set(TEST_OUTCOMES.map(({ group }) => group))];

/** With which card a test payment is paid: by the outcome that the documents give the card and its expiry. */
export function CardForm({ action, label, outcome, cardHolder, bankAnswersTo, browserInfo }: CardFormProps) {
  return (
    <AccountForm action={action} className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4 lg:items-start">
        <Field name="outcome" label="Outcome" hint="Sets the test card and its expiry">
          {(wiring) => (
            <select {...wiring} defaultValue={wiring.defaultValue ?? outcome ?? 'succeeds'}>
              {GROUPS.map((group) => (
                <optgroup key={group} label={group}>
                  {TEST_OUTCOMES.filter((one) => one.group === group).map((one) => (
                    <option key={one.key} value={one.key}>
                      {one.label}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          )}
        </Field>
        <Field
          name="cardHolder"
          label="Card holder"
          defaultValue={cardHolder ?? 'COUNTERFOIL TEST'}
          required
        />
        <Field name="bankAnswersTo" label="The bank answers to" hint="Ours: for 3-D Secure 1.0 (TermUrl)">
          {(wiring) => (
            <select {...wiring} defaultValue={wiring.defaultValue ?? bankAnswersTo}>
              <option value="provider">Paymega’s address</option>
              <option value="us">our own address, which sends it on</option>
            </select>
          )}
        </Field>
        <label className="flex items-center gap-2 sm:mt-6">
          <input type="checkbox" name="sendsBrowserInfo" value="yes" defaultChecked /> Send browser_info
        </label>
      </div>
      <details>
        <summary className="cursor-pointer">What is told of the payer’s browser (browser_info)</summary>
        <div className="mt-2">
          <BrowserFields browserInfo={browserInfo} />
        </div>
      </details>
      <div>
        <Button tone="primary">{label}</Button>
      </div>
    </AccountForm>
  );
}
