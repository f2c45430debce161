import { FIELDS, type FieldName } from '#reconciliation/statements/fields.ts';
import { Field } from '../../ui/forms/field.tsx';
import { visible } from '../../ui/values/visible.ts';

/** A column of a file: its header, and whether it was left out because it speaks of people. */
export type HeaderCell = { name: string; isWithheld: boolean };

type ColumnSelectProps = { name: FieldName; chosen: number | undefined; header: readonly HeaderCell[] };

/** Which column of a file holds a field. Columns that speak of people cannot be chosen. */
export function ColumnSelect({ name, chosen, header }: ColumnSelectProps) {
  return (
    <Field name={`column_${name}`} label={FIELDS[name].label}>
      {(wiring) => (
        <select {...wiring} defaultValue={wiring.defaultValue ?? String(chosen ?? '')}>
          <option value="">Not in the file</option>
          {header.map((cell, place) =>
            cell.isWithheld ? null : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <option key={place} value={place}>
                {`${place + 1}: ${visible(cell.name) || 'no name'}`}
              </option>
            ),
          )}
        </select>
      )}
    </Field>
  );
}
