import { useNavigation } from '@remix-run/react';
import { PENDING_EXPIRY, RESOLUTION_BY_EXPIRY, TEST_CARDS } from '#paymega/test-cards.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';

/** Makes a test payment with one of the documented cards. */
export function PaymentForm() {
  const isPaying = useNavigation().formMethod === 'POST';
  return (
    <Section heading="Create test payment">
      <AccountForm
        action="/test-payments"
        className="grid gap-3 sm:grid-cols-2 lg:grid-cols-5 lg:items-start"
      >
        <Field name="amount" label="Amount" inputMode="decimal" defaultValue="1.00" required />
        <Field name="currency" label="Currency" defaultValue="USD" maxLength={3} required />
        <Field name="service" label="Service" defaultValue="payment_card_usd_hpp" required />
        <Field name="cardNumber" label="Test card">
          {(wiring) => (
            <select {...wiring}>
              {TEST_CARDS.map(({ number, label }) => (
                <option key={number} value={number}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          name="expiry"
          label="Expiry (MMYY)"
          hint="Picks the outcome of a failing card"
          list="expiries"
          defaultValue="1230"
          required
        />
        <datalist id="expiries">
          <option value={PENDING_EXPIRY}>stays pending</option>
          {Object.entries(RESOLUTION_BY_EXPIRY).map(([expiry, resolution]) => (
            <option key={expiry} value={expiry}>
              {resolution}
            </option>
          ))}
        </datalist>
        <Button tone="primary" busy={isPaying}>
          Create test payment
        </Button>
      </AccountForm>
    </Section>
  );
}
