import type { RefusedCallback } from '#reconciliation/callbacks/refused-callback.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { sentence } from '../../ui/values/sentence.ts';
import { Verdict } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';
import { Fact, Facts } from './facts.tsx';
import { type Verifies, VerifyAgain } from './verify-again.tsx';
import { NOT_AVAILABLE, REFUSAL_WORDS } from './words.ts';

type RefusedOutcomeProps = {
  refused: Omit<RefusedCallback, 'sealed' | 'bodySha256'>;
  verifies: Verifies;
  account: string;
  zone: string;
  here: string;
  mayTakeIn: boolean;
};

/** Why a callback was refused, what its sender was answered, and what can be done about it now. */
export function RefusedOutcome({ refused, verifies, zone, account, here, mayTakeIn }: RefusedOutcomeProps) {
  const { reason, message, httpStatus, tookMs, invoiceId, lookUp, takenInAt, takenInAs, skipped } = refused;
  return (
    <Section heading="Why it was refused">
      <Facts>
        <Fact name="Reason">
          <Verdict verdict="refused" /> {REFUSAL_WORDS[reason] ?? labelOf(reason)}
        </Fact>
        <Fact name="In detail">
          <Foreign text={sentence(message)} />
        </Fact>
        <Fact name="Our answer">
          {httpStatus} <code>{reason}</code>
        </Fact>
        <Fact name="Time taken">
          {tookMs === null ? NOT_AVAILABLE : `${tookMs} ms until it was written, then answered`}
        </Fact>
        <Fact name="Invoice that it claims">
          {invoiceId ? <Foreign className="font-mono" text={invoiceId} /> : 'None'}
        </Fact>
        <Fact name="What Paymega said of that invoice">
          {lookUp ? labelOf(lookUp) : 'Not asked because of it'}
        </Fact>
        {skipped > 0 ? <Fact name="Others like it that were not kept">{skipped}</Fact> : null}
        {takenInAt ? (
          <Fact name="Taken in">
            <Time at={takenInAt} zone={zone} /> {takenInAs ? <Verdict verdict={takenInAs} /> : null}
          </Fact>
        ) : (
          <Fact name="By the secrets of now">
            <VerifyAgain {...{ id: refused.id, verifies, account, here, mayTakeIn }} />
          </Fact>
        )}
      </Facts>
    </Section>
  );
}
