import type { BrowserInfo } from '#paymega/browser-info.ts';
import { testOutcome } from '#paymega/test-cards.ts';
import type { ShownStep } from '#reconciliation/test-payments/shown-steps.ts';
import type { TestPayment } from '#reconciliation/test-payments/test-payments.ts';
import { CardForm } from './card-form.tsx';
import { StepSection } from './step-section.tsx';

type CardStepProps = {
  payment: Pick<TestPayment, 'id' | 'state' | 'isFinal' | 'outcome' | 'cardHolder' | 'bankAnswersTo'>;
  steps: readonly ShownStep[];
  browserInfo: BrowserInfo;
  zone: string;
  mayAct: boolean;
};

/** The card: chosen by the outcome that it is to bring about, and sent to the gateway. */
export function CardStep({ payment, steps, browserInfo, zone, mayAct }: CardStepProps) {
  const { id, state, isFinal, outcome, cardHolder, bankAnswersTo } = payment;
  const isPayable = (state === 'created' || state === 'sale_refused') && !isFinal;
  const chosen = outcome ? testOutcome(outcome) : undefined;
  return (
    <StepSection heading="3. Card" steps={steps} zone={zone}>
      {isPayable && mayAct ? (
        <CardForm
          action={`/test-payments/${id}/sale`}
          label={state === 'sale_refused' ? 'Send the card again, with a new token' : 'Send card'}
          {...{ outcome, cardHolder, bankAnswersTo, browserInfo }}
        />
      ) : (
        <p>
          {chosen
            ? `${chosen.group}${chosen.group === chosen.label ? '' : `: ${chosen.label}`} (card …${chosen.number.slice(-4)}, expiry ${chosen.expiry})`
            : 'No card was sent.'}
        </p>
      )}
    </StepSection>
  );
}
