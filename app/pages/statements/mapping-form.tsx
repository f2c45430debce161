import { DATE_FORM_LABELS, DATE_FORMS, DECIMAL_SIGNS } from '#reconciliation/statements/choices.ts';
import { fieldsOf, KIND_LABELS, STATEMENT_KINDS } from '#reconciliation/statements/fields.ts';
import type { Mapping } from '#reconciliation/statements/mapping.ts';
import { AccountForm, useNamingAccount } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { ColumnSelect, type HeaderCell } from './column-select.tsx';

type MappingFormProps = {
  id: string;
  mapping: Mapping;
  mappingName: string;
  header: readonly HeaderCell[];
  isReady: boolean;
};

/** Says which column is what and how figures and times are written; then it is shown so, or imported. */
export function MappingForm({ id, mapping, mappingName, header, isReady }: MappingFormProps) {
  const address = `/reports/statements/uploads/${id}`;
  const naming = useNamingAccount();
  const select = (
    name: string,
    label: string,
    chosen: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <Field name={name} label={label}>
      {(wiring) => (
        <select {...wiring} defaultValue={wiring.defaultValue ?? chosen}>
          {options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  return (
    <AccountForm action={address} alsoTo={[`${address}/import`]} className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4 lg:items-start">
        {select(
          'kind',
          'Kind of file',
          mapping.kind,
          STATEMENT_KINDS.map((kind) => [kind, KIND_LABELS[kind]] as const),
        )}
        {select('mode', 'Payments', mapping.mode, [
          ['live', 'Live'],
          ['test', 'Test'],
        ])}
        {select(
          'decimalSign',
          'Before the decimals',
          mapping.decimalSign,
          DECIMAL_SIGNS.map((sign) => [sign, sign === '.' ? 'A point' : 'A comma'] as const),
        )}
        {select(
          'dateForm',
          'Dates',
          mapping.dateForm,
          DATE_FORMS.map((form) => [form, DATE_FORM_LABELS[form]] as const),
        )}
        <Field
          name="zone"
          label="Times are those of"
          defaultValue={mapping.zone}
          required
          hint="The account’s zone; of an invoice export that of whoever exported it"
        />
        <Field
          name="currency"
          label="Currency of rows without one"
          defaultValue={mapping.currency ?? ''}
          maxLength={20}
        />
        <Field
          name="from"
          label="First business day"
          type="date"
          defaultValue={mapping.from ?? ''}
          hint="Empty: those of its rows"
        />
        <Field name="to" label="Last business day" type="date" defaultValue={mapping.to ?? ''} />
        <Field
          name="headerLine"
          label="Line of the header"
          inputMode="numeric"
          defaultValue={String(mapping.headerLine)}
          required
        />
      </div>
      <fieldset>
        <legend className="font-medium">Columns</legend>
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4 lg:items-start">
          {fieldsOf(mapping.kind).map((name) => (
            <ColumnSelect key={name} name={name} chosen={mapping.columns[name]} header={header} />
          ))}
        </div>
      </fieldset>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Check
          name="feesBelowZero"
          isOn={mapping.feesBelowZero}
          label="Charged fees are negative in this file"
        />
        <Check
          name="isWhole"
          isOn={mapping.isWhole}
          label="It holds every payment of its days: what it does not hold is missing"
        />
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <Button>Show it so</Button>
        <Field
          name="saveAs"
          label="Keep this mapping as"
          defaultValue={mappingName}
          maxLength={80}
          hint="For files of the same header; empty: it is not kept"
        />
        <Button tone="primary" formAction={naming(`${address}/import`)} disabled={!isReady}>
          Import
        </Button>
      </div>
    </AccountForm>
  );
}

function Check({ name, isOn, label }: { name: string; isOn: boolean; label: string }) {
  return (
    <label className="flex items-center gap-2">
      <input type="checkbox" name={name} value="yes" defaultChecked={isOn} /> {label}
    </label>
  );
}
