import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';

type SecondFactorProps = { hasSecondFactor: boolean; codesLeft: number; mayRemove: boolean };

const REMOVAL = '/me/second-factor/removal';

/** One's own second factor: enrolled, with new recovery codes for a password, or the way to enrol one. */
export function SecondFactor({ hasSecondFactor, codesLeft, mayRemove }: SecondFactorProps) {
  return (
    <Section heading="Second factor">
      {hasSecondFactor ? (
        <ActForm action="/me/recovery-codes" alsoTo={[REMOVAL]} className="flex flex-wrap items-end gap-2">
          <p className="w-full">
            An authenticator app is asked for at each sign-in. {codesLeft} recovery codes are left.
          </p>
          <Field
            name="current"
            label="Your password"
            type="password"
            autoComplete="current-password"
            required
          />
          <Button>New recovery codes</Button>
          {mayRemove ? (
            <Button formAction={REMOVAL} tone="danger">
              Remove it
            </Button>
          ) : null}
        </ActForm>
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <p>You sign in with the password alone.</p>
          <ButtonLink to="/me/second-factor" tone="primary">
            Enrol a second factor
          </ButtonLink>
        </div>
      )}
    </Section>
  );
}
