import type { OverviewOrder, StartPage } from '#identity/people/start-page.ts';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';

type StartPageFormProps = { chosen: StartPage | null; ofRole: OverviewOrder; role: string };

const LABELS: Record<StartPage, string> = {
  yesterday: 'Overview, yesterday first',
  stuck_money: 'Overview, stuck money first',
  discrepancies: 'Discrepancies',
  pending: 'Pending',
  reports: 'Reports',
};

/** What one's day begins with: the page after signing in, and the order of the overview. */
export function StartPageForm({ chosen, ofRole, role }: StartPageFormProps) {
  return (
    <ActForm action="/me/start-page" className="flex max-w-md flex-col gap-3">
      <Field
        name="startPage"
        label="Start page"
        hint="Where you come to after signing in. The overview is in the order that is chosen here, too."
      >
        {({ defaultValue, ...wiring }) => (
          <select {...wiring} key={chosen ?? ''} defaultValue={defaultValue ?? chosen ?? ''}>
            <option value="">
              As for the role {role}: {LABELS[ofRole]}
            </option>
            {Object.entries(LABELS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Button className="w-fit">Keep</Button>
    </ActForm>
  );
}
