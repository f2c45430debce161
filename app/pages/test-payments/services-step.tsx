import type { ShownStep } from '#reconciliation/test-payments/shown-steps.ts';
import type { TestPayment } from '#reconciliation/test-payments/test-payments.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { StepSection } from './step-section.tsx';

type ServicesStepProps = {
  payment: Pick<TestPayment, 'id' | 'state' | 'offered'>;
  steps: readonly ShownStep[];
  zone: string;
  mayAct: boolean;
};

/** The services that Paymega offers for the order (the pre-request), which may be skipped. */
export function ServicesStep({ payment: { id, state, offered }, steps, zone, mayAct }: ServicesStepProps) {
  return (
    <StepSection
      heading="1. Services"
      steps={steps}
      zone={zone}
      actions={
        state === 'draft' && mayAct ? (
          <AccountForm action={`/test-payments/${id}/pre-request`}>
            <Button>{steps.length > 0 ? 'Ask again' : 'Ask for services'}</Button>
          </AccountForm>
        ) : null
      }
    >
      <Offered offered={offered} isAsked={steps.length > 0} />
    </StepSection>
  );
}

function Offered({ offered, isAsked }: { offered: TestPayment['offered']; isAsked: boolean }) {
  if (!isAsked) return <p className="text-muted">Skipped, as the documents allow.</p>;
  if (!offered) return <p className="text-muted">Paymega named none: a service can be typed below.</p>;
  if (offered.length === 0) return <p>No service is open to this amount and currency.</p>;
  return (
    <ul className="list-disc pl-5">
      {offered.map(({ service, method, currency }) => (
        <li key={service}>
          <Foreign text={service} className="font-mono" />{' '}
          <span className="text-muted">{[method, currency].filter(Boolean).join(', ')}</span>
        </li>
      ))}
    </ul>
  );
}
