import type { FeeRate } from '#reconciliation/reports/fees/rates.ts';
import { Money } from '../../../ui/values/money.tsx';
import { percentText, TIERS_BY_LABELS } from './labels.ts';

type TermsProps = { rate: Pick<FeeRate, 'currency' | 'exponent' | 'tiers' | 'tiersBy'> };

/** The terms of a rate in words, a line for each tier. */
export function Terms({ rate: { currency, exponent, tiers, tiersBy } }: TermsProps) {
  const money = (minor: bigint) => <Money amount={{ minor, currency, exponent }} />;
  return (
    <>
      <ul>
        {tiers.map(({ from, percentage, fixed, minimum, maximum }) => (
          <li key={from.toString()}>
            {tiers.length > 1 ? <>from {money(from)}: </> : null}
            {percentText(percentage)}
            {fixed > 0n ? <> + {money(fixed)}</> : null}
            {minimum === null ? null : <>, at least {money(minimum)}</>}
            {maximum === null ? null : <>, at most {money(maximum)}</>}
          </li>
        ))}
      </ul>
      {tiers.length > 1 ? <p className="text-muted">by {TIERS_BY_LABELS[tiersBy]}</p> : null}
    </>
  );
}
