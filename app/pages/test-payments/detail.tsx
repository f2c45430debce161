import { data, type HeadersArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { testPayment } from '#reconciliation/test-payments/test-payments.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';
import { bankOrigin, contentSecurityPolicy } from '../../http/hardening.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { useLive } from '../../ui/feedback/use-live.ts';
import { Button } from '../../ui/forms/button.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Money } from '../../ui/values/money.tsx';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';
import { stepLabel } from './step-labels.ts';
import { useOwnDocument } from './use-own-document.ts';

export const meta: MetaFunction = ({ params }) => [{ title: `Test payment ${params.id} · Counterfoil` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'test_payments', [id]);
  const payment = await testPayment(context.sql, id);
  // The one page whose form may leave our site: to the bank that the challenge names.
  const bank = payment.challenge && bankOrigin(payment.challenge.action);
  const headers = { 'content-security-policy': contentSecurityPolicy(context.nonce, bank ? [bank] : []) };
  return data({ zone: account.timeZone, payment, mayLeadToBank: Boolean(bank) }, { headers });
}

export function headers({ loaderHeaders }: HeadersArgs) {
  return loaderHeaders;
}

export default function TestPaymentPage() {
  const { zone, payment, mayLeadToBank } = useLoaderData<typeof loader>();
  const isChallenged = payment.state === 'challenged' && !payment.isFinal;
  useOwnDocument(isChallenged);
  const isMoving = !payment.isFinal && ['created', 'sent', 'challenged', 'creating'].includes(payment.state);
  useLive(isMoving ? `test-payment/${payment.id}` : null);
  return (
    <>
      <PageHead title={payment.referenceId} sub="Test payment" />
      {payment.message ? (
        <Notice tone="warn">
          <Foreign text={payment.message} />
        </Notice>
      ) : null}
      <Section heading="How far it came">
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
          <dt className="text-muted">Step</dt>
          <dd>{stepLabel(payment)}</dd>
          <dt className="text-muted">Status</dt>
          <dd>
            <Status status={payment.status} /> <Foreign text={payment.resolution ?? ''} />
          </dd>
          <dt className="text-muted">Amount</dt>
          <dd className="justify-self-start">
            <Money amount={payment.amount} />
          </dd>
          <dt className="text-muted">Invoice</dt>
          <dd>
            {payment.invoiceId ? (
              <Link className="font-mono" to={`/invoices/${encodeURIComponent(payment.invoiceId)}?mode=test`}>
                <Foreign text={payment.invoiceId} />
              </Link>
            ) : (
              '—'
            )}
          </dd>
          <dt className="text-muted">Created</dt>
          <dd>
            <Time at={payment.createdAt} zone={zone} />
          </dd>
        </dl>
      </Section>
      {isChallenged && payment.challenge && !mayLeadToBank ? (
        <Notice tone="bad">
          The card gateway named a page of the bank that no payer can be sent to: it is not an https address
          with a plain host. This payment cannot go on.
        </Notice>
      ) : null}
      {isChallenged && payment.challenge && mayLeadToBank ? (
        <Section heading="The card’s bank asks the payer">
          <p className="mb-2">3-D Secure: go on to the bank’s page, as a payer would, and come back here.</p>
          {/* A plain form: its names and values are the acquirer's and go on as they came. */}
          <form
            action={payment.challenge.action}
            method={payment.challenge.method.toLowerCase() === 'get' ? 'get' : 'post'}
          >
            {Object.entries(payment.challenge.params).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <Button tone="primary">Go to the bank</Button>
          </form>
        </Section>
      ) : null}
      <p>
        <Link to="/test-payments">All test payments</Link>
      </p>
    </>
  );
}
