import { Link } from '@remix-run/react';
import { Notice } from '../../ui/feedback/notice.tsx';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { AuthLayout } from '../session/auth-layout.tsx';

type EnrolmentProps = {
  /** The key to be kept in an authenticator app: as text, and as SVG. */
  view: { secret: string; picture: string };
  /** Whether it is in the midst of a sign-in, which goes on only with a second factor. */
  isAsked: boolean;
  /** Where one is afterwards. */
  to: string;
};

/** Shows the key of a new second factor, and asks for a code of it. */
export function Enrolment({ view, isAsked, to }: EnrolmentProps) {
  return (
    <AuthLayout title="Enrol a second factor">
      {isAsked ? <Notice>Admins sign in with a second factor here.</Notice> : null}
      <p>Scan this with an authenticator app, or type the key into it; then type the code that it shows.</p>
      <div
        className="max-w-56 rounded-md bg-white p-2"
        role="img"
        aria-label="The key as a QR code"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by uqr of our own text, squares alone
        dangerouslySetInnerHTML={{ __html: view.picture }}
      />
      <p className="font-mono break-all select-all">{view.secret}</p>
      <ActForm action={`/me/second-factor?to=${encodeURIComponent(to)}`} className="flex flex-col gap-3">
        <Field
          name="code"
          label="Code"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,7}"
          required
        />
        {isAsked ? null : (
          <Field
            name="current"
            label="Your password"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
        <Button tone="primary">Enrol</Button>
      </ActForm>
      {isAsked ? null : (
        <Link className="w-fit text-accent underline" to="/me">
          Not now
        </Link>
      )}
    </AuthLayout>
  );
}
