import { DELIMITER_LABELS, DELIMITERS, ENCODINGS } from '#reconciliation/statements/choices.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';

/** Chooses a file for a preview. */
export function UploadForm() {
  return (
    <Section heading="Import a statement">
      <AccountForm
        action="/reports/statements"
        encType="multipart/form-data"
        className="grid gap-3 sm:grid-cols-3 sm:items-start"
      >
        <Field
          name="file"
          label="File of the portal"
          type="file"
          accept=".csv,.txt,.tsv,.xlsx"
          required
          hint="CSV or XLSX, up to 64 MB: transactions, trial balance or invoice export"
        />
        <Field name="encoding" label="Encoding" hint="Where it was guessed wrong">
          {(wiring) => (
            <select {...wiring}>
              <option value="">Detect automatically</option>
              {ENCODINGS.map((encoding) => (
                <option key={encoding} value={encoding}>
                  {encoding}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="delimiter" label="Delimiter" hint="Where it was guessed wrong">
          {(wiring) => (
            <select {...wiring}>
              <option value="">Detect automatically</option>
              {DELIMITERS.map((delimiter) => (
                <option key={delimiter} value={delimiter}>
                  {DELIMITER_LABELS[delimiter]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className="flex flex-wrap items-center gap-3 sm:col-span-3">
          <Button tone="primary">Preview</Button>
          <p className="text-muted">
            Nothing is imported before you have seen how it is read. What it says of people (customer, payer,
            metadata) is left out before anything is kept.
          </p>
        </div>
      </AccountForm>
    </Section>
  );
}
