import { formatMinor } from '#paymega/money.ts';
import type { Amount } from '../books/amount.ts';
import type { Figures } from '../books/figures.ts';
import type { CreatedLine, CreatedSide } from './day-closes.ts';
import type { DayLine } from './day-report.ts';

/**
 * Lines whose figures are no longer those that were signed, of a day that was signed by the time of creation; what is
 * gone has nothing left.
 */
export function changedSince(
  signed: readonly CreatedLine[],
  lines: readonly DayLine[],
): { line: string; was: string; is: string }[] {
  const key = ({ currency, service }: { currency: string; service: string | null }) =>
    `${currency} ${service ?? ''}`.trim();
  const now = new Map(lines.map(writtenLine).map((line) => [key(line), line]));
  const was = new Map(signed.map((line) => [key(line), line]));
  return [...new Set([...was.keys(), ...now.keys()])].toSorted().flatMap((line) => {
    const [before, after] = [asText(was.get(line)), asText(now.get(line))];
    return before === after ? [] : [{ line, was: before, is: after }];
  });
}

function asText(line: CreatedLine | undefined): string {
  if (!line) return 'nothing';
  const side = ({ invoices, paid, gross, fees, returned, net }: CreatedSide) =>
    `${paid} of ${invoices} paid, gross ${gross}, fees ${fees}, returned ${returned}, net ${net}`;
  const [ours, theirs] = [side(line.ours), side(line.theirs)];
  return ours === theirs ? ours : `${ours} (at Paymega ${theirs})`;
}

function writtenLine({ currency, service, ours, theirs }: DayLine): CreatedLine {
  const decimal = ({ minor, exponent }: Amount) => formatMinor(minor, exponent);
  const side = ({ invoices, paid, gross, fees, returned, net }: Figures): CreatedSide => ({
    ...{ invoices, paid, gross: decimal(gross), fees: decimal(fees) },
    ...{ returned: decimal(returned), net: decimal(net) },
  });
  return { currency, service, ours: side(ours), theirs: side(theirs) };
}
