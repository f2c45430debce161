import { Link } from '@remix-run/react';
import { formatMinor } from '#paymega/money.ts';
import type { InferredRate } from '#reconciliation/reports/fees/infer-rate.ts';
import { Section } from '../../../ui/frame/section.tsx';
import { groupedDigits } from '../../../ui/values/grouped-amount.ts';
import { BASE_LABELS, percentDecimal, ROUNDING_LABELS } from './labels.ts';
import { RateForm } from './rate-form.tsx';
import { Terms } from './terms.tsx';

type ProposalProps = {
  rate: InferredRate;
  values: Record<'currency' | 'service' | 'from' | 'to' | 'mode', string>;
  /** How many payments are looked at, at the most. */
  most: number;
};

/** A rate that was inferred, how much it explains, and the form by which somebody accepts it. */
export function Proposal({ rate, values, most }: ProposalProps) {
  const { percentage, fixed, minimum, base, rounding, exponent, explained, looked, payments } = rate;
  const written = (minor: bigint) => formatMinor(minor, exponent);
  const terms = { currency: rate.currency, exponent, tiersBy: 'volume' as const };
  const isOfOneService = values.service !== '' && values.service !== 'none';
  return (
    <Section heading="What explains the most payments">
      <Terms rate={{ ...terms, tiers: [{ from: 0n, percentage, fixed, minimum, maximum: null }] }} />
      <p>
        Percent of {BASE_LABELS[base]}, rounded {ROUNDING_LABELS[rounding]}.
      </p>
      <p className="my-2">
        It explains <strong>{groupedDigits(String(explained))}</strong> of {groupedDigits(String(looked))}{' '}
        payments to the last unit; <strong>{groupedDigits(String(looked - explained))}</strong> it does not.
        {payments > looked
          ? ` Only the newest ${groupedDigits(String(most))} of ${groupedDigits(String(payments))} were looked at.`
          : ''}{' '}
        Once it is accepted,{' '}
        <Link to="/reports/fees/payments" className="text-accent underline">
          those that do not fit
        </Link>{' '}
        are listed one by one.
      </p>
      <RateForm
        origin="inferred"
        button="Accept as agreed"
        filled={{
          ...{
            service: isOfOneService ? values.service : '',
            currency: rate.currency,
            from: values.from,
            base,
            rounding,
          },
          ...{ percentage: percentDecimal(percentage), fixed: fixed === 0n ? '' : written(fixed) },
          minimum: minimum === null ? '' : written(minimum),
        }}
      />
    </Section>
  );
}
