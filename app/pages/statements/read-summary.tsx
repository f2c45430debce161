import { DELIMITER_LABELS, type Delimiter } from '#reconciliation/statements/choices.ts';
import { Section } from '../../ui/frame/section.tsx';
import { pluralize } from '../../ui/values/pluralize.ts';

type Read = { currency: string; day: string; lines: number; isBroken: boolean; hasBalance: boolean };
type ReadSummaryProps = {
  file: { format: string; encoding: string | null; delimiter: string | null; sizeBytes: number };
  mappingName: string | null;
  preview: { good: number; badCount: number; statements: readonly Read[] };
};

const SHOWN_DAYS = 40;

/** What a file is, and what would be imported of it. */
export function ReadSummary({
  file,
  mappingName,
  preview: { good, badCount, statements },
}: ReadSummaryProps) {
  const delimiter = file.delimiter === null ? null : DELIMITER_LABELS[file.delimiter as Delimiter];
  const layout = [file.format.toUpperCase(), file.encoding, delimiter].filter(Boolean).join(', ');
  return (
    <Section heading="What would be imported">
      <p>
        {pluralize(good, 'row')} read, {pluralize(badCount, 'row')} that cannot be; {layout},{' '}
        {pluralize(file.sizeBytes, 'byte')};{' '}
        {mappingName === null ? 'read by a guess' : `read as files of “${mappingName}” are`}.
      </p>
      <ul className="mt-2">
        {statements.slice(0, SHOWN_DAYS).map(({ currency, day, lines, isBroken, hasBalance }) => (
          <li key={`${currency} ${day}`}>
            <span className="font-mono">{day}</span> {currency}: {pluralize(lines, 'line')}
            {isBroken ? <strong className="text-bad">, its balance breaks</strong> : null}
            {hasBalance ? null : ', balance not available'}
          </li>
        ))}
      </ul>
      {statements.length > SHOWN_DAYS ? (
        <p className="text-muted">And {statements.length - SHOWN_DAYS} more.</p>
      ) : null}
    </Section>
  );
}
