import type { ReactNode } from 'react';

export type ComparisonRow = { label: string; ours: ReactNode; theirs: ReactNode; differs: boolean };

type ComparisonProps = { rows: readonly ComparisonRow[]; oursNote?: ReactNode; theirsNote?: ReactNode };

const ROW = 'grid grid-cols-2 gap-x-3 border-b border-line px-3 py-1 last:border-b-0 sm:table-row';
const CELL = 'min-w-0 [overflow-wrap:anywhere] sm:border-b sm:border-line sm:px-3 sm:py-1 sm:align-top';

/** Both books side by side; what differs carries a sign and words, not only a colour. */
export function Comparison({ rows, oursNote, theirsNote }: ComparisonProps) {
  return (
    <table className="block w-full border-separate border-spacing-0 text-left sm:table">
      <caption className="sr-only">Our book and Paymega’s book, side by side</caption>
      <thead className="block sm:table-header-group">
        <tr className={`${ROW} bg-sunken text-muted`}>
          <td className={`${CELL} hidden w-1/5 sm:table-cell`} />
          <BookHead name="Our book" note={oursNote} />
          <BookHead name="Paymega’s book" note={theirsNote} />
        </tr>
      </thead>
      <tbody className="block sm:table-row-group">
        {rows.map((row) => (
          <tr key={row.label} className={`${ROW} ${row.differs ? 'bg-warn-soft' : ''}`} data-keep-together>
            <th scope="row" className={`${CELL} col-span-2 font-normal text-muted [overflow-wrap:normal]`}>
              {row.differs ? (
                <span className="font-semibold text-warn">
                  <span aria-hidden="true">{'≠\u00a0'}</span>
                  {row.label}
                  <span className="sr-only"> (differs)</span>
                </span>
              ) : (
                row.label
              )}
            </th>
            <td className={`${CELL} ${row.differs ? 'font-semibold' : ''}`}>{row.ours}</td>
            <td className={`${CELL} ${row.differs ? 'font-semibold' : ''}`}>{row.theirs}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BookHead({ name, note }: { name: string; note: ReactNode }) {
  return (
    <th scope="col" className={`${CELL} text-xs sm:w-2/5`}>
      {name}
      {note ? <span className="block font-normal">{note}</span> : null}
    </th>
  );
}
