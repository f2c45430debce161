import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import type { ShownStep } from '#reconciliation/test-payments/shown-steps.ts';
import type { StepKind } from '#reconciliation/test-payments/steps.ts';
import { LiveUpdates } from '../../ui/feedback/live-updates.tsx';
import { Notice } from '../../ui/feedback/notice.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { BankStep } from './bank-step.tsx';
import { CardStep } from './card-step.tsx';
import { CheckButton } from './check-button.tsx';
import { CreationStep } from './creation-step.tsx';
import { detailOf } from './detail.server.ts';
import { HeadFacts } from './head-facts.tsx';
import { OutcomeTable } from './outcome-table.tsx';
import { RefundForm } from './refund-form.tsx';
import { ServicesStep } from './services-step.tsx';
import { StepSection } from './step-section.tsx';

export const meta: MetaFunction = ({ params }) => [{ title: `Test payment ${params.id} · Counterfoil` }];

export function loader(args: LoaderFunctionArgs) {
  return detailOf(args);
}

export default function TestPaymentPage() {
  const { zone, account, payment, standing, waiting, steps, fields, browserInfo, obstacle, mayAct } =
    useLoaderData<typeof loader>();
  const address = `/test-payments/${payment.id}`;
  const of = (...kinds: StepKind[]) => steps.filter(({ kind }) => kinds.includes(kind));
  const isCreated = payment.invoiceId !== null;
  const wasSent = of('sale').length > 0;
  const refund = of('refund').at(-1);
  const isMoving = waiting === 'provider' || steps.some(({ outcome }) => outcome === null);
  return (
    <>
      <PageHead title={<Foreign text={payment.referenceId} />} sub="Test payment: no money moves here" />
      <LiveUpdates
        watched={isMoving || payment.state === 'challenged' ? `test-payment/${payment.id}` : null}
      />
      {payment.message ? (
        <Notice tone="warn">
          <Foreign text={payment.message} />
        </Notice>
      ) : null}
      <HeadFacts
        payment={payment}
        account={account}
        zone={zone}
        doBooksMatch={isCreated ? standing.doBooksMatch : null}
      />
      <ServicesStep payment={payment} steps={of('pre_request')} zone={zone} mayAct={mayAct} />
      <CreationStep
        payment={payment}
        steps={of('creation')}
        lookUps={isCreated && wasSent ? [] : of('check_by_reference')}
        fields={fields}
        zone={zone}
        mayAct={mayAct}
      />
      {isCreated ? (
        <CardStep
          payment={payment}
          steps={of('sale')}
          browserInfo={browserInfo}
          zone={zone}
          mayAct={mayAct}
        />
      ) : null}
      {payment.gatewayStatus ? (
        <StepSection heading="4. 3-D Secure" steps={of('challenge', 'bank_answer')} zone={zone}>
          <BankStep payment={payment} zone={zone} obstacle={obstacle} mayAct={mayAct} />
        </StepSection>
      ) : null}
      {isCreated || payment.state === 'creation_unknown' ? (
        <StepSection
          heading="5. Outcome"
          steps={newestOf(of('check_by_id', 'check_by_reference'))}
          zone={zone}
          actions={mayAct ? <CheckButton action={`${address}/status-checks`} /> : null}
        >
          <OutcomeTable standing={standing} zone={zone} />
        </StepSection>
      ) : null}
      {payment.refundable || refund ? (
        <StepSection heading="6. Refund" steps={of('refund')} zone={zone}>
          {payment.refundable && mayAct ? (
            <RefundForm
              // What was typed belongs to what could be refunded then.
              key={payment.refundable.minor.toString()}
              action={`${address}/refunds`}
              refundable={payment.refundable}
              error={refund?.outcome === 'refused' ? (refund.message ?? undefined) : undefined}
            />
          ) : null}
        </StepSection>
      ) : null}
      <p>
        <Link to="/test-payments">All test payments</Link>
      </p>
    </>
  );
}

const SHOWN_CHECKS = 4;

/** Payments that stay pending are asked about for hours. */
function newestOf(steps: readonly ShownStep[]): ShownStep[] {
  return steps.slice(-SHOWN_CHECKS);
}
