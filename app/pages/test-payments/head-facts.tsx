import { Link } from '@remix-run/react';
import type { TestPayment } from '#reconciliation/test-payments/test-payments.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Badge } from '../../ui/values/badge.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Money } from '../../ui/values/money.tsx';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';
import { stepLabel } from './step-labels.ts';

type HeadFactsProps = {
  payment: Pick<
    TestPayment,
    'state' | 'isFinal' | 'status' | 'resolution' | 'amount' | 'invoiceId' | 'createdAt' | 'gatewayStatus'
  >;
  account: string;
  zone: string;
  /** Null where nothing was created yet. */
  doBooksMatch: boolean | null;
};

/** What is known of a test payment as a whole. */
export function HeadFacts({ payment, account, zone, doBooksMatch }: HeadFactsProps) {
  const { invoiceId, gatewayStatus } = payment;
  const address = `/invoices/${encodeURIComponent(invoiceId ?? '')}?account=${account}&mode=test`;
  return (
    <Section heading="Progress">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <dt className="text-muted">Step</dt>
        <dd>{stepLabel(payment)}</dd>
        <dt className="text-muted">Status</dt>
        <dd>
          <Status status={payment.status} /> <Foreign text={payment.resolution ?? ''} />
        </dd>
        {gatewayStatus ? (
          <>
            <dt className="text-muted">The gateway said</dt>
            <dd>
              <Status status={gatewayStatus} />
            </dd>
          </>
        ) : null}
        {doBooksMatch === null ? null : (
          <>
            <dt className="text-muted">Books</dt>
            <dd>
              {doBooksMatch ? (
                <Badge tone="good">Both books match</Badge>
              ) : (
                <Badge tone="warn">The books do not match yet</Badge>
              )}
            </dd>
          </>
        )}
        <dt className="text-muted">Amount</dt>
        <dd className="justify-self-start">
          <Money amount={payment.amount} />
        </dd>
        <dt className="text-muted">Invoice</dt>
        <dd>
          {invoiceId ? (
            <Link className="font-mono" to={address}>
              <Foreign text={invoiceId} />
            </Link>
          ) : (
            '—'
          )}
        </dd>
        <dt className="text-muted">Begun</dt>
        <dd>
          <Time at={payment.createdAt} zone={zone} />
        </dd>
      </dl>
    </Section>
  );
}
