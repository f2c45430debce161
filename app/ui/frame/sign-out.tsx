import { Form, Link } from '@remix-run/react';
import { LogOut } from 'lucide-react';
import { Button } from '../forms/button.tsx';

type SignOutProps = { person: { email: string; label: string; role: string } };

/** Who is here, and the way out. */
export function SignOut({ person }: SignOutProps) {
  return (
    <Form method="post" action="/session/end" className="flex items-center justify-between gap-2">
      <Link to="/me" className="min-w-0 leading-4 text-ink no-underline hover:underline">
        <span className="block max-w-48 truncate" title={person.email}>
          {person.label}
        </span>
        <span className="block text-xs text-muted">{person.role}</span>
      </Link>
      <Button>
        <LogOut aria-hidden="true" />
        Sign out
      </Button>
    </Form>
  );
}
