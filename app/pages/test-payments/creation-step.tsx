import type { ShownStep } from '#reconciliation/test-payments/shown-steps.ts';
import type { TestPayment } from '#reconciliation/test-payments/test-payments.ts';
import { Foreign } from '../../ui/values/foreign.tsx';
import { type CreationFields, CreationForm } from './creation-form.tsx';
import { StepSection } from './step-section.tsx';

type CreationStepProps = {
  payment: Pick<TestPayment, 'id' | 'state' | 'service' | 'errors' | 'offered' | 'description'>;
  steps: readonly ShownStep[];
  /** The questions by reference after a creation whose answer was lost. */
  lookUps: readonly ShownStep[];
  fields: CreationFields;
  zone: string;
  mayAct: boolean;
};

/** The invoice: what it is to be created with, then what it was created with. */
export function CreationStep({ payment, steps, lookUps, fields, zone, mayAct }: CreationStepProps) {
  const isToBeCreated = payment.state === 'draft' || payment.state === 'not_created';
  const errors = payment.errors && !Array.isArray(payment.errors) ? payment.errors : {};
  const wasUnknown = steps.some(({ outcome }) => outcome === 'unknown');
  return (
    <StepSection heading="2. Create" steps={wasUnknown ? [...steps, ...lookUps] : steps} zone={zone}>
      {isToBeCreated && mayAct ? (
        <CreationForm
          // Other values are another form: what was typed belongs to the one before.
          key={`${payment.state} ${payment.offered?.length}`}
          action={`/test-payments/${payment.id}/creation`}
          fields={fields}
          offered={payment.offered}
          errors={payment.state === 'not_created' ? errors : {}}
        />
      ) : (
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
          <dt className="text-muted">Service</dt>
          <dd className="font-mono">
            <Foreign text={payment.service} />
          </dd>
          <dt className="text-muted">Description</dt>
          <dd>
            <Foreign text={payment.description} />
          </dd>
          <dt className="text-muted">Callback address</dt>
          <dd className="font-mono [overflow-wrap:anywhere]">{fields.callbackUrl}</dd>
        </dl>
      )}
    </StepSection>
  );
}
