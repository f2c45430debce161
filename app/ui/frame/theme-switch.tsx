import { Form, useLocation, useRouteLoaderData } from '@remix-run/react';
import { Moon, Sun, SunMoon } from 'lucide-react';
import { THEMES, type Theme } from './themes.ts';

const LOOKS = {
  system: { label: 'as the system', Icon: SunMoon },
  light: { label: 'light', Icon: Sun },
  dark: { label: 'dark', Icon: Moon },
} as const;

/** One press leads to the next theme: as the system, light, dark. */
export function ThemeSwitch() {
  const { pathname, search } = useLocation();
  const theme = useRouteLoaderData<{ theme: Theme }>('root')?.theme ?? 'system';
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  const { label, Icon } = LOOKS[theme];
  const words = `Theme: ${label}. Change to ${LOOKS[next].label}`;
  return (
    <Form method="post" action="/me/theme" preventScrollReset>
      <input type="hidden" name="theme" value={next} />
      <input type="hidden" name="to" value={pathname + search} />
      <button
        type="submit"
        aria-label={words}
        title={words}
        className="flex size-7 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
      >
        <Icon aria-hidden="true" className="size-4" />
      </button>
    </Form>
  );
}
