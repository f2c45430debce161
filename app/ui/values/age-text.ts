const UNITS = [
  { seconds: 86_400, short: 'd' },
  { seconds: 3_600, short: 'h' },
  { seconds: 60, short: 'm' },
  { seconds: 1, short: 's' },
] as const;

/** Seconds → the two largest units, rounded down: `3 h 12 m`, `2 d`, `45 s`. */
export function ageText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const first = UNITS.findIndex((unit) => whole >= unit.seconds);
  const large = UNITS[first];
  if (!large) return '0 s';
  const count = Math.floor(whole / large.seconds);
  const text = `${count} ${large.short}`;
  const small = UNITS[first + 1];
  const rest = small ? Math.floor((whole % large.seconds) / small.seconds) : 0;
  return small && rest > 0 ? `${text} ${rest} ${small.short}` : text;
}
