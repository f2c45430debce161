import { Form } from '@remix-run/react';
import type { TestPayment } from '#reconciliation/test-payments/test-payments.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { useNamingAccount } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Time } from '../../ui/values/time.tsx';

type BankStepProps = {
  payment: Pick<
    TestPayment,
    | 'id'
    | 'state'
    | 'isFinal'
    | 'authMode'
    | 'challenge'
    | 'isThroughUs'
    | 'sentToBankAt'
    | 'returnedAt'
    | 'status'
    | 'resolution'
  >;
  zone: string;
  /** Why the payer cannot be sent to the bank; null where that is possible. */
  obstacle: string | null;
  mayAct: boolean;
};

/** What the card's bank wants of the payer, and how far that came. */
export function BankStep({ payment, zone, obstacle, mayAct }: BankStepProps) {
  const { authMode, challenge, isFinal, state, sentToBankAt, returnedAt } = payment;
  const naming = useNamingAccount();
  if (authMode === null) return <p className="text-muted">The gateway asked for no authentication.</p>;
  if (!challenge)
    return (
      <Notice tone="warn" title="The gateway asks for an authentication that cannot be carried out here">
        It is of the kind <Foreign text={authMode} className="font-mono" />, and names no page that the payer
        could go to. Its answer stands with the sale above.
      </Notice>
    );
  const isOpen = (state === 'challenged' || state === 'returned') && !isFinal;
  return (
    <div className="flex flex-col gap-2">
      <p>
        The bank asks the payer (<Foreign text={authMode} className="font-mono" />
        ), and its answer goes to {payment.isThroughUs ? 'our own address, which sends it on' : 'Paymega'}.
      </p>
      {sentToBankAt && !returnedAt && !isFinal ? (
        <Notice tone="warn">
          The payer went to the bank at <Time at={sentToBankAt} zone={zone} /> and has not come back yet. If
          the bank’s page was left, go there again.
        </Notice>
      ) : null}
      {returnedAt ? (
        <p>
          The payer came back at <Time at={returnedAt} zone={zone} />.{' '}
          {payment.status === 'process_pending' && payment.resolution
            ? 'The payment is pending still: Paymega gives the reason below, and will call back.'
            : null}
        </p>
      ) : null}
      {isOpen && obstacle ? <Notice tone="bad">{obstacle}</Notice> : null}
      {isOpen && !obstacle && mayAct && !staysPending(payment) ? (
        <Form method="post" reloadDocument action={naming(`/test-payments/${payment.id}/bank`)}>
          <Button tone={sentToBankAt ? 'plain' : 'primary'}>
            {sentToBankAt ? 'Go to the bank again' : 'Go to the bank'}
          </Button>
        </Form>
      ) : null}
      {isOpen && staysPending(payment) ? (
        <p>
          This card stays pending: nothing more is to be done at the bank. Wait for the callback, or ask
          Paymega below.
        </p>
      ) : null}
    </div>
  );
}

/** The challenge is over, and Paymega says that it waits (`auth_3ds_required`, say). */
function staysPending({ returnedAt, status, resolution }: BankStepProps['payment']): boolean {
  return returnedAt !== null && status === 'process_pending' && resolution !== null;
}
