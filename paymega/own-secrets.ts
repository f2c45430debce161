// Shorter ones stand in every other word; nobody issues such.
const FEWEST_CHARACTERS = 4;

/** Words with each of these secrets hidden, as it is or as HTTP and JSON write it. */
export function withoutOwnSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.filter(({ length }) => length >= FEWEST_CHARACTERS).flatMap(formsOf);
  // A secret may hold another one.
  const longestFirst = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return text;
  return text.replace(new RegExp(longestFirst.map(literally).join('|'), 'gi'), '[redacted]');
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    ...[secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)],
    ...[bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')],
  ];
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
