import { Link } from '@remix-run/react';
import type { KeptAnswer, ReceivedCallback } from '#reconciliation/callbacks/received-callback.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Verdict } from '../../ui/values/status.tsx';
import { Age } from '../../ui/values/time.tsx';
import { Fact, Facts } from './facts.tsx';
import { NOT_AVAILABLE, SECRET_WORDS, UNREADABLE_WORDS, VERDICT_WORDS } from './words.ts';

type OutcomeProps = {
  callback: Omit<ReceivedCallback, 'body'>;
  answer: KeptAnswer;
  account: string;
};

/** What was made of a callback, and what its sender was answered. */
export function Outcome({ callback, answer, account }: OutcomeProps) {
  const { invoiceId, verdict, reason, signedWith, tookMs, retryCount, delaySeconds, refusedId } = callback;
  const query = new URLSearchParams({ account });
  return (
    <Section heading="What became of it">
      <Facts>
        <Fact name="Invoice">
          {invoiceId ? (
            <Link to={`/invoices/${encodeURIComponent(invoiceId)}?${query}`} className="text-accent">
              <Foreign className="font-mono" text={invoiceId} />
            </Link>
          ) : (
            'It names none that can be one'
          )}
        </Fact>
        <Fact name="Verdict">
          <Verdict verdict={verdict} /> {VERDICT_WORDS[verdict]}
        </Fact>
        {reason ? (
          <Fact name="Reason">It could not be read: {UNREADABLE_WORDS[reason] ?? reason}.</Fact>
        ) : null}
        <Fact name="Signature">
          {signedWith
            ? `Verified with ${SECRET_WORDS[signedWith]}`
            : `Verified; with which secret: not available`}
        </Fact>
        <Fact name="Our answer">
          {answer ? (
            <>
              {answer.status} <code>{answer.body}</code>
            </>
          ) : (
            NOT_AVAILABLE
          )}
        </Fact>
        <Fact name="Time taken">
          {tookMs === null ? NOT_AVAILABLE : `${tookMs} ms until it was written; answered after the commit`}
        </Fact>
        <Fact name="Attempt">{retryCount ?? 'Not told'}</Fact>
        <Fact name="After the event">
          {delaySeconds === null ? 'Not told' : <Age seconds={delaySeconds} />}
        </Fact>
        {refusedId === null ? null : (
          <Fact name="Refused at first">
            <Link to={`/refused-callbacks/${refusedId}?${query}`} className="text-accent">
              Refused callback {refusedId.toString()}
            </Link>
            , verified again and taken in later
          </Fact>
        )}
      </Facts>
    </Section>
  );
}
